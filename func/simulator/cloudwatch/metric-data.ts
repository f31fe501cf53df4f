import { hashText, unit } from '../hash.ts'
import { AwsError } from '../wire/aws-error.ts'
import type { Call } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'
import { type MetricDataInput, type MetricQuery, parseMetricDataInput } from './metric-data-input.ts'
import type { Samples } from './samples.ts'
import { type Look, type Series, seriesKey } from './series.ts'
import type { Statistic } from './statistics.ts'

interface Point {
  readonly seconds: number
  readonly value: number
}

interface Message {
  readonly Code: string
  readonly Value: string
}

interface Result {
  readonly Id: string
  readonly Label: string
  readonly Timestamps: readonly number[]
  readonly Values: readonly number[]
  readonly StatusCode: 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden'
  readonly Messages?: readonly Message[]
}

const DAY_MS = 86_400_000
const STATISTICS_BILLED_AS_ONE = 5

/** How long CloudWatch keeps points of a period, days by seconds. */
function keptDays(periodSeconds: number): number {
  if (periodSeconds < 60) return 0
  if (periodSeconds < 300) return 15
  return periodSeconds < 3600 ? 63 : 455
}

export function getMetricData(call: Call): unknown {
  const input = parseMetricDataInput(call.input)
  const request = () =>
    JSON.stringify([call.input.MetricDataQueries, input.startMs, input.endMs, input.ascending])
  const [first = 0, offset = 0] = startOf(input, request)
  if (input.nextToken === undefined) countBilled(call, input)
  const page = new Page(input.maxDatapoints)
  const pointsOf = reader(call, input)
  let index = first
  for (; index < input.queries.length && !page.full; index += 1) {
    const query = input.queries[index] as MetricQuery
    if (!query.returnData) continue
    const skip = index === first ? offset : 0
    const broken = brokenResult(call, query, index, pointsOf)
    const left = broken === undefined ? page.add(query, pointsOf(query), skip) : page.addWhole(broken)
    if (left > 0) return answer(call, page, encodeToken(request(), [index, left]))
  }
  return answer(call, page, index < input.queries.length ? encodeToken(request(), [index, 0]) : undefined)
}

function answer(call: Call, page: Page, token: string | undefined): unknown {
  call.counters.add('datapoints', page.used)
  return {
    MetricDataResults: page.results,
    ...(token === undefined ? {} : { NextToken: token }),
    Messages: [],
  }
}

function startOf(input: MetricDataInput, request: () => string): readonly number[] {
  if (input.nextToken === undefined) return [0, 0]
  const position = decodeToken(request(), input.nextToken)
  if (position === undefined) {
    throw new AwsError('InvalidNextToken', 'The value for parameter NextToken is invalid.', {
      queryCode: 'InvalidNextToken',
    })
  }
  return position
}

/** Up to five statistics of one metric in one request are billed as one metric. */
function countBilled(call: Call, input: MetricDataInput): void {
  const statistics = new Map<string, number>()
  for (const query of input.queries) {
    const key = `${query.name}\n${query.accountId ?? ''}\n${seriesKey(query.namespace, query.dimensions)}`
    statistics.set(key, (statistics.get(key) ?? 0) + 1)
  }
  let billed = 0
  for (const count of statistics.values()) billed += Math.ceil(count / STATISTICS_BILLED_AS_ONE)
  call.counters.add('queries', input.queries.length)
  call.counters.add('billedMetrics', billed)
}

/** One page of results; a result whose values do not fit is split. */
class Page {
  readonly #limit: number
  readonly results: Result[] = []
  used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get full(): boolean {
    return this.used >= this.#limit
  }

