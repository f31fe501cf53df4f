import { HOUR_MS } from '../../time.ts'
import type { QuotaName } from './quotas.ts'

const RECENT_MS = 3 * HOUR_MS

/** What a request for metrics takes of the quotas of values: asked ones count, whether there are any or not. */
export function valuesAsked(
  { StartTime, EndTime, NextToken, MetricDataQueries }: MetricDataRequest,
  nowMs: number,
): { readonly quota: QuotaName; readonly amount: number } {
  const seconds = EndTime - StartTime
  const queries = NextToken === undefined ? MetricDataQueries : []
  const amount = queries.reduce((sum, { MetricStat }) => sum + seconds / (MetricStat?.Period ?? seconds), 0)
  const isRecent = nowMs - StartTime * 1000 <= RECENT_MS
  return { quota: isRecent ? 'cloudwatch:values-recent' : 'cloudwatch:values-older', amount }
}

/** As its shape has let it through. */
export interface MetricDataRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly NextToken?: string
  readonly MetricDataQueries: readonly { readonly MetricStat?: { readonly Period: number } }[]
}
