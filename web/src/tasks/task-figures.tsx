import { Anchor, SimpleGrid, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Task, TaskFigures } from '../api/types.gen.ts'
import { Facts } from '../components/facts.tsx'
import { Panel } from '../components/panel.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useFormat } from '../format/use-format.ts'
import { useNow } from '../format/use-now.ts'
import { taskDuration } from './task-facts.ts'

/** What a task was, did and cost. */
export function TaskFactsPanel({ task }: { readonly task: Task }) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <RunFacts task={task} />
        <CostFacts task={task} />
      </SimpleGrid>
      {task.figures !== null && Object.keys(task.figures.sinks).length > 0 && (
        <SinkTable figures={task.figures} />
      )}
    </>
  )
}

function RunFacts({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  const { duration, absolute } = useFormat()
  const ms = taskDuration(task, useNow())
  const window = task.request?.window
  return (
    <Panel title={t('tasks.run')}>
      <Facts
        rows={[
          [t('tasks.trigger'), <TriggerLink key="trigger" name={task.trigger} />],
          [t('tasks.set'), `${task.scriptSet}${task.version === null ? '' : ` ${task.version}`}`],
          [t('tasks.origin'), `${t(`origin.${task.origin}`)} (${task.requestedBy})`],
          [
            t('tasks.window'),
            window && `${absolute(new Date(window.from))} – ${absolute(new Date(window.to))}`,
          ],
          [t('tasks.planned'), <RelativeTime key="planned" at={task.plannedAt} />],
          [t('tasks.started'), <RelativeTime key="started" at={task.startedAt} />],
          [t('tasks.ended'), <RelativeTime key="ended" at={task.endedAt} />],
          [t('tasks.duration'), ms === undefined ? '–' : duration(ms)],
        ]}
      />
    </Panel>
  )
}

function TriggerLink({ name }: { readonly name: string }) {
  return (
    <Anchor component={Link} to={`/triggers/${name}`} size="sm">
      {name}
    </Anchor>
  )
}

function CostFacts({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  const { whole, dollars } = useFormat()
  const { figures } = task
  if (figures === null) return <Panel title={t('tasks.figures')}>–</Panel>
  const calls = Object.entries(figures.apiCalls).map(([name, count]) => `${name} × ${whole(count)}`)
  const errors = Object.entries(figures.apiErrors).map(([name, count]) => `${name} × ${whole(count)}`)
  const points = Object.entries(figures.points).map(([category, count]) => `${category} ${whole(count)}`)
  const counts = Object.entries(figures.counts ?? {}).map(([name, count]) => `${name} ${whole(count)}`)
  return (
    <Panel title={t('tasks.figures')}>
      <Facts
        rows={[
          [t('tasks.points'), points.join(', ') || '0'],
          [
            t('tasks.bill'),
            `${dollars(figures.estimatedDollars)} (${t('tasks.billed', { metrics: whole(figures.billedMetrics) })})`,
          ],
          [t('tasks.queries'), whole(figures.queries)],
          [t('tasks.calls'), calls.join(', ') || '0'],
          [t('tasks.callErrors'), errors.length === 0 ? undefined : errors.join(', ')],
          [t('tasks.retries'), `${whole(figures.retries)} / ${whole(figures.throttles)}`],
          [t('tasks.counts'), counts.length === 0 ? undefined : counts.join(', ')],
        ]}
      />
    </Panel>
  )
}

function SinkTable({ figures }: { readonly figures: TaskFigures }) {
  const { t } = useTranslation()
  const { whole, bytes } = useFormat()
  const columns = (
    ['sink', 'acknowledged', 'rejected', 'dropped', 'trimmed', 'bytes', 'requests', 'retried'] as const
  ).map((key) => t(`tasks.sinks.${key}`))
  return (
    <Panel title={t('settings.tabs.sinks')} flush>
      <ScrollTable label={t('settings.tabs.sinks')} columns={columns} minWidth={560}>
        {Object.entries(figures.sinks).map(([name, sink]) => (
          <Table.Tr key={name}>
            <Table.Td>{name}</Table.Td>
            <Table.Td>{whole(sink.acknowledged)}</Table.Td>
            <Table.Td>{whole(sink.rejected)}</Table.Td>
            <Table.Td>{whole(sink.dropped)}</Table.Td>
            <Table.Td>{whole(sink.trimmed)}</Table.Td>
            <Table.Td>{bytes(sink.bytes)}</Table.Td>
            <Table.Td>{whole(sink.requests)}</Table.Td>
            <Table.Td>{whole(sink.retries)}</Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
    </Panel>
  )
}
