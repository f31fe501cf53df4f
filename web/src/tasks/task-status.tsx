import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { Task } from '../api/types.gen.ts'
import { type Status, StatusIcon, StatusLabel, statusColor } from '../components/status.tsx'

/** A failure of which some units succeeded is shown as partly done. */
export function taskStatus(task: Task): Status {
  return task.status === 'failure' && task.error?.partial === true ? 'partial' : task.status
}

export function TaskStatusLabel({ task }: { readonly task: Task }) {
  return <StatusLabel status={taskStatus(task)} />
}

export function TaskLink({ task, children }: { readonly task: Task; readonly children?: string }) {
  return (
    <Anchor component={Link} to={`/tasks/${task.id}`} size="sm" className="mono">
      {children ?? shortId(task.id)}
    </Anchor>
  )
}

/** The end of an id distinguishes tasks of one minute. */
export function shortId(id: string): string {
  return id.length > 10 ? `…${id.slice(-8)}` : id
}

export function ErrorLine({ task }: { readonly task: Task }) {
  if (task.error === null) return null
  return (
    <Group gap={6} wrap="nowrap" miw={0}>
      <StatusIcon status={taskStatus(task)} size={14} />
      <Text size="xs" c={statusColor(taskStatus(task))} lineClamp={1} title={task.error.message}>
        {task.error.message}
      </Text>
    </Group>
  )
}
