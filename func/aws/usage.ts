/** Counts what a task asked of AWS, and what that costs. */
import { billedMetrics, estimateDollars } from './prices.ts'

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
  snapshot(): AwsUsage
}

/** What one request asks for. */
export interface Asked {
  readonly queries: number
  readonly billedMetrics: number
}

interface DataRequest {
  readonly NextToken?: string
  readonly MetricDataQueries?: Parameters<typeof billedMetrics>[0]
}

const NOTHING: Asked = { queries: 0, billedMetrics: 0 }

/** Best counted before the request is sent: while the queries are new they are at hand. */
export function askedBy(api: string, input: object): Asked {
  if (api !== 'cloudwatch:GetMetricData') return NOTHING
  const { NextToken, MetricDataQueries = [] }: DataRequest = input
  // A follow-up page repeats the queries of its first page, which have been counted.
  if (NextToken !== undefined) return NOTHING
  return { queries: MetricDataQueries.length, billedMetrics: billedMetrics(MetricDataQueries) }
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
    snapshot: () => ({
      apiCalls: { ...apiCalls },
      apiErrors: { ...apiErrors },
      ...sums,
      estimatedDollars: estimateDollars({ billedMetrics: sums.billedMetrics, listMetricsCalls: listCalls }),
    }),
  }
}
