import type { Semantic } from './semantic.ts'

export const CLOUDWATCH_SEMANTICS = [
  {
    id: 'cloudwatch.end-time-exclusive',
    rule: 'GetMetricData returns no value whose timestamp is EndTime',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html',
  },
] as const satisfies readonly Semantic[]
