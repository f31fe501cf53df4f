import { AwsError } from '../wire/aws-error.ts'
import type { Call } from '../wire/call.ts'
import { notSimulated } from '../wire/invalid-input.ts'
import { type Labelled, unknownLabelParts } from './labels.ts'
import { type Dimension, seriesKey } from './series.ts'
import { parseStatistic, type Statistic } from './statistics.ts'

export interface MetricQuery extends Labelled {
  readonly id: string
  /** Of its series. */
  readonly key: string
  readonly statistic: Statistic
  readonly unit: string | undefined
  readonly returnData: boolean
}

export interface MetricDataInput {
  readonly queries: readonly MetricQuery[]
  readonly startMs: number
  readonly endMs: number
  readonly ascending: boolean
  readonly maxDatapoints: number
  readonly nextToken: string | undefined
}

/** As the input of the operation declares it. */
interface GivenQuery {
  readonly Id: string
  readonly MetricStat?: {
    readonly Metric: GivenMetric
    readonly Period: number
    readonly Stat: string
    readonly Unit?: string
  }
  readonly Expression?: string
  readonly Label?: string
  readonly ReturnData?: boolean
  readonly AccountId?: string
}

interface GivenMetric {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Dimensions?: readonly Dimension[]
}

interface GivenInput {
  readonly MetricDataQueries: readonly GivenQuery[]
  readonly StartTime: number
  readonly EndTime: number
  readonly NextToken?: string
  readonly ScanBy?: 'TimestampDescending' | 'TimestampAscending'
  readonly MaxDatapoints?: number
}

const MAX_QUERIES = 500
const MAX_DATAPOINTS = 100_800
const HIGH_RESOLUTION = [1, 5, 10, 20, 30]

/** Checks the input of GetMetricData as CloudWatch does. @throws {AwsError} */
export function parseMetricDataInput({ input }: Pick<Call, 'input'>): MetricDataInput {
  const given = input as unknown as GivenInput
  const { StartTime, EndTime, NextToken, ScanBy, MaxDatapoints = MAX_DATAPOINTS } = given
  if (StartTime >= EndTime) throw invalid(START_AFTER_END)
  if (MaxDatapoints < 1 || MaxDatapoints > MAX_DATAPOINTS) {
    throw invalid(`The parameter MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}.`)
  }
  return {
    queries: parseQueries(given.MetricDataQueries),
    startMs: StartTime * 1000,
    endMs: EndTime * 1000,
    ascending: ScanBy === 'TimestampAscending',
    maxDatapoints: MaxDatapoints,
    nextToken: NextToken,
  }
}

export const START_AFTER_END = 'The parameter StartTime must be less than the parameter EndTime.'

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, { queryCode: 'ValidationError' })
}

function missing(name: string): AwsError {
  const message = `The parameter ${name} is required.`
  return new AwsError('MissingRequiredParameterException', message, { queryCode: 'MissingParameter' })
}

function parseQueries(given: readonly GivenQuery[]): readonly MetricQuery[] {
  if (given.length === 0) throw missing('MetricDataQueries')
  if (given.length > MAX_QUERIES) {
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`)
  }
  const statistics = parseStatistics(given)
  const queries = given.map((query, index) => parseQuery(query, statistics[index], memberAt(index)))
  if (new Set(queries.map((query) => query.id)).size < queries.length) {
    throw invalid('The values for parameter id in MetricDataQueries are not unique.')
  }
  return queries
}

function memberAt(index: number): string {
  return `MetricDataQueries.member.${index + 1}`
}

/** Of several unknown statistics, each is named. */
function parseStatistics(given: readonly GivenQuery[]): readonly (Statistic | undefined)[] {
  const complaints: string[] = []
  const statistics = given.map(({ MetricStat }, index) => {
    const statistic = parseStatistic(MetricStat?.Stat ?? '')
    if (MetricStat !== undefined && statistic === undefined) {
      const at = `${memberAt(index)}.MetricStat.Stat`
      complaints.push(`The value ${MetricStat.Stat} for parameter ${at} is not supported.`)
    }
    return statistic
  })
  if (complaints.length > 0) throw invalid(complaints.join('\n'))
  return statistics
}

function parseQuery(given: GivenQuery, statistic: Statistic | undefined, at: string): MetricQuery {
  const { Id, MetricStat, Expression, Label, AccountId, ReturnData = true } = given
  if (!/^[a-z]\w*$/.test(Id)) {
    throw invalid(
      `The value ${Id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    )
  }
  if ((MetricStat === undefined) === (Expression === undefined)) {
    throw invalid(`Either ${at}.MetricStat or ${at}.Expression must be specified, but not both.`)
  }
  if (MetricStat === undefined || statistic === undefined)
    throw notSimulated('cloudwatch:GetMetricData', [[`${at}.Expression`]])
  const unknown = Label === undefined ? [] : unknownLabelParts(Label)
  if (unknown.length > 0) throw notSimulated('cloudwatch:GetMetricData', [[`${at}.Label`, ...unknown]])
  const { Metric, Period, Stat, Unit } = MetricStat
  const { Namespace, MetricName, Dimensions = [] } = Metric
  if (Namespace === undefined) throw missing(`${at}.MetricStat.Metric.Namespace`)
  if (MetricName === undefined) throw missing(`${at}.MetricStat.Metric.MetricName`)
  if (!isPeriod(Period)) throw invalid(periodComplaint(Period, `${at}.MetricStat.Period`))
  return {
    id: Id,
    key: seriesKey(Namespace, Dimensions),
    label: Label,
    accountId: AccountId,
    namespace: Namespace,
    name: MetricName,
    dimensions: Dimensions,
    periodSeconds: Period,
    statistic,
    statisticName: Stat,
    unit: Unit,
    returnData: ReturnData,
  }
}

export function isPeriod(seconds: number): boolean {
  return seconds % 60 === 0 || HIGH_RESOLUTION.includes(seconds)
}

export function periodComplaint(seconds: number, at: string): string {
  return `The value ${seconds} for parameter ${at} is not 1, 5, 10, 20, 30 or a multiple of 60.`
}
