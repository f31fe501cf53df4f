import { SimpleGrid } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Task } from '../api/types.gen.ts'
import { RelativeTime } from '../components/relative-time.tsx'
import { StatTile } from '../components/stat-tile.tsx'
import { useFormat } from '../format/use-format.ts'
import { useNow } from '../format/use-now.ts'
import { taskDuration, totalPoints } from './task-facts.ts'

/** What one wants to know first. */
export function TaskTiles({ task }: { readonly task: Task }) {
  const { t } = useTranslation()
  const { whole, dollars, duration } = useFormat()
  const ms = taskDuration(task, useNow())
  const { figures } = task
  const calls = Object.values(figures?.apiCalls ?? {}).reduce((sum, count) => sum + count, 0)
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <StatTile
        label={t('tasks.duration')}
        value={ms === undefined ? '–' : duration(ms)}
        hint={<RelativeTime at={task.startedAt} />}
      />
      <StatTile
        label={t('tasks.points')}
        value={whole(totalPoints(task) ?? 0)}
        hint={pointsByCategory(task, whole)}
      />
      <StatTile
        label={t('tasks.calls')}
        value={whole(calls)}
        hint={`${t('tasks.queries')} ${whole(figures?.queries ?? 0)}`}
      />
      <StatTile
        label={t('tasks.bill')}
        value={dollars(figures?.estimatedDollars ?? 0)}
        hint={t('tasks.billed', { metrics: whole(figures?.billedMetrics ?? 0) })}
      />
    </SimpleGrid>
  )
}

function pointsByCategory(task: Task, whole: (value: number) => string): string {
  const points = Object.entries(task.figures?.points ?? {})
  return points.map(([category, count]) => `${category} ${whole(count)}`).join(', ')
}
