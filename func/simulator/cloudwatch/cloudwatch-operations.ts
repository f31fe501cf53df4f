import type { Operations } from '../wire/call.ts'
import { flag, integer, list, type Members, structure, text, time } from '../wire/shape.ts'
import { getMetricData } from './metric-data.ts'
import { listMetrics } from './metric-list.ts'
import { getMetricStatistics } from './metric-statistics.ts'

const UNITS = [
  ...['Seconds', 'Microseconds', 'Milliseconds'],
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'],
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits', 'Percent', 'Count'],
  ...['Bytes/Second', 'Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second', 'Terabytes/Second'],
  ...['Bits/Second', 'Kilobits/Second', 'Megabits/Second', 'Gigabits/Second', 'Terabits/Second'],
  ...['Count/Second', 'None'],
]

const NAME = { min: 1, max: 255 }
const NAMESPACE = { ...NAME, pattern: /[^:].*/ }
const VALUE = { min: 1, max: 1024 }

const DIMENSIONS = list(
  structure({ Name: text({ ...NAME, required: true }), Value: text({ ...VALUE, required: true }) }),
  { max: 30 },
)

const METRIC: Members = {
  Namespace: text(NAMESPACE),
  MetricName: text(NAME),
  Dimensions: DIMENSIONS,
}

const METRIC_STAT = structure({
  Metric: structure(METRIC, { required: true }),
  Period: integer({ min: 1, required: true }),
  Stat: text({ required: true }),
  Unit: text({ oneOf: UNITS }),
})

const QUERY = structure({
  Id: text({ ...NAME, required: true }),
  MetricStat: METRIC_STAT,
  Expression: text({ min: 1, max: 2048 }),
  Label: text(),
  ReturnData: flag(),
  AccountId: text(NAME),
})

export const CLOUDWATCH_OPERATIONS: Operations = {
  GetMetricData: {
    input: {
      MetricDataQueries: list(QUERY, { required: true }),
      StartTime: time({ required: true }),
      EndTime: time({ required: true }),
      NextToken: text(),
      ScanBy: text({ oneOf: ['TimestampDescending', 'TimestampAscending'] }),
      MaxDatapoints: integer(),
      LabelOptions: structure({ Timezone: text({ pattern: /[+-]\d{4}/ }) }),
    },
    run: getMetricData,
  },
  GetMetricStatistics: {
    input: {
      Namespace: text({ ...NAMESPACE, required: true }),
      MetricName: text({ ...NAME, required: true }),
      Dimensions: DIMENSIONS,
      StartTime: time({ required: true }),
      EndTime: time({ required: true }),
      Period: integer({ min: 1, required: true }),
      Statistics: list(text({ oneOf: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] }), {
        min: 1,
        max: 5,
      }),
      ExtendedStatistics: list(text(), { min: 1, max: 10 }),
      Unit: text({ oneOf: UNITS }),
    },
    run: getMetricStatistics,
  },
  ListMetrics: {
    input: {
      Namespace: text(NAMESPACE),
      MetricName: text(NAME),
      Dimensions: list(structure({ Name: text({ ...NAME, required: true }), Value: text(VALUE) }), {
        max: 10,
      }),
      NextToken: text(),
      RecentlyActive: text({ oneOf: ['PT3H'] }),
      IncludeLinkedAccounts: flag(),
      OwningAccount: text(NAME),
    },
    run: listMetrics,
  },
}
