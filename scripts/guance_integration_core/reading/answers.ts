/** Reads the answer of one planned request to its end: all pages, parts put together, unfinished ids again. */
import type { CloudWatch, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { CollectError } from '../collect-error.ts'
import { pages } from '../concurrency.ts'
import type { MetricSet } from '../types.ts'
import { type Piece, periodsIn } from '../windows/window.ts'
import { indexOfId, type PlannedRequest, type Series, toMetricDataQueries } from './queries.ts'

export interface Answer {
  /**
   * The table that was given: one row for each query of the request, one column for each period of the piece; NaN where
   * there is no value.
   */
  readonly values: Float64Array
  /** Queries that CloudWatch refuses. */
  readonly forbidden: readonly AskedSeries[]
  /** Queries of which CloudWatch gave only a part, however often it was asked; their values are not whole. */
  readonly unfinished: readonly AskedSeries[]
  /** How many requests it took, pages included. */
  readonly requests: number
}

export interface AskedSeries {
  readonly set: MetricSet
  readonly series: Series
}

export interface AskOptions {
  readonly cloudwatch: Pick<CloudWatch, 'getMetricData'>
  readonly namespace: string
  readonly piece: Piece
  /** For the values, of at least `cellsOf` cells. */
  readonly table: Float64Array
  readonly signal: AbortSignal
}

export function cellsOf(request: PlannedRequest, piece: Piece): number {
  return request.reduce((queries, { series }) => queries + series.length, 0) * periodsIn(piece)
}

/** The first time included. */
const TIMES_ASKED = 4

/** @throws What the SDK throws. */
export async function readAnswer(request: PlannedRequest, options: AskOptions): Promise<Answer> {
  const { namespace, piece } = options
  const asked = toMetricDataQueries(request, namespace, piece.period)
  const reading = createReading(asked.length, options)
  let open: readonly MetricDataQuery[] = asked
  for (let time = 1; open.length > 0 && time <= TIMES_ASKED; time++) {
    await readPages(open, options, reading)
    open = asked.filter((_, index) => isUnfinished(reading.statuses[index]))
  }
  const { values, statuses, requests } = reading
  return {
    values,
    requests,
    forbidden: askedWhere(request, statuses, isForbidden),
    unfinished: askedWhere(request, statuses, isUnfinished),
  }
}

interface Reading {
  readonly values: Float64Array
  readonly periods: number
  /** The newest status of each query. */
  readonly statuses: (string | undefined)[]
  requests: number
}

function createReading(queries: number, { piece, table }: AskOptions): Reading {
  const periods = periodsIn(piece)
  const values = table.fill(Number.NaN, 0, queries * periods)
  return { values, periods, statuses: new Array(queries).fill(undefined), requests: 0 }
}

async function readPages(
  queries: readonly MetricDataQuery[],
  { cloudwatch, piece, signal }: AskOptions,
  reading: Reading,
): Promise<void> {
  const input = {
    MetricDataQueries: [...queries],
    StartTime: new Date(piece.start),
    EndTime: new Date(piece.end),
    ScanBy: 'TimestampAscending' as const,
  }
  const answers = pages(
    (token) =>
      cloudwatch.getMetricData(token === undefined ? input : { ...input, NextToken: token }, {
        abortSignal: signal,
      }),
    ({ NextToken }) => NextToken,
  )
  const columns = new Columns(piece)
  for await (const page of answers) {
    reading.requests += 1
    for (const result of page.MetricDataResults ?? []) take(result, columns, reading)
    // Promises of the call have grown old while it was under way, and would take all results with them into old memory.
    page.MetricDataResults = []
  }
}

function take(result: MetricDataResult, columns: Columns, reading: Reading): void {
  const { values, periods, statuses } = reading
  const index = indexOfId(result.Id)
  if (index === undefined || index >= statuses.length) return
  const { Timestamps = [], Values = [] } = result
  columns.find(Timestamps)
  const row = index * periods
  for (let place = 0; place < Timestamps.length; place++) {
    const column = columns.found[place] ?? OUTSIDE
    const value = Values[place]
    if (value !== undefined && column !== OUTSIDE) values[row + column] = value
  }
  statuses[index] = result.StatusCode ?? 'Complete'
}

const OUTSIDE = -1

/** The columns of times; results of one answer mostly share their times, which are looked at once. */
class Columns {
  /** For each of the times asked for last: where it belongs; a time within a period belongs to it. */
  readonly found: number[] = []
  readonly #start: number
  readonly #stepMs: number
  readonly #periods: number
  #times: readonly Date[] | undefined

  constructor(piece: Piece) {
    this.#start = piece.start
    this.#stepMs = piece.period * 1000
    this.#periods = periodsIn(piece)
  }

  find(times: readonly Date[]): void {
    if (times === this.#times) return
    this.#times = times
    for (let place = 0; place < times.length; place++) {
      const column = Math.floor(((times[place]?.getTime() ?? Number.NaN) - this.#start) / this.#stepMs)
      this.found[place] = column >= 0 && column < this.#periods ? column : OUTSIDE
    }
  }
}

function isUnfinished(status: string | undefined): boolean {
  return status === 'PartialData' || status === 'InternalError'
}

function isForbidden(status: string | undefined): boolean {
  return status === 'Forbidden'
}

function askedWhere(
  request: PlannedRequest,
  statuses: Reading['statuses'],
  matches: (status: string | undefined) => boolean,
): AskedSeries[] {
  if (!statuses.some(matches)) return []
  let index = 0
  return request.flatMap(({ set, series }) =>
    series.filter(() => matches(statuses[index++])).map((each) => ({ set, series: each })),
  )
}

/** The error that tells of what an answer does not have; undefined when it has all. */
export function problemOf({ forbidden, unfinished }: Answer): CollectError | undefined {
  if (forbidden.length > 0) {
    return new CollectError(
      'FUNC_ERR_COLLECT_FORBIDDEN',
      `Cannot read ${forbidden.length} queries as CloudWatch forbids them: ${metricsOf(forbidden)}`,
    )
  }
  if (unfinished.length === 0) return undefined
  return new CollectError(
    'FUNC_ERR_COLLECT_PARTIAL_DATA',
    `Cannot read ${unfinished.length} queries as CloudWatch answered in part ${TIMES_ASKED} times: ${metricsOf(unfinished)}`,
  )
}

function metricsOf(asked: readonly AskedSeries[]): string {
  const names = asked.map(({ set, series }) =>
    set.account === undefined ? series.metric : `${series.metric} of account ${set.account}`,
  )
  return [...new Set(names)].slice(0, 5).join(', ')
}
