/** Counts what a task asked of AWS, and what that costs. */
import { type BilledQuery, billedMetrics, estimateDollars } from './prices.ts'

export interface AwsUsage {
  /** Requests sent, by `service:Operation`; every attempt counts. */
  readonly apiCalls: Readonly<Record<string, number>>
  readonly apiErrors: Readonly<Record<string, number>>
  readonly throttles: number
  readonly retries: number
  /** MetricDataQueries of answered requests. */
  readonly queries: number
  readonly billedMetrics: number
  /** US dollars at list prices. */
  readonly estimatedDollars: number
}

export interface UsageRecorder {
  sent(api: string, isRetry: boolean): void
  failed(api: string, isThrottle: boolean): void
  answered(api: string, asked: Asked): void
  /** The call whose attempt was counted last is made again in another way. */
  repeated(): void
  snapshot(): AwsUsage
}

/** What one request asks for; nothing but GetMetricData is counted by more than the request. */
export interface Asked {
  readonly queries: number
  readonly billedMetrics: number
  /** Values as CloudWatch counts them: queries × range ÷ period, whether they exist or not. */
  readonly values: number
  /** The oldest of them, milliseconds since the epoch. */
  readonly start: number
}

export interface DataRequest {
  readonly StartTime?: Date
  readonly EndTime?: Date
  readonly NextToken?: string
  readonly MetricDataQueries?: readonly BilledQuery[]
}

export const NO_QUERIES: Asked = { queries: 0, billedMetrics: 0, values: 0, start: Number.NaN }

/** Best counted before the request is sent: while the queries are new they are at hand. */
export function askedBy(api: string, input: object): Asked {
  if (api !== 'cloudwatch:GetMetricData') return NO_QUERIES
  const { StartTime, EndTime, NextToken, MetricDataQueries: queries = [] }: DataRequest = input
  const start = StartTime?.getTime() ?? Number.NaN
  // A follow-up page repeats the queries of its first page, which have been counted.
  if (NextToken !== undefined) return { ...NO_QUERIES, start }
  const seconds = ((EndTime?.getTime() ?? Number.NaN) - start) / 1000 || 0
  const values = queries.reduce((sum, { MetricStat }) => sum + seconds / (MetricStat?.Period ?? 60), 0)
  return { queries: queries.length, billedMetrics: billedMetrics(queries), values, start }
}

export function createUsage(): UsageRecorder {
  const apiCalls: Record<string, number> = {}
  const apiErrors: Record<string, number> = {}
  const sums = { throttles: 0, retries: 0, queries: 0, billedMetrics: 0 }
  let listCalls = 0
  return {
    sent(api, isRetry) {
      apiCalls[api] = (apiCalls[api] ?? 0) + 1
      if (isRetry) sums.retries += 1
    },
    failed(api, isThrottle) {
      apiErrors[api] = (apiErrors[api] ?? 0) + 1
      if (isThrottle) sums.throttles += 1
    },
    answered(api, { queries, billedMetrics }) {
      if (api === 'cloudwatch:ListMetrics') listCalls += 1
      sums.queries += queries
      sums.billedMetrics += billedMetrics
    },
    repeated() {
      sums.retries += 1
    },
    snapshot: () => ({
      apiCalls: { ...apiCalls },
      apiErrors: { ...apiErrors },
      ...sums,
      estimatedDollars: estimateDollars({ billedMetrics: sums.billedMetrics, listMetricsCalls: listCalls }),
    }),
  }
}
