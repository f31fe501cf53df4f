import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import { useFormat } from '../format/use-format.ts'
import { functionPath } from '../functions/function-path.ts'
import { NAV_ITEMS } from './nav-items.ts'

export interface JumpTarget {
  readonly to: string
  readonly label: string
  readonly kind: string
}

/** Functions that are offered at a time: there may be ten thousand. */
const FUNCTIONS = 20

/** All pages, triggers, script sets and dashboards, and functions with a part of their name. */
export function useJumpTargets(functionName: string): JumpTarget[] {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const triggers = useRead('listTriggers', {}).data?.items ?? []
  const sets = useRead('listScriptSets', { query: {} }).data?.items ?? []
  const functions =
    useRead('listFunctions', { query: { name: functionName, limit: FUNCTIONS } }).data?.items ?? []
  const dashboards = useRead('listDashboards', {}).data?.items ?? []
  return [
    ...NAV_ITEMS.map(({ key, to }) => ({ to, label: t(`nav.${key}`), kind: t('jump.page') })),
    ...functions.map((item) => ({
      to: functionPath(item),
      label: item.name,
      kind: `${t('jump.function')} ${item.account} ${item.region}`,
    })),
    ...triggers.map(({ name, title }) => ({
      to: `/triggers/${name}`,
      label: `${name}: ${title}`,
      kind: t('jump.trigger'),
    })),
    ...dashboards.map(({ scriptSet, id, title }) => ({
      to: `/dashboards/${scriptSet}/${id}`,
      label: localized({ ...title }),
      kind: t('jump.dashboard'),
    })),
    ...sets.map(({ id, title }) => ({
      to: `/market/${id}`,
      label: `${localized({ ...title })} (${id})`,
      kind: t('jump.set'),
    })),
  ]
}
