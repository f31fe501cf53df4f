import { Group, SimpleGrid } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { hasFailed } from '#func/model/task.ts'
import type { Overview } from '../api/types.gen.ts'
import { StatTile } from '../components/stat-tile.tsx'
import { useFormat } from '../format/use-format.ts'

const HEALTH = {
  ok: [IconCircleCheck, 'success'],
  empty: [IconCircleCheck, 'idle'],
  warning: [IconAlertTriangle, 'warning'],
  failing: [IconCircleX, 'failure'],
} as const

interface HealthTilesProps {
  readonly overview: Overview
  /** Functions in trouble. */
  readonly troubled: number
}

export function HealthTiles({ overview, troubled }: HealthTilesProps) {
  const { t } = useTranslation()
  const { whole, compact, dollars, duration } = useFormat()
  const { counts, bill, freshness, running } = overview
  const failing = overview.triggers.filter(({ lastTask }) => lastTask !== null && hasFailed(lastTask))
  const stalest = freshness[0]
  const quiet =
    troubled > 0
      ? t('overview.inTrouble', { count: troubled })
      : t('overview.running', { count: running.length })
  const hint = failing.length === 0 ? quiet : t('overview.failing', { count: failing.length })
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm">
      <StatTile
        label={t('overview.health')}
        value={
          <HealthValue status={overview.status === 'ok' && troubled > 0 ? 'warning' : overview.status} />
        }
        hint={hint}
      />
      <StatTile
        label={t('overview.functions')}
        value={whole(counts.functions)}
        hint={t('overview.objects', { number: whole(counts.objects) })}
      />
      <StatTile
        label={t('overview.points')}
        value={compact(counts.points)}
        hint={t('overview.series', { number: whole(counts.series) })}
      />
      <StatTile
        label={t('overview.stalest')}
        value={stalest === undefined ? '–' : duration(stalest.lagSeconds * 1000)}
        hint={stalest === undefined ? undefined : `${stalest.account} ${stalest.region}`}
      />
      <StatTile
        label={t('overview.billDay')}
        value={dollars(bill.dollars24h)}
        hint={t('overview.billMonth', { amount: dollars(bill.dollarsMonth) })}
      />
    </SimpleGrid>
  )
}

function HealthValue({ status }: { readonly status: Overview['status'] }) {
  const { t } = useTranslation()
  const [Icon, tone] = HEALTH[status]
  return (
    <Group gap={8} wrap="nowrap" c={`var(--status-${tone})`}>
      <Icon size={22} aria-hidden />
      {t(`overview.status.${status}`)}
    </Group>
  )
}
