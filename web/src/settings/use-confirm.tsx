import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useTranslation } from 'react-i18next'

/** Asks before something is removed. */
export function useConfirm(): (question: string, action: string, onConfirm: () => void) => void {
  const { t } = useTranslation()
  return (question, action, onConfirm) =>
    modals.openConfirmModal({
      title: t('common.sure'),
      children: <Text size="sm">{question}</Text>,
      labels: { confirm: action, cancel: t('common.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm,
    })
}
