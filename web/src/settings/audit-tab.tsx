import { Button, Group, Table, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api-context.ts'
import type { AuditEntry, AuditPage } from '../api/types.gen.ts'
import { JsonTree } from '../components/json-tree.tsx'
import { Panel } from '../components/panel.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { Empty, ErrorState, RowsSkeleton } from '../components/states.tsx'

/** Who changed what. */
export function AuditTab() {
  const { t } = useTranslation()
  const [actor, setActor] = useState('')
  const [action, setAction] = useState('')
  const query = useAudit(actor, action)
  const entries = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Panel title={t('settings.tabs.audit')} flush>
      <Group px="md" pb="xs" gap="xs">
        <TextInput
          size="xs"
          placeholder={t('audit.actor')}
          aria-label={t('audit.actor')}
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          placeholder={t('audit.actionHint')}
          aria-label={t('audit.action')}
          value={action}
          onChange={(event) => setAction(event.currentTarget.value)}
        />
      </Group>
      {entries === undefined &&
        (query.error === null ? <RowsSkeleton /> : <ErrorState error={query.error} />)}
      {entries?.length === 0 && <Empty icon={<IconHistory size={28} />} title={t('audit.empty')} />}
      {entries !== undefined && entries.length > 0 && <AuditTable entries={entries} />}
      {query.hasNextPage && (
        <Group p="md" justify="center">
          <Button
            variant="default"
            size="xs"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('common.more')}
          </Button>
        </Group>
      )}
    </Panel>
  )
}

function useAudit(actor: string, action: string) {
  const api = useApi()
  const [asked] = useDebouncedValue({ actor, action }, 250)
  return useInfiniteQuery<AuditPage, Error, { pages: AuditPage[] }, readonly unknown[], string | undefined>({
    queryKey: ['listAudit', asked],
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    queryFn: ({ pageParam, signal }) =>
      api.call(
        'listAudit',
        {
          query: {
            limit: 50,
            ...(asked.actor !== '' && { actor: asked.actor }),
            ...(asked.action !== '' && { action: asked.action }),
            ...(pageParam && { cursor: pageParam }),
          },
        },
        { signal },
      ),
  })
}

function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { t } = useTranslation()
  const columns = [
    t('audit.at'),
    t('audit.actor'),
    t('audit.action'),
    t('audit.target'),
    t('audit.before'),
    t('audit.after'),
  ]
  return (
    <ScrollTable label={t('settings.tabs.audit')} columns={columns} minWidth={900}>
      {entries.map((entry) => (
        <Table.Tr key={entry.id} style={{ verticalAlign: 'top' }}>
          <Table.Td>
            <RelativeTime at={entry.at} />
          </Table.Td>
          <Table.Td>
            {entry.actor} ({t(`audit.kind.${entry.actorKind}`)})
          </Table.Td>
          <Table.Td className="mono">{entry.action}</Table.Td>
          <Table.Td className="mono">{entry.target}</Table.Td>
          <Table.Td maw={260}>
            {entry.before === null ? '–' : <JsonTree value={entry.before} open={0} />}
          </Table.Td>
          <Table.Td maw={260}>
            {entry.after === null ? '–' : <JsonTree value={entry.after} open={0} />}
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrollTable>
  )
}
