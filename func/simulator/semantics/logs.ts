import type { Semantic } from './semantic.ts'

export const LOGS_SEMANTICS = [
  {
    id: 'logs.limit-of-filtered-events',
    rule: 'FilterLogEvents returns no more events a page than its limit',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html',
  },
] as const satisfies readonly Semantic[]
