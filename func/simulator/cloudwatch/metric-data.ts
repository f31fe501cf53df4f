import { hash, hashText, unit } from '../hash.ts'
import { AwsError } from '../wire/aws-error.ts'
import type { Call } from '../wire/call.ts'
import { decodeToken, encodeToken } from '../wire/paging.ts'
import { labelOf } from './labels.ts'
import { type MetricDataInput, type MetricQuery, parseMetricDataInput } from './metric-data-input.ts'
import { MetricReader, type Points } from './metric-reader.ts'
import { type Result, ResultPage, resultOf } from './result-page.ts'

const STATISTICS_BILLED_AS_ONE = 5
const NO_POINTS: Points = { seconds: [], values: [] }

export function getMetricData(call: Call): unknown {
  const input = parseMetricDataInput(call)
  const request = () =>
    JSON.stringify([call.input.MetricDataQueries, input.startMs, input.endMs, input.ascending])
  const [first = 0, offset = 0] = startOf(input, request)
  if (input.nextToken === undefined) countBilled(call, input)
  const page = new ResultPage(input.maxDatapoints)
  const reader = new MetricReader(call, input)
  const { queries } = input
  const turn = hash(call.seed, queries.length, Math.floor(input.startMs / 1000))
  let place = first
  for (; place < queries.length && !page.isFull; place += 1) {
    // The order of results is not that of the queries.
    const query = queries[(place + turn) % queries.length] as MetricQuery
    if (!query.returnData) continue
    const left = addResult(page, { call, input, reader, place }, query, place === first ? offset : 0)
    if (left > 0) return answer(call, page, encodeToken(request(), [place, left]))
  }
  return answer(call, page, place < queries.length ? encodeToken(request(), [place, 0]) : undefined)
}

interface Work {
  readonly call: Call
  readonly input: MetricDataInput
  readonly reader: MetricReader
  readonly place: number
}

/** @returns where the next page goes on in the result, 0 when it is complete */
function addResult(page: ResultPage, work: Work, query: MetricQuery, skip: number): number {
  const { call, input, reader, place } = work
  if (!mayRead(call, query.accountId)) {
    const Value = `Account ${query.accountId} is not linked to account ${call.principal.account}`
    page.addWhole(resultOf(query, query.name, NO_POINTS, 'Forbidden', { Code: 'Forbidden', Value }))
    return 0
  }
  const points = reader.points(query)
  const context = { account: call.principal.account, region: call.region, ascending: input.ascending }
  const label = labelOf(query, { ...context, values: points.values })
  const spoilt = spoiltResults(call, place, resultOf(query, label, points, 'Complete'))
  if (spoilt === undefined) return page.add(query, label, points, skip)
  for (const result of spoilt) page.addWhole(result)
  return 0
}

function answer(call: Call, page: ResultPage, token: string | undefined): unknown {
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
    const key = `${query.name}\n${query.accountId ?? ''}\n${query.key}`
    statistics.set(key, (statistics.get(key) ?? 0) + 1)
  }
  let billed = 0
  for (const count of statistics.values()) billed += Math.ceil(count / STATISTICS_BILLED_AS_ONE)
  call.counters.add('queries', input.queries.length)
  call.counters.add('billedMetrics', billed)
}

/** What the faults make of a result; undefined if they leave it alone. */
function spoiltResults(call: Call, place: number, whole: Result): readonly Result[] | undefined {
  const { partialDataRate = 0, leftOutRate = 0, doubledRate = 0, unknownIdRate = 0 } = call.faults
  if (partialDataRate + leftOutRate + doubledRate + unknownIdRate === 0) return undefined
  let dice = unit(call.seed ^ hashText(call.region), call.number, 1000 + place)
  const isNext = (rate: number) => {
    const hit = dice >= 0 && dice < rate
    dice -= rate
    return hit
  }
  if (isNext(partialDataRate / 3)) {
    const Messages = [{ Code: 'InternalError', Value: 'Please ask again' }]
    return [{ ...whole, Timestamps: [], Values: [], StatusCode: 'InternalError', Messages }]
  }
  if (isNext((partialDataRate * 2) / 3)) return [{ ...half(whole), StatusCode: 'PartialData' }]
  if (isNext(leftOutRate)) return []
  if (isNext(doubledRate)) return [whole, whole]
  return isNext(unknownIdRate) ? [whole, { ...whole, Id: `${whole.Id}_x` }] : undefined
}

function half(whole: Result): Result {
  const end = Math.floor(whole.Values.length / 2)
  return { ...whole, Timestamps: whole.Timestamps.slice(0, end), Values: whole.Values.slice(0, end) }
}

function mayRead(call: Call, account = call.principal.account): boolean {
  return account === call.principal.account || (call.linked.includes(account) && !call.isSilent(account))
}
