/** Counts what a request asks for, without an object for each query. */
import type { MetricDataRequest, MetricSlice } from '../../script.ts'
import { STATISTICS_PER_BILLED_METRIC } from '../prices.ts'
import type { Asked } from '../usage.ts'

type Series = MetricSlice['series']

/** A follow-up page repeats the queries of its first page, which have been counted. */
export function askedBySlices(
  { start, end, period, slices, rows }: MetricDataRequest,
  isFollowUp: boolean,
): Asked {
  let queries = 0
  let billedMetrics = 0
  for (const series of isFollowUp ? [] : wantedSeries(slices, rows)) {
    queries += series.length
    billedMetrics += billedMetricsOf(series)
  }
  return { queries, billedMetrics, values: (queries * (end - start)) / 1000 / period, start }
}

function wantedSeries(slices: readonly MetricSlice[], rows: MetricDataRequest['rows']): Series[] {
  if (rows === undefined) return slices.map(({ series }) => series)
  let row = 0
  return slices.map(({ series }) => series.filter(() => rows.has(row++)))
}

/** Sets with the same series share the list of them. */
const KNOWN = new WeakMap<Series, number>()

function billedMetricsOf(series: Series): number {
  const known = KNOWN.get(series)
  if (known !== undefined) return known
  const statistics = new Map<string, Set<string>>()
  for (const { metric, statistic } of series) {
    statistics.set(metric, (statistics.get(metric) ?? new Set()).add(statistic))
  }
  let billed = 0
  for (const { size } of statistics.values()) billed += Math.ceil(size / STATISTICS_PER_BILLED_METRIC)
  KNOWN.set(series, billed)
  return billed
}
