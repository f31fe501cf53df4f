/** Reads the answer of one planned request to its end: all pages, and unfinished queries again. */
import type { MetricDataRequest, MetricReader, MetricTable } from '#func/script.ts'
import { CollectError } from '../collect-error.ts'
import { PageTokens } from '../concurrency.ts'
import type { MetricSet } from '../types.ts'
import { type Piece, periodsIn } from '../windows/window.ts'
import type { PlannedRequest, Series } from './queries.ts'

export interface Answer {
  /**
   * The table that was given: one row for each query of the request, one column for each period of the piece; NaN where
   * there is no value.
   */
  readonly values: Float64Array
  /** Queries that CloudWatch refuses. */
  readonly forbidden: readonly AskedSeries[]
  /** Queries of which CloudWatch gave only a part or nothing, however often it was asked; their values are not whole. */
  readonly unfinished: readonly AskedSeries[]
  /** How many requests it took, pages included. */
  readonly requests: number
}

export interface AskedSeries {
  readonly set: MetricSet
  readonly series: Series
}

export interface AskOptions {
  readonly reader: Pick<MetricReader, 'getMetricData'>
  readonly namespace: string
  readonly piece: Piece
  /** For the values, of at least `cellsOf` cells. */
  readonly table: Float64Array
  readonly signal: AbortSignal
}

export function cellsOf(request: PlannedRequest, piece: Piece): number {
  return queriesOf(request) * periodsIn(piece)
}

function queriesOf(request: PlannedRequest): number {
  return request.reduce((queries, { series }) => queries + series.length, 0)
}

/** The first time included. */
const TIMES_ASKED = 4

/** @throws What the reader throws. */
export async function readAnswer(slices: PlannedRequest, options: AskOptions): Promise<Answer> {
  const { namespace, piece } = options
  const { start, end, period } = piece
  const statuses: MetricTable['statuses'] = new Array(queriesOf(slices)).fill(undefined)
  const columns = periodsIn(piece)
  const values = options.table.fill(Number.NaN, 0, statuses.length * columns)
  const table = { values, columns, statuses }
  let requests = 0
  let rows: ReadonlySet<number> | undefined
  for (let time = 1; rows?.size !== 0 && time <= TIMES_ASKED; time++) {
    requests += await readPages({ namespace, start, end, period, slices, rows }, table, options)
    rows = rowsWhere(statuses, isUnfinished)
  }
  return {
    values,
    requests,
    forbidden: askedWhere(slices, statuses, isForbidden),
    unfinished: askedWhere(slices, statuses, isUnfinished),
  }
}

/** @returns How many pages there were. */
async function readPages(
  request: MetricDataRequest,
  table: MetricTable,
  { reader, signal }: AskOptions,
): Promise<number> {
  const tokens = new PageTokens()
  let nextToken: string | undefined
  let count = 0
  do {
    nextToken = tokens.next(await reader.getMetricData(request, table, { nextToken, signal }))
    count++
  } while (nextToken !== undefined)
  return count
}

/** A query without an answer is not one without data. */
function isUnfinished(status: string | undefined): boolean {
  return status === undefined || status === 'PartialData' || status === 'InternalError'
}

function isForbidden(status: string | undefined): boolean {
  return status === 'Forbidden'
}

function rowsWhere(
  statuses: MetricTable['statuses'],
  matches: (status: string | undefined) => boolean,
): ReadonlySet<number> {
  return new Set([...statuses.keys()].filter((row) => matches(statuses[row])))
}

function askedWhere(
  slices: PlannedRequest,
  statuses: MetricTable['statuses'],
  matches: (status: string | undefined) => boolean,
): AskedSeries[] {
  if (!statuses.some(matches)) return []
  let row = 0
  return slices.flatMap(({ set, series }) =>
    series.filter(() => matches(statuses[row++])).map((each) => ({ set, series: each })),
  )
}

/** The error that names what an answer lacks; undefined when it has all. */
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
