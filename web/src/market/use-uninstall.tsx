import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange } from '../api/api-context.ts'
import type { ScriptSetDetails } from '../api/types.gen.ts'
import { useReportError } from '../components/use-report-error.tsx'
import { useFormat } from '../format/use-format.ts'

/** Asks before a set is removed, and names the startup scripts that go with it. */
export function useUninstall({ id, title, startupScripts }: ScriptSetDetails): () => void {
  const { t } = useTranslation()
  const { localized } = useFormat()
  const navigate = useNavigate()
  const reportError = useReportError()
  const withTriggers = startupScripts.length > 0
  const uninstall = useChange((api) =>
    api.call('uninstallScriptSet', { params: { set: id }, query: { withTriggers } }),
  )
  return () =>
    modals.openConfirmModal({
      title: t('market.uninstallTitle', { name: localized({ ...title }) }),
      children: (
        <Text size="sm">
          {withTriggers
            ? t('market.uninstallTriggers', { names: startupScripts.join(', ') })
            : t('market.uninstallLead')}
        </Text>
      ),
      labels: { confirm: t('market.uninstall'), cancel: t('common.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: () =>
        uninstall.mutate(undefined, { onSuccess: () => void navigate('/market'), onError: reportError }),
    })
}
