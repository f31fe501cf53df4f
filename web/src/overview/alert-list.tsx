import { Anchor, Box, Group, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Task } from '../api/types.gen.ts'
import { RelativeTime } from '../components/relative-time.tsx'
import { Empty } from '../components/states.tsx'
import { StatusIcon } from '../components/status.tsx'
import { taskStatus } from '../tasks/task-status.tsx'
import classes from './alert-list.module.css'

/** Newest failures, each with what to do. */
export function AlertList({ failures }: { readonly failures: readonly Task[] }) {
  const { t } = useTranslation()
  if (failures.length === 0) {
    return (
      <Empty
        icon={<IconCircleCheck size={28} color="var(--status-success)" />}
        title={t('overview.noAlerts')}
      />
    )
  }
  return (
    <ul className={classes.list}>
      {failures.slice(0, 6).map((task) => (
        <li key={task.id} className={classes.item}>
          <AlertItem task={task} />
        </li>
      ))}
    </ul>
  )
}

function AlertItem({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Box pt={2}>
        <StatusIcon status={taskStatus(task)} />
      </Box>
      <Box miw={0} flex={1}>
        <Anchor component={Link} to={`/tasks/${task.id}`} size="sm" fw={600}>
          {task.trigger}
        </Anchor>{' '}
        <Text component="span" size="xs" c="dimmed">
          {t(`status.${taskStatus(task)}`)} <RelativeTime at={task.endedAt} />
        </Text>
        <Text size="sm" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
          {task.error?.message ?? ''}
        </Text>
        {task.error?.todo && (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {task.error.todo}
          </Text>
        )}
      </Box>
    </Group>
  )
}
