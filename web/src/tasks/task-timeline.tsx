import { Box, Group, Text, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Task } from '../api/types.gen.ts'
import { statusColor } from '../components/status.tsx'
import { relativeTime } from '../format/format.ts'
import { useFormat } from '../format/use-format.ts'
import { useNow } from '../format/use-now.ts'
import { taskDuration } from './task-facts.ts'
import { taskStatus } from './task-status.tsx'
import classes from './task-timeline.module.css'

const MOST = 120

/** The runs shown, oldest left: height is how long each took, colour how it ended. */
export function TaskTimeline({ tasks }: { readonly tasks: readonly Task[] }) {
  const { t } = useTranslation()
  const now = useNow()
  const shown = tasks.slice(0, MOST).toReversed()
  const durations = shown.map((task) => taskDuration(task, now) ?? 0)
  const longest = Math.max(1000, ...durations)
  return (
    <section className="card" aria-label={t('tasks.timeline')}>
      <Group px="md" pt="xs" justify="space-between">
        <Text size="xs" c="dimmed">
          {t('tasks.timelineHint', { count: shown.length })}
        </Text>
      </Group>
      <Box className={classes.bars}>
        {shown.map((task, index) => (
          <Bar key={task.id} task={task} share={(durations[index] ?? 0) / longest} now={now} />
        ))}
      </Box>
    </section>
  )
}

function Bar({ task, share, now }: { readonly task: Task; readonly share: number; readonly now: Date }) {
  const { t } = useTranslation()
  const { language, duration } = useFormat()
  const status = taskStatus(task)
  const ms = taskDuration(task, now)
  const label = [
    task.trigger,
    t(`status.${status}`),
    relativeTime(new Date(task.createdAt), now, language),
    ms === undefined ? '' : duration(ms),
  ]
  return (
    <Tooltip label={label.filter((part) => part !== '').join(' · ')} openDelay={0}>
      <Link to={`/tasks/${task.id}`} className={classes.slot} aria-label={label.join(', ')}>
        <span
          className={classes.bar}
          style={{ height: `${Math.max(6, share * 100)}%`, background: statusColor(status) }}
        />
      </Link>
    </Tooltip>
  )
}
