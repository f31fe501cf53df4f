import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Task } from '../api/types.gen.ts'
import { RelativeTime } from '../components/relative-time.tsx'
import { ScrollTable } from '../components/scroll-table.tsx'
import { useFormat } from '../format/use-format.ts'
import { useNow } from '../format/use-now.ts'
import { taskDuration, totalPoints } from './task-facts.ts'
import { ErrorLine, TaskLink, TaskStatusLabel } from './task-status.tsx'

interface TaskTableProps {
  readonly tasks: readonly Task[]
  /** Left out on the page of one trigger. */
  readonly withTrigger?: boolean
}

export function TaskTable({ tasks, withTrigger = true }: TaskTableProps) {
  const { t } = useTranslation()
  const columns = [
    t('tasks.status'),
    ...(withTrigger ? [t('tasks.trigger')] : []),
    t('tasks.started'),
    t('tasks.duration'),
    t('tasks.origin'),
    t('tasks.points'),
    t('tasks.bill'),
    t('tasks.id'),
  ]
  return (
    <ScrollTable label={t('nav.tasks')} columns={columns} minWidth={820}>
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} withTrigger={withTrigger} />
      ))}
    </ScrollTable>
  )
}

function TaskRow({ task, withTrigger }: { readonly task: Task; readonly withTrigger: boolean }) {
  const { t } = useTranslation()
  const { whole, dollars, duration } = useFormat()
  const navigate = useNavigate()
  const ms = taskDuration(task, useNow())
  const points = totalPoints(task)
  return (
    <Table.Tr onClick={() => void navigate(`/tasks/${task.id}`)} style={{ cursor: 'pointer' }}>
      <Table.Td maw={340}>
        <TaskStatusLabel task={task} />
        <ErrorLine task={task} />
      </Table.Td>
      {withTrigger && <Table.Td>{task.trigger}</Table.Td>}
      <Table.Td>
        <RelativeTime at={task.startedAt ?? task.createdAt} />
      </Table.Td>
      <Table.Td>{ms === undefined ? '–' : duration(ms)}</Table.Td>
      <Table.Td>
        {t(`origin.${task.origin}`)}
        {task.origin === 'manual' && (
          <Text component="span" size="xs" c="dimmed">{` ${task.requestedBy}`}</Text>
        )}
      </Table.Td>
      <Table.Td>{points === undefined ? '–' : whole(points)}</Table.Td>
      <Table.Td>{task.figures === null ? '–' : dollars(task.figures.estimatedDollars)}</Table.Td>
      <Table.Td onClick={(event) => event.stopPropagation()}>
        <TaskLink task={task} />
      </Table.Td>
    </Table.Tr>
  )
}
