import { Alert, Group, Skeleton, Text, Tooltip } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/api-context.ts'
import type { MetricsResult, TagCondition } from '../api/types.gen.ts'
import { LazyChart } from '../charts/lazy-chart.tsx'
import { Legend } from '../charts/legend.tsx'
import { type Line, linesOf } from '../charts/lines.ts'
import { Panel } from '../components/panel.tsx'
import { useFormat } from '../format/use-format.ts'
import type { TimeWindow } from '../time/time-range.ts'
import { type DashboardFile, type DashboardPanel, panelQueries, visibleQueries } from './dashboard-file.ts'
import { PanelTable } from './panel-table.tsx'
import { StatPanel } from './stat-panel.tsx'

interface PanelViewProps {
  readonly file: DashboardFile
  readonly panel: DashboardPanel
  readonly where: readonly TagCondition[]
  readonly window: TimeWindow
  readonly onZoom: (from: number, to: number) => void
}

const HEIGHTS = { timeseries: 240, stat: 84, table: 240 } as const

export function PanelView({ file, panel, where, window, onZoom }: PanelViewProps) {
  const { localized } = useFormat()
  const { results, error } = usePanelResults(panelQueries(file, panel, where, window))
  return (
    <Panel
      title={localized({ ...panel.title })}
      actions={panel.description && <Hint text={localized({ ...panel.description })} />}
    >
      {error !== null && results === undefined && (
        <Alert color="var(--status-failure)" mih={HEIGHTS[panel.kind]}>
          {error.message}
        </Alert>
      )}
      {error === null && results === undefined && <Skeleton h={HEIGHTS[panel.kind]} />}
      {results !== undefined && <PanelBody file={file} panel={panel} results={results} onZoom={onZoom} />}
    </Panel>
  )
}

interface PanelBodyProps {
  readonly file: DashboardFile
  readonly panel: DashboardPanel
  readonly results: readonly MetricsResult[]
  readonly onZoom: (from: number, to: number) => void
}

function PanelBody({ file, panel, results, onZoom }: PanelBodyProps) {
  if (panel.kind === 'table') return <PanelTable file={file} panel={panel} results={results} />
  if (panel.kind === 'stat') return <StatPanel panel={panel} results={results} />
  return <TimeSeries panel={panel} results={results} onZoom={onZoom} />
}

function TimeSeries({ panel, results, onZoom }: Omit<PanelBodyProps, 'file'>) {
  const { localized } = useFormat()
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const lines = useMemo<Line[]>(() => {
    const shown = visibleQueries(panel)
    const titles = Object.fromEntries(shown.map(({ name, title }) => [name, localized({ ...title })]))
    const units = Object.fromEntries(shown.map(({ name, unit }) => [name, unit]))
    return results.flatMap((result) =>
      linesOf(result, { columns: shown.map(({ name }) => name), titles, units }),
    )
  }, [panel, results, localized])
  return (
    <>
      <LazyChart
        times={results[0]?.times ?? []}
        lines={lines}
        unit={panel.unit}
        height={HEIGHTS.timeseries}
        stacked={panel.stacked ?? false}
        hidden={hidden}
        thresholds={panel.thresholds ?? NONE}
        loading={false}
        label={localized({ ...panel.title })}
        onZoom={onZoom}
      />
      <Legend lines={lines} unit={panel.unit} hidden={hidden} onHidden={setHidden} maxHeight={64} />
    </>
  )
}

const NONE: NonNullable<DashboardPanel['thresholds']> = []

function Hint({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  return (
    <Group>
      <Tooltip label={text} multiline maw={320}>
        <Text
          component="span"
          c="dimmed"
          tabIndex={0}
          role="img"
          aria-label={`${t('dashboards.about')} ${text}`}
          lh={0}
        >
          <IconInfoCircle size={16} />
        </Text>
      </Tooltip>
    </Group>
  )
}

/** The answers of all parts of a panel, once each has one. */
function usePanelResults(queries: ReturnType<typeof panelQueries>) {
  const api = useApi()
  const answers = useQueries({
    queries: queries.map((body) => ({
      queryKey: ['queryMetrics', { body }],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.call('queryMetrics', { body }, { signal }),
      placeholderData: keepPreviousData,
    })),
  })
  const data = answers.flatMap((answer) => (answer.data === undefined ? [] : [answer.data]))
  const stamp = answers
    .map(({ dataUpdatedAt, isPlaceholderData }) => `${dataUpdatedAt} ${isPlaceholderData}`)
    .join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: stamp changes with the data
  const results = useMemo(() => (data.length === answers.length ? data : undefined), [stamp])
  return { results, error: answers.find(({ error }) => error !== null)?.error ?? null }
}