  /** @returns where the next page goes on in this result, 0 when it is complete */
  add(query: MetricQuery, points: readonly Point[], skip: number): number {
    const fitting = points.slice(skip, skip + this.#limit - this.used)
    const split = skip + fitting.length < points.length
    this.used += fitting.length
    this.results.push(resultOf(query, fitting, split ? 'PartialData' : 'Complete'))
    return split ? skip + fitting.length : 0
  }

  addWhole(result: Result): number {
    this.used += result.Values.length
    this.results.push(result)
    return 0
  }
}

function resultOf(
  query: MetricQuery,
  points: readonly Point[],
  status: Result['StatusCode'],
  messages?: readonly Message[],
): Result {
  return {
    Id: query.id,
    Label: query.label,
    Timestamps: points.map((point) => point.seconds),
    Values: points.map((point) => point.value),
    StatusCode: status,
    ...(messages === undefined ? {} : { Messages: messages }),
  }
}

/** A result that is forbidden, or that the faults have spoilt. */
function brokenResult(
  call: Call,
  query: MetricQuery,
  index: number,
  pointsOf: (query: MetricQuery) => readonly Point[],
): Result | undefined {
  if (!mayRead(call, query.accountId)) {
    const value = `Account ${query.accountId} is not linked to account ${call.principal.account}`
    return resultOf(query, [], 'Forbidden', [{ Code: 'Forbidden', Value: value }])
  }
  const rate = call.faults.partialDataRate ?? 0
  const dice = rate === 0 ? 1 : unit(call.seed ^ hashText(call.region), call.number, 1000 + index)
  if (dice >= rate) return undefined
  if (dice < rate / 3) {
    return resultOf(query, [], 'InternalError', [{ Code: 'InternalError', Value: 'Please ask again' }])
  }
  const points = pointsOf(query)
  return resultOf(query, points.slice(0, Math.floor(points.length / 2)), 'PartialData')
}

function mayRead(call: Call, account = call.principal.account): boolean {
  return account === call.principal.account || (call.linked.includes(account) && !call.isSilent(account))
}

/** Reads the points of a query; the statistics of one metric share their samples. */
function reader(call: Call, input: MetricDataInput): (query: MetricQuery) => readonly Point[] {
  const looks = new Map<Series, Look>()
  const known = new Map<Look, Map<string, ReadonlyMap<number, Samples>>>()
  return (query) => {
    const fleet = query.accountId === undefined ? call.fleet : call.fleetOf(query.accountId)
    const series = fleet.series.get(seriesKey(query.namespace, query.dimensions))
    const metric = series?.metrics.get(query.name)
    if (series === undefined || metric === undefined) return []
    if (query.unit !== undefined && query.unit !== metric.unit) return []
    const look = looks.get(series) ?? lookAt(call, series)
    looks.set(series, look)
    const ofSeries = known.get(look) ?? new Map<string, ReadonlyMap<number, Samples>>()
    known.set(look, ofSeries)
    const key = `${query.name}/${query.periodSeconds}`
    const samples = ofSeries.get(key) ?? samplesOf(call, input, look, query)
    ofSeries.set(key, samples)
    return pointsOf(samples, query.statistic)
  }
}

export function lookAt(call: Call, series: Series): Look {
  return series.look({ asOfMs: call.now.getTime(), lateMinutes: call.faults.lateMinutes ?? 0 })
}

function pointsOf(samples: ReadonlyMap<number, Samples>, statistic: Statistic): readonly Point[] {
  const points: Point[] = []
  for (const [seconds, each] of samples) {
    const value = statistic(each)
    if (value !== undefined) points.push({ seconds, value })
  }
  return points
}

/** What can be seen of a metric, by second. */
export function samplesOf(
  call: Call,
  input: MetricDataInput,
  look: Look,
  query: MetricQuery,
): ReadonlyMap<number, Samples> {
  const found = new Map<number, Samples>()
  const nowMs = call.now.getTime()
  const stepMs = query.periodSeconds * 1000
  const oldest = nowMs - keptDays(query.periodSeconds) * DAY_MS
  const from = Math.max(floor(input.startMs, stepMs), Math.ceil(oldest / stepMs) * stepMs)
  const until = Math.min(input.endMs, nowMs)
  const last = floor(until - 1, stepMs)
  const count = Math.floor((last - from) / stepMs) + 1
  for (let i = 0; i < count; i += 1) {
    const startMs = input.ascending ? from + i * stepMs : last - i * stepMs
    const samples = look.samples(query.name, { startMs, endMs: startMs + stepMs })
    if (samples !== undefined) found.set(startMs / 1000, samples)
  }
  return found
}

function floor(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs
}
