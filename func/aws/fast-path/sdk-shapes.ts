/** Requests and answers as the SDK has them, for calls and answers that are out of the ordinary. */
import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  ListMetricsCommandOutput,
  MetricDataQuery,
} from '@aws-sdk/client-cloudwatch'
import type { MetricDataRequest, MetricPage, MetricTable } from '../../script.ts'
import { columnFinder, OUTSIDE } from './metric-columns.ts'
import { type MetricDataPage, PARTIAL } from './metric-data-answer.ts'
import { idOf, rowOf } from './query-ids.ts'

export function toMetricDataInput(
  request: MetricDataRequest,
  nextToken: string | undefined,
): GetMetricDataCommandInput {
  return {
    MetricDataQueries: toQueries(request),
    StartTime: new Date(request.start),
    EndTime: new Date(request.end),
    ScanBy: 'TimestampAscending',
    ...(nextToken !== undefined && { NextToken: nextToken }),
  }
}

function toQueries({ namespace, period, slices, rows }: MetricDataRequest): MetricDataQuery[] {
  let row = 0
  const queries = slices.flatMap(({ set: { dimensions, account }, series }) => {
    const Dimensions = dimensions.map(({ name, value }) => ({ Name: name, Value: value }))
    return series.map(({ metric, statistic }) => {
      const Metric = { Namespace: namespace, MetricName: metric, Dimensions }
      const MetricStat = { Metric, Period: period, Stat: statistic }
      return { row: row++, Id: '', MetricStat, ...(account !== undefined && { AccountId: account }) }
    })
  })
  return queries
    .filter(({ row }) => rows?.has(row) ?? true)
    .map(({ row, ...query }) => ({ ...query, Id: idOf(row) }))
}

type DataOutput = Pick<GetMetricDataCommandOutput, 'MetricDataResults' | 'NextToken'>

export function putMetricData(
  { MetricDataResults = [], NextToken }: DataOutput,
  request: MetricDataRequest,
  table: MetricTable,
): MetricDataPage {
  const { values, columns, statuses } = table
  const columnOf = columnFinder(request, table)
  for (const { Id, Timestamps = [], Values = [], StatusCode } of MetricDataResults) {
    const row = rowOf(Id)
    if (row === undefined || row >= statuses.length) continue
    for (const [place, time] of Timestamps.entries()) {
      const column = columnOf(time.getTime())
      const value = Values[place]
      if (value !== undefined && column !== OUTSIDE) values[row * columns + column] = value
    }
    statuses[row] = Timestamps.length === Values.length ? StatusCode : PARTIAL
  }
  return { nextToken: NextToken }
}

type ListOutput = Pick<ListMetricsCommandOutput, 'Metrics' | 'NextToken' | 'OwningAccounts'>

export function toMetricPage({ Metrics = [], NextToken, OwningAccounts }: ListOutput): MetricPage {
  const metrics = Metrics.map(({ MetricName = '', Dimensions = [] }) => {
    return {
      name: MetricName,
      dimensions: Dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
    }
  })
  return { metrics, owners: OwningAccounts, nextToken: NextToken }
}
