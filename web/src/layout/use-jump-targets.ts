import { useTranslation } from 'react-i18next'
import { useRead } from '../api/api-context.ts'
import { useFormat } from '../format/use-format.ts'
import { NAV_ITEMS } from './nav-items.ts'

export interface JumpTarget {
  readonly to: string
  readonly label: string
  readonly kind: string
}

/** All pages, triggers, script sets and dashboards by name. */
export function useJumpTargets(): JumpTarget[] {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const triggers = useRead('listTriggers', {}).data?.items ?? []
  const sets = useRead('listScriptSets', { query: {} }).data?.items ?? []
  const dashboards = useRead('listDashboards', {}).data?.items ?? []
  return [
    ...NAV_ITEMS.map(({ key, to }) => ({ to, label: t(`nav.${key}`), kind: t('jump.page') })),
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
