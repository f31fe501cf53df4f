import { Anchor, Group } from '@mantine/core'
import { Link } from 'react-router'
import type { Trigger } from '../api/types.gen.ts'
import { RelativeTime } from '../components/relative-time.tsx'
import { type Status, StatusLabel } from '../components/status.tsx'
import { taskStatus } from '../tasks/task-status.tsx'

/** How the last run went; whether it runs at all comes first. */
export function triggerStatus({ state, lastTask }: Trigger): Status {
  if (state !== 'enabled') return state
  return lastTask === null ? 'never' : taskStatus(lastTask)
}

export function LastRun({ trigger }: { readonly trigger: Trigger }) {
  const { lastTask } = trigger
  if (lastTask === null) return <StatusLabel status="never" />
  return (
    <Group gap={10} wrap="nowrap">
      <Anchor component={Link} to={`/tasks/${lastTask.id}`} underline="never" display="inline-flex">
        <StatusLabel status={taskStatus(lastTask)} />
      </Anchor>
      <RelativeTime at={lastTask.endedAt ?? lastTask.startedAt ?? lastTask.createdAt} />
    </Group>
  )
}
