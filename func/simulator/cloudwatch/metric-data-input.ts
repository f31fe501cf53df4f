import { AwsError } from '../wire/aws-error.ts'
import type { Dimension } from './series.ts'
import { parseStatistic, type Statistic } from './statistics.ts'

export interface MetricQuery {
  readonly id: string
  readonly label: string
  readonly accountId: string | undefined
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
  readonly periodSeconds: number
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

type Members = Readonly<Record<string, unknown>>

const MAX_QUERIES = 500
export const MAX_DATAPOINTS = 100_800
const HIGH_RESOLUTION = [1, 5, 10, 20, 30]

/** Reads and checks the input of GetMetricData as CloudWatch does. @throws {AwsError} */
export function parseMetricDataInput(input: Members): MetricDataInput {
  const startMs = time(input, 'StartTime')
  const endMs = time(input, 'EndTime')
  if (startMs >= endMs) throw invalid('The parameter StartTime must be less than the parameter EndTime.')
  return {
    queries: parseQueries(input.MetricDataQueries),
    startMs,
    endMs,
    ascending: scanBy(input.ScanBy) === 'TimestampAscending',
    maxDatapoints: maxDatapoints(input.MaxDatapoints),
    nextToken: typeof input.NextToken === 'string' ? input.NextToken : undefined,
  }
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, { queryCode: 'ValidationError' })
}

function missing(name: string): AwsError {
  const message = `The parameter ${name} is required.`
  return new AwsError('MissingRequiredParameterException', message, { queryCode: 'MissingParameter' })
}

function time(input: Members, name: string): number {
  const seconds = input[name]
  if (seconds === undefined || seconds === null) throw missing(name)
  if (typeof seconds !== 'number') throw new AwsError('SerializationException', `${name} is not a timestamp`)
  return seconds * 1000
}

function scanBy(value: unknown): string {
  const order = value ?? 'TimestampDescending'
  if (order === 'TimestampDescending' || order === 'TimestampAscending') return order
  throw invalid(`The value ${String(order)} for parameter ScanBy is invalid.`)
}

function maxDatapoints(value: unknown): number {
  const wanted = value ?? MAX_DATAPOINTS
  if (typeof wanted === 'number' && wanted > 0 && wanted <= MAX_DATAPOINTS) return wanted
  throw invalid(`The parameter MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}.`)
}

function parseQueries(value: unknown): readonly MetricQuery[] {
  if (!Array.isArray(value) || value.length === 0) throw missing('MetricDataQueries')
  if (value.length > MAX_QUERIES) {
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`)
  }
  const queries = value.map((query: Members, index) => parseQuery(query, index + 1))
  if (new Set(queries.map((query) => query.id)).size < queries.length) {
    throw invalid('The values for parameter id in MetricDataQueries are not unique.')
  }
  return queries
}

function parseQuery(query: Members, number: number): MetricQuery {
  const at = `MetricDataQueries.member.${number}`
  const id = String(query.Id ?? '')
  if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(id)) {
    throw invalid(
      `The value ${id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    )
  }
  if (query.Expression !== undefined) {
    throw invalid(`The parameter ${at}.Expression is not supported by the simulator.`)
  }
  const stat = members(query.MetricStat, `${at}.MetricStat`)
  const metric = members(stat.Metric, `${at}.MetricStat.Metric`)
  const name = required(metric.MetricName, `${at}.MetricStat.Metric.MetricName`)
  return {
    id,
    label: optional(query.Label) ?? name,
    accountId: optional(query.AccountId),
    namespace: required(metric.Namespace, `${at}.MetricStat.Metric.Namespace`),
    name,
    dimensions: parseDimensions(metric.Dimensions, `${at}.MetricStat.Metric.Dimensions`),
    periodSeconds: parsePeriod(stat.Period, `${at}.MetricStat.Period`),
    statistic: parseStat(stat.Stat, `${at}.MetricStat.Stat`),
    unit: optional(stat.Unit),
    returnData: query.ReturnData !== false,
  }
}

function parseDimensions(value: unknown, at: string): readonly Dimension[] {
  const dimensions = (value ?? []) as readonly Dimension[]
  if (dimensions.length > 30) throw invalid(`The collection ${at} must not have a size greater than 30.`)
  for (const { Name, Value } of dimensions) {
    if (!Name || !Value) throw invalid(`The parameters ${at}.member.1.Name and Value must not be empty.`)
  }
  return dimensions
}

function parsePeriod(value: unknown, at: string): number {
  if (value === undefined) throw missing(at)
  if (typeof value === 'number' && value > 0 && value <= 86_400 * 365) {
    if (value % 60 === 0 || HIGH_RESOLUTION.includes(value)) return value
  }
  throw invalid(`The value ${String(value)} for parameter ${at} is not 1, 5, 10, 20, 30 or a multiple of 60.`)
}

function parseStat(value: unknown, at: string): Statistic {
  const statistic = parseStatistic(String(value ?? ''))
  if (statistic === undefined)
    throw invalid(`The value ${String(value)} for parameter ${at} is not supported.`)
  return statistic
}

function members(value: unknown, at: string): Members {
  if (typeof value !== 'object' || value === null) throw missing(at)
  return value as Members
}

function required(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw missing(at)
  return value
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
