import { IconAlertCircle } from '@tabler/icons-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from './notify.ts'
import { ErrorText } from './states.tsx'

/** Shows an error in a corner of the page, for changes that have no form of their own. */
export function useReportError(): (error: Error) => void {
  const { t } = useTranslation()
  return useCallback(
    (error: Error) => {
      notify(t, {
        color: 'red',
        icon: <IconAlertCircle size={18} />,
        title: t('error.title'),
        message: <ErrorText error={error} />,
        autoClose: 12_000,
      })
    },
    [t],
  )
}
