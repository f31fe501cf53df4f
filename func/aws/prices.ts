/** The one table of prices, and the rule by which AWS counts metrics. */

/** Where the prices are from; other regions cost the same or a little more, so an estimate made of them is one. */
export const PRICES_FROM = {
  source: 'https://aws.amazon.com/cloudwatch/pricing/',
  /** The month in which they were read. */
  date: '2026-08',
  region: 'us-east-1',
} as const

/** List prices in US dollars that matter to collection. */
export const PRICES = {
  /** GetMetricData: per metric requested, however many values come back. No free tier. */
  metricRequested: 0.01 / 1000,
  /**
   * ListMetrics: per call. The first million API calls of a month are free for an account; nobody but AWS knows
   * how many others made, so every call is counted in full: the estimate is an upper bound.
   */
  listMetricsCall: 0.01 / 1000,
  /**
   * Metric Streams: per update, which is one metric of one minute with Minimum, Maximum, Sum and SampleCount; up to
   * five further statistics are one update more. Delivery by Firehose comes on top.
   */
  streamUpdate: 0.003 / 1000,
} as const

/** Further statistics of one metric that a stream bills as one update. */
export const STATISTICS_PER_STREAM_UPDATE = 5
/** What every update of a stream holds; Average is Sum by SampleCount. */
export const STREAMED_STATISTICS: readonly string[] = ['Minimum', 'Maximum', 'Sum', 'SampleCount', 'Average']

export interface BilledUse {
  readonly billedMetrics: number
  readonly listMetricsCalls: number
}

/** US dollars at list prices. */
export function estimateDollars({ billedMetrics: metrics, listMetricsCalls }: BilledUse): number {
  return metrics * PRICES.metricRequested + listMetricsCalls * PRICES.listMetricsCall
}

/** Up to this many statistics of one metric within one request are billed as one metric. */
export const STATISTICS_PER_BILLED_METRIC = 5

export interface BilledQuery {
  readonly AccountId?: string | undefined
  readonly MetricStat?:
    | {
        readonly Metric?: BilledMetric | undefined
        readonly Period?: number | undefined
        readonly Stat?: string | undefined
      }
    | undefined
}

interface BilledMetric {
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Dimensions?: readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[]
}

/** Metrics that AWS bills for the queries of one GetMetricData request. */
export function billedMetrics(queries: readonly BilledQuery[]): number {
  const resources = new Map<string, Map<string | undefined, string[]>>()
  let last: BilledQuery = {}
  let metrics = new Map<string | undefined, string[]>()
  for (const query of queries) {
    if (query.MetricStat === undefined) continue
    // Metrics of one resource mostly come one after another.
    if (!isOfSameResource(query, last)) {
      const resource = resourceOf(query)
      metrics = resources.get(resource) ?? new Map()
      resources.set(resource, metrics)
      last = query
    }
    const { Metric, Stat = '' } = query.MetricStat
    const statistics = metrics.get(Metric?.MetricName)
    if (statistics === undefined) metrics.set(Metric?.MetricName, [Stat])
    else if (!statistics.includes(Stat)) statistics.push(Stat)
  }
  let billed = 0
  for (const metrics of resources.values()) {
    for (const { length } of metrics.values()) billed += Math.ceil(length / STATISTICS_PER_BILLED_METRIC)
  }
  return billed
}

function resourceOf({ AccountId, MetricStat }: BilledQuery): string {
  const { Namespace, Dimensions = [] } = MetricStat?.Metric ?? {}
  let resource = `${AccountId}\0${MetricStat?.Period}\0${Namespace}`
  for (const { Name, Value } of Dimensions) resource += `\0${Name}\0${Value}`
  return resource
}

function isOfSameResource(a: BilledQuery, b: BilledQuery): boolean {
  const left = a.MetricStat?.Metric
  const right = b.MetricStat?.Metric
  if (left === undefined || right === undefined || left.Dimensions !== right.Dimensions) return false
  const isSamePeriod = a.MetricStat?.Period === b.MetricStat?.Period
  return isSamePeriod && left.Namespace === right.Namespace && a.AccountId === b.AccountId
}
