import { Box, Group, Text } from '@mantine/core'
import type { MetricsResult } from '../api/types.gen.ts'
import { linesOf } from '../charts/lines.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { formatUnit } from '../charts/units.ts'
import { useFormat } from '../format/use-format.ts'
import { type DashboardPanel, visibleQueries } from './dashboard-file.ts'
import { thresholdTone } from './threshold-tone.ts'

interface StatPanelProps {
  readonly panel: DashboardPanel
  readonly results: readonly MetricsResult[]
}

/** One number over the window, and how it went. */
export function StatPanel({ panel, results }: StatPanelProps) {
  const { language } = useFormat()
  const query = visibleQueries(panel)[0]
  const line = results.flatMap((result) => linesOf(result, { columns: [query?.name ?? ''] }))[0]
  const total = line?.total ?? null
  return (
    <Box h={84}>
      <Group gap="xs">
        <Text fz={24} fw={600} lh={1.3} className="tabular" c={thresholdTone(total, panel.thresholds)}>
          {total === null ? '–' : formatUnit(total, query?.unit ?? panel.unit, language, panel.decimals)}
        </Text>
      </Group>
      <Sparkline values={line?.values ?? []} height={44} />
    </Box>
  )
}
