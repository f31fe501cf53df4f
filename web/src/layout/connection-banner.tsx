import { Alert } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useIsFetching, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/api-error.ts'

/** Says, over whatever is still shown, that the server cannot be reached; goes away by itself. */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const cache = useQueryClient().getQueryCache()
  useIsFetching()
  const offline = cache
    .getAll()
    .some(
      (query) =>
        query.isActive() &&
        query.state.fetchFailureReason instanceof ApiError &&
        query.state.fetchFailureReason.offline,
    )
  if (!offline) return null
  return (
    <Alert
      color="var(--status-warning)"
      icon={<IconPlugConnectedX size={18} />}
      pos="fixed"
      bottom={16}
      right={16}
      style={{
        zIndex: 300,
        maxWidth: 'calc(100vw - 32px)',
        background: 'var(--card)',
      }}
      role="status"
    >
      {t('error.offlineBanner')}
    </Alert>
  )
}
