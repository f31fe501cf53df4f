/**
 * List prices in US dollars that matter to collection, and the rule by which AWS counts metrics.
 * us-east-1, as read on 2026-08 at https://aws.amazon.com/cloudwatch/pricing/; other regions are alike or a
 * little dearer, so an estimate made of them is an estimate.
 */
export const PRICES = {
  /** GetMetricData: per metric requested, however many values come back. No free tier. */
  metricRequested: 0.01 / 1000,
  /**
   * ListMetrics: per call. The first million API calls of a month are free for an account; nobody but AWS knows
   * how many others made, so every call is counted in full: the estimate is an upper bound.
   */
  listMetricsCall: 0.01 / 1000,
} as const

/** Up to this many statistics of one metric within one request are billed as one metric. */
export const STATISTICS_PER_BILLED_METRIC = 5

interface MetricQuery {
  readonly AccountId?: string | undefined
  readonly MetricStat?:
    | {
        readonly Metric?: unknown
        readonly Period?: number | undefined
        readonly Stat?: string | undefined
      }
    | undefined
}

/** Metrics that AWS bills for the queries of one GetMetricData request. */
export function billedMetrics(queries: readonly MetricQuery[]): number {
  const statistics = new Map<string, Set<string>>()
  for (const { AccountId, MetricStat } of queries) {
    if (MetricStat === undefined) continue
    const identity = JSON.stringify([AccountId, MetricStat.Metric, MetricStat.Period])
    const known = statistics.get(identity) ?? new Set()
    statistics.set(identity, known.add(MetricStat.Stat ?? ''))
  }
  return [...statistics.values()].reduce(
    (sum, { size }) => sum + Math.ceil(size / STATISTICS_PER_BILLED_METRIC),
    0,
  )
}
