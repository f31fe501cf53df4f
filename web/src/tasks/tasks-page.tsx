import { Button, Group, MultiSelect, Select } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { TASK_STATUSES } from '#func/model/task.ts'
import { useApi, useRead } from '../api/api-context.ts'
import type { Task, TaskPage, TaskStatus } from '../api/types.gen.ts'
import { Page } from '../components/page.tsx'
import { Empty, ErrorState, RowsSkeleton } from '../components/states.tsx'
import { DAY_MS, HOUR_MS } from '../time/lengths.ts'
import { TaskTable } from './task-table.tsx'
import { TaskTimeline } from './task-timeline.tsx'

const SPANS_MS = { '1h': HOUR_MS, '24h': DAY_MS, '7d': 7 * DAY_MS } as const
type Span = keyof typeof SPANS_MS | 'all'

interface Filter {
  readonly trigger: string | null
  readonly status: TaskStatus[]
  readonly span: Span
}

/** Records of runs; the filter is in the address. */
export function TasksPage() {
  const { t } = useTranslation()
  const [filter, setFilter] = useFilter()
  const query = useTasks(filter)
  const tasks = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Page title={t('nav.tasks')}>
      <FilterBar filter={filter} onChange={setFilter} />
      {tasks !== undefined && tasks.length > 0 && <TaskTimeline tasks={tasks} />}
      <section className="card">
        <TaskList tasks={tasks} error={query.error} />
      </section>
      {query.hasNextPage && (
        <Button
          variant="default"
          mx="auto"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </Page>
  )
}

function TaskList({
  tasks,
  error,
}: {
  readonly tasks: readonly Task[] | undefined
  readonly error: Error | null
}) {
  const { t } = useTranslation()
  if (tasks === undefined) return error === null ? <RowsSkeleton rows={10} /> : <ErrorState error={error} />
  if (tasks.length > 0) return <TaskTable tasks={tasks} />
  return (
    <Empty icon={<IconListCheck size={30} />} title={t('tasks.empty')} description={t('tasks.emptyWhy')} />
  )
}

function useTasks(filter: Filter) {
  const api = useApi()
  const { trigger, status, span } = filter
  return useInfiniteQuery<TaskPage, Error, { pages: TaskPage[] }, readonly unknown[], string | undefined>({
    queryKey: ['listTasks', filter],
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    queryFn: ({ pageParam, signal }) => {
      const since = span === 'all' ? undefined : new Date(Date.now() - SPANS_MS[span]).toISOString()
      const query = {
        limit: 100,
        status,
        ...(trigger && { trigger }),
        ...(since && { since }),
        ...(pageParam && { cursor: pageParam }),
      }
      return api.call('listTasks', { query }, { signal })
    },
  })
}

function useFilter(): readonly [Filter, (change: Partial<Filter>) => void] {
  const [search, setSearch] = useSearchParams()
  const filter = useMemo<Filter>(
    () => ({
      trigger: search.get('trigger'),
      status: TASK_STATUSES.filter((status) => search.getAll('status').includes(status)),
      span: spanOf(search.get('span')),
    }),
    [search],
  )
  const change = (partial: Partial<Filter>) => {
    const { trigger, status, span } = { ...filter, ...partial }
    const entries = [
      ['trigger', trigger ?? ''],
      ...status.map((one) => ['status', one]),
      ['span', span === 'all' ? '' : span],
    ]
    setSearch(entries.filter(([, value]) => value !== '') as [string, string][], { replace: true })
  }
  return [filter, change]
}

function spanOf(text: string | null): Span {
  return text !== null && text in SPANS_MS ? (text as Span) : 'all'
}

function FilterBar({
  filter,
  onChange,
}: {
  readonly filter: Filter
  readonly onChange: (change: Partial<Filter>) => void
}) {
  const { t } = useTranslation()
  const triggers = useRead('listTriggers', {}).data?.items.map(({ name }) => name) ?? []
  return (
    <Group gap="xs">
      <Select
        aria-label={t('tasks.trigger')}
        placeholder={t('tasks.allTriggers')}
        data={[...new Set([...triggers, ...(filter.trigger ? [filter.trigger] : [])])]}
        value={filter.trigger}
        clearable
        searchable
        w={{ base: '100%', xs: 200 }}
        onChange={(trigger) => onChange({ trigger })}
      />
      <MultiSelect
        aria-label={t('tasks.status')}
        placeholder={filter.status.length === 0 ? t('tasks.allStatuses') : ''}
        data={TASK_STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        value={filter.status}
        clearable
        w={{ base: '100%', xs: 260 }}
        onChange={(status) => onChange({ status: status as TaskStatus[] })}
      />
      <Select
        aria-label={t('tasks.time')}
        data={(['all', '1h', '24h', '7d'] as const).map((span) => ({
          value: span,
          label: t(`tasks.span.${span}`),
        }))}
        value={filter.span}
        allowDeselect={false}
        w={{ base: '100%', xs: 160 }}
        onChange={(span) => onChange({ span: spanOf(span) })}
      />
    </Group>
  )
}
