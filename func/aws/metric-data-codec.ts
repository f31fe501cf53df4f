/**
 * GetMetricData as JSON, straight from and to the SDK's own objects: members that the SDK does not know are left
 * out, as it does, and what is out of the ordinary is not touched at all.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type {
  GetMetricDataCommandOutput,
  Metric,
  MetricDataQuery,
  MetricDataResult,
  MetricStat,
} from '@aws-sdk/client-cloudwatch'
import { isMissing, parseMembers } from './json-answer.ts'

/** The body of a request; undefined when the SDK should write it. */
export function writeMetricData(input: object): string | undefined {
  const { MetricDataQueries, StartTime, EndTime, ...rest } = input as Readonly<Record<string, unknown>>
  if (!Array.isArray(MetricDataQueries) || !isDate(StartTime) || !isDate(EndTime)) return undefined
  const queries = writeQueries(MetricDataQueries)
  const times = `"StartTime":${StartTime.getTime() / 1000},"EndTime":${EndTime.getTime() / 1000}`
  const others = writeOthers(rest)
  if (queries === undefined || others === undefined) return undefined
  return `{"MetricDataQueries":[${queries}],${times}${others}}`
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && Number.isFinite(value.getTime())
}

/** The members beside the queries, each after a comma. */
function writeOthers(rest: Readonly<Record<string, unknown>>): string | undefined {
  let text = ''
  for (const name in rest) {
    const value = rest[name]
    if (value === undefined) continue
    const isPlain = OTHERS[name] !== undefined && typeof value === OTHERS[name]
    if (!isPlain) return undefined
    text += `,"${name}":${JSON.stringify(value)}`
  }
  return text
}

const OTHERS: Readonly<Record<string, string>> = {
  NextToken: 'string',
  ScanBy: 'string',
  MaxDatapoints: 'number',
}

function writeQueries(queries: readonly MetricDataQuery[]): string | undefined {
  const metricOf = metricWriter()
  let text = ''
  for (const query of queries) {
    const stat = query?.MetricStat
    if (!hasOnly(query, QUERY) || !hasOnly(stat, STAT)) return undefined
    const metric = metricOf(stat.Metric)
    if (metric === undefined) return undefined
    const owner = query.AccountId === undefined ? '' : `,"AccountId":${JSON.stringify(query.AccountId)}`
    text += `${text === '' ? '' : ','}{"Id":${JSON.stringify(query.Id)},${writeStat(stat, metric)}${owner}}`
  }
  return text
}

function writeStat({ Period, Stat }: MetricStat, metric: string): string {
  return `"MetricStat":{"Metric":${metric},"Period":${Period},"Stat":${JSON.stringify(Stat)}}`
}

/** Statistics of one metric come one after another, so the last metric is kept. */
function metricWriter(): (metric: Metric | undefined) => string | undefined {
  let last: Metric | undefined
  let text: string | undefined
  return (metric) => {
    if (last !== undefined && metric !== undefined && isSameMetric(last, metric)) return text
    text = writeMetric(metric)
    last = text === undefined ? undefined : metric
    return text
  }
}

function writeMetric(metric: Metric | undefined): string | undefined {
  if (!hasOnly(metric, METRIC)) return undefined
  let dimensions = ''
  for (const dimension of metric.Dimensions ?? []) {
    if (!hasOnly(dimension, DIMENSION)) return undefined
    const { Name, Value } = dimension
    dimensions += `${dimensions === '' ? '' : ','}{"Name":${JSON.stringify(Name)},"Value":${JSON.stringify(Value)}}`
  }
  const name = `"Namespace":${JSON.stringify(metric.Namespace)},"MetricName":${JSON.stringify(metric.MetricName)}`
  return metric.Dimensions === undefined ? `{${name}}` : `{${name},"Dimensions":[${dimensions}]}`
}

function isSameMetric(a: Metric, b: Metric): boolean {
  if (a === b) return true
  if (a.MetricName !== b.MetricName || a.Namespace !== b.Namespace) return false
  const left = a.Dimensions
  const right = b.Dimensions
  if (left === right) return true
  if (left === undefined || right === undefined || left.length !== right.length) return false
  return left.every(({ Name, Value }, index) => Name === right[index]?.Name && Value === right[index]?.Value)
}

