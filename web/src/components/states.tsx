import { Box, Button, Code, EmptyState, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertCircle, IconRefresh } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/api-error.ts'
import { CopyText } from './copy-text.tsx'

interface ErrorStateProps {
  readonly error: Error
  readonly retry?: () => void
}

/** What went wrong, what to do about it, and what to quote when asking for help. */
export function ErrorState({ error, retry }: ErrorStateProps) {
  const { t } = useTranslation()
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap" role="alert" p="md">
      <IconAlertCircle size={22} color="var(--status-failure)" aria-hidden style={{ flexShrink: 0 }} />
      <Stack gap={6} miw={0}>
        <ErrorText error={error} />
        {retry !== undefined && (
          <Button
            variant="default"
            size="xs"
            w="fit-content"
            leftSection={<IconRefresh size={14} />}
            onClick={retry}
          >
            {t('common.retry')}
          </Button>
        )}
      </Stack>
    </Group>
  )
}

export function ErrorText({ error }: { readonly error: Error }) {
  const { t } = useTranslation()
  const details = error instanceof ApiError ? error : undefined
  return (
    <>
      <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
        {details?.offline ? t('error.offline') : error.message}
      </Text>
      {details?.todo && <Text size="sm">{details.todo}</Text>}
      {details?.code && (
        <Group gap={6} c="dimmed" fz="xs">
          <Code>{details.code}</Code>
          {details.requestId && (
            <>
              <span>{t('error.request')}</span>
              <CopyText value={details.requestId} />
            </>
          )}
        </Group>
      )}
    </>
  )
}

interface EmptyProps {
  readonly icon: ReactNode
  readonly title: string
  readonly description?: string
  readonly children?: ReactNode
}

/** Nothing here, why, and the next step. */
export function Empty({ icon, title, description, children }: EmptyProps) {
  return (
    <EmptyState size="sm" py="xl" px="md" icon={icon} title={title} description={description}>
      {children !== undefined && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  )
}

/** Rows that keep the height of what is being loaded. */
export function RowsSkeleton({
  rows = 6,
  height = 20,
}: {
  readonly rows?: number
  readonly height?: number
}) {
  const { t } = useTranslation()
  const keys = Array.from({ length: rows }, (_, index) => `row-${index}`)
  return (
    <Stack gap={14} p="md" role="status" aria-label={t('common.loading')}>
      {keys.map((key) => (
        <Skeleton key={key} h={height} />
      ))}
    </Stack>
  )
}

interface LoadedProps<T> {
  readonly query: UseQueryResult<T, Error>
  readonly skeleton?: ReactNode
  readonly children: (data: T) => ReactNode
}

/** The three states of a query; data that is there stays visible while newer data is fetched or fails. */
export function Loaded<T>({ query, skeleton = <RowsSkeleton />, children }: LoadedProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error !== null) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  return <Box>{skeleton}</Box>
}
