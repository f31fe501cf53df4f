import { Button, CopyButton, Group, Stack, Switch } from '@mantine/core'
import { IconChartLine, IconCheck, IconLink } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRead } from '../api/api-context.ts'
import { LazyChart } from '../charts/lazy-chart.tsx'
import { Legend } from '../charts/legend.tsx'
import { linesOf } from '../charts/lines.ts'
import { Page } from '../components/page.tsx'
import { Panel } from '../components/panel.tsx'
import { Empty, ErrorState, Loaded, RowsSkeleton } from '../components/states.tsx'
import { writeRange } from '../time/time-range.ts'
import { TimeRangePicker } from '../time/time-range-picker.tsx'
import { useTimeRange } from '../time/use-time-range.ts'
import { useWindow } from '../time/use-window.ts'
import { GroupTable } from './group-table.tsx'
import { MetricsControls } from './metrics-controls.tsx'
import {
  completed,
  type MetricsView,
  metricsQuery,
  readMetricsView,
  writeMetricsView,
} from './metrics-view.ts'

const POINTS = 360

/** Explorer of everything in the local store. */
export function MetricsPage() {
  const { t } = useTranslation()
  const measurements = useRead('listMeasurements', {})
  return (
    <Loaded
      query={measurements}
      skeleton={
        <Page title={t('nav.metrics')}>
          <section className="card">
            <RowsSkeleton rows={14} />
          </section>
        </Page>
      }
    >
      {({ items }) => {
        const names = [
          ...new Set(
            items.filter(({ category }) => category === 'metric').map(({ measurement }) => measurement),
          ),
        ]
        return names.length === 0 ? <NoMetrics /> : <Explorer measurements={names} />
      }}
    </Loaded>
  )
}

function NoMetrics() {
  const { t } = useTranslation()
  return (
    <Page title={t('nav.metrics')}>
      <section className="card">
        <Empty
          icon={<IconChartLine size={30} />}
          title={t('metrics.none')}
          description={t('metrics.noneWhy')}
        />
      </section>
    </Page>
  )
}

function Explorer({ measurements }: { readonly measurements: readonly string[] }) {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const [range, setRange] = useTimeRange()
  const chosen = useMemo(() => readMetricsView(params), [params])
  const measurement = measurements.find((one) => one === chosen.measurement) ?? measurements[0] ?? ''
  const fields = useRead('listFields', { params: { measurement } })
  const tags = useRead('listSeriesTags', { body: { measurement, category: 'metric' } })
  const numeric = fields.data?.items.filter(({ types }) => types.includes('number')) ?? []
  const tagNames = tags.data?.items.map(({ tag }) => tag) ?? []
  const view = completed(
    chosen,
    tagNames,
    numeric.map(({ field }) => field),
  )
  const change = (partial: Partial<MetricsView>) =>
    setParams((before) => writeMetricsView(before, { ...view, measurement, ...partial }))
  return (
    <Page
      title={t('nav.metrics')}
      actions={
        <>
          <ShareButton params={params} />
          <TimeRangePicker range={range} onChange={setRange} />
        </>
      }
    >
      <MetricsControls
        measurements={measurements}
        measurement={measurement}
        fields={numeric}
        tags={tagNames}
        view={view}
        onChange={change}
      />
      {fields.data !== undefined && tags.data !== undefined ? (
        <Result
          view={view}
          measurement={measurement}
          unit={unitOf(view, numeric)}
          onChange={change}
          onZoom={(from, to) => setRange({ from, to })}
        />
      ) : (
        <section className="card" style={{ minHeight: 420 }}>
          <RowsSkeleton rows={12} />
        </section>
      )}
    </Page>
  )
}

/** The unit that all chosen fields share. */
function unitOf(
  { fields, aggregation }: MetricsView,
  known: readonly { readonly field: string; readonly unit: string | null }[],
): string {
  if (aggregation === 'count') return 'count'
  const units = new Set(fields.map((field) => known.find((one) => one.field === field)?.unit ?? 'none'))
  return units.size === 1 ? ([...units][0] ?? 'none') : 'none'
}

/** The link keeps the stretch of time that is shown, so that others see the same. */
function ShareButton({ params }: { readonly params: URLSearchParams }) {
  const { t } = useTranslation()
  const [range] = useTimeRange()
  const window = useWindow(range)
  const link = `${location.origin}${location.pathname}?${writeRange(params, window)}`
  return (
    <CopyButton value={link}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />}
          onClick={copy}
        >
          {copied ? t('common.copied') : t('metrics.share')}
        </Button>
      )}
    </CopyButton>
  )
}

interface ResultProps {
  readonly view: MetricsView
  readonly measurement: string
  readonly unit: string
  readonly onChange: (change: Partial<MetricsView>) => void
  readonly onZoom: (from: number, to: number) => void
}

function Result({ view, measurement, unit, onChange, onZoom }: ResultProps) {
  const { t } = useTranslation()
  const [range] = useTimeRange()
  const window = useWindow(range)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const body = metricsQuery(view, measurement, window, POINTS)
  const query = useRead('queryMetrics', { body }, { keep: true, enabled: view.fields.length > 0 })
  const lines = useMemo(() => (query.data === undefined ? [] : linesOf(query.data)), [query.data])
  if (query.error !== null && query.data === undefined) {
    return (
      <section className="card">
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </section>
    )
  }
  return (
    <Panel
      title={view.fields.join(', ')}
      actions={
        <Group gap="md">
          <Switch
            label={t('metrics.stacked')}
            size="xs"
            checked={view.stacked}
            onChange={(event) => onChange({ stacked: event.currentTarget.checked })}
          />
        </Group>
      }
    >
      <Stack gap="sm" data-testid="metrics-result">
        <LazyChart
          times={query.data?.times ?? []}
          lines={lines}
          unit={unit}
          height={360}
          stacked={view.stacked}
          hidden={hidden}
          loading={query.data === undefined}
          label={view.fields.join(', ')}
          onZoom={onZoom}
        />
        <Legend lines={lines} unit={unit} hidden={hidden} onHidden={setHidden} maxHeight={96} />
        {query.data !== undefined && <GroupTable result={query.data} unit={unit} />}
      </Stack>
    </Panel>
  )
}