type Members = Readonly<Record<string, 'string' | 'string?' | 'number' | 'object' | 'array?'>>

const QUERY: Members = { Id: 'string', MetricStat: 'object', AccountId: 'string?' }
const STAT: Members = { Metric: 'object', Period: 'number', Stat: 'string' }
const METRIC: Members = { Namespace: 'string', MetricName: 'string', Dimensions: 'array?' }
const DIMENSION: Members = { Name: 'string', Value: 'string' }

/** Whether a value has the members of this shape, and no other. */
function hasOnly<T extends object>(value: T | undefined, shape: Members): value is T {
  if (typeof value !== 'object' || value === null) return false
  const members = value as Readonly<Record<string, unknown>>
  for (const name in members) if (shape[name] === undefined && members[name] !== undefined) return false
  for (const name in shape) if (!isOf(members[name], shape[name])) return false
  return true
}

function isOf(member: unknown, kind: Members[string] | undefined): boolean {
  if (kind === 'number') return Number.isFinite(member)
  if (kind === 'array?') return member === undefined || Array.isArray(member)
  if (kind === 'string?') return member === undefined || typeof member === 'string'
  return typeof member === kind && member !== null
}

type Output = Omit<GetMetricDataCommandOutput, '$metadata'>

/** An answer without its metadata; undefined when the SDK should read it. */
export function readMetricData(bytes: Uint8Array): Output | undefined {
  const { MetricDataResults, NextToken, Messages, __type } = parseMembers(bytes) as Readonly<
    Record<string, unknown>
  >
  const isOrdinary =
    Array.isArray(MetricDataResults) && isEmpty(Messages) && (__type ?? undefined) === undefined
  if (!isOrdinary || !(isMissing(NextToken) || typeof NextToken === 'string')) return undefined
  const results = readResults(MetricDataResults)
  if (results === undefined) return undefined
  return {
    MetricDataResults: results,
    ...(isMissing(NextToken) ? {} : { NextToken }),
    ...(isMissing(Messages) ? {} : { Messages: [] }),
  }
}

function isEmpty(value: unknown): boolean {
  return isMissing(value) || (Array.isArray(value) && value.length === 0)
}

function readResults(raw: readonly unknown[]): MetricDataResult[] | undefined {
  const dateOf = dateReader()
  const results: MetricDataResult[] = []
  for (const value of raw) {
    const result = readResult(Object(value), dateOf)
    if (result === undefined) return undefined
    results.push(result)
  }
  return results
}

function readResult(raw: Readonly<Record<string, unknown>>, dateOf: DateOf): MetricDataResult | undefined {
  const { Id, Label, Timestamps, Values, StatusCode, Messages, __type } = raw
  if (typeof Id !== 'string' || typeof StatusCode !== 'string' || !isEmpty(Messages)) return undefined
  if (!isNumbers(Timestamps) || !isNumbers(Values) || __type !== undefined) return undefined
  if (!isMissing(Label) && typeof Label !== 'string') return undefined
  const result: MetricDataResult = { Id }
  if (!isMissing(Label)) result.Label = Label
  result.Timestamps = Timestamps.map(dateOf)
  result.Values = Values
  result.StatusCode = StatusCode as NonNullable<MetricDataResult['StatusCode']>
  if (!isMissing(Messages)) result.Messages = []
  return result
}

function isNumbers(value: unknown): value is number[] {
  if (!Array.isArray(value)) return false
  for (const item of value) if (typeof item !== 'number') return false
  return true
}

type DateOf = (seconds: number) => Date

/** The results of an answer mostly have the same times: one object for each is enough. */
function dateReader(): DateOf {
  const known = new Map<number, Date>()
  return (seconds) => {
    const hit = known.get(seconds)
    if (hit !== undefined) return hit
    const date = new Date(Math.round(seconds * 1000))
    known.set(seconds, date)
    return date
  }
}
