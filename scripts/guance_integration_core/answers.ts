/** Reads the answer of one planned request to its end: all pages, parts put together, unfinished ids again. */
import type { CloudWatch, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { CollectError } from './collect-error.ts'
import { pages } from './concurrency.ts'
import { indexOfId, type PlannedQuery, toMetricDataQuery } from './queries.ts'
import type { Piece } from './window.ts'

/** Value by time in milliseconds. */
export type Values = ReadonlyMap<number, number>

export interface Answer {
  /** In the order of the request's queries. */
  readonly values: readonly Values[]
  /** Queries that CloudWatch refuses. */
  readonly forbidden: readonly PlannedQuery[]
  /** How many requests it took, pages included. */
  readonly requests: number
}

export interface AskOptions {
  readonly cloudwatch: Pick<CloudWatch, 'getMetricData'>
  readonly namespace: string
  readonly piece: Piece
  readonly signal: AbortSignal
}

/** The first time included. */
const TIMES_ASKED = 4

/** @throws FUNC_ERR_COLLECT_PARTIAL_DATA when ids stay unfinished; what the SDK throws otherwise. */
export async function readAnswer(queries: readonly PlannedQuery[], options: AskOptions): Promise<Answer> {
  const { namespace, piece } = options
  const asked = queries.map((query, index) => toMetricDataQuery(query, index, namespace, piece.period))
  const reading = createReading(queries.length)
  let open: readonly MetricDataQuery[] = asked
  for (let time = 1; open.length > 0; time++) {
    if (time > TIMES_ASKED) throw unfinished(open, reading.statuses)
    await readPages(open, options, reading)
    open = asked.filter((_, index) => isUnfinished(reading.statuses.get(index)))
  }
  const forbidden = queries.filter((_, index) => reading.statuses.get(index) === 'Forbidden')
  return { values: reading.values, forbidden, requests: reading.requests }
}

interface Reading {
  readonly values: Map<number, number>[]
  /** The newest status by place. */
  readonly statuses: Map<number, string>
  requests: number
}

function createReading(size: number): Reading {
  return { values: Array.from({ length: size }, () => new Map()), statuses: new Map(), requests: 0 }
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
  for await (const page of answers) {
    reading.requests += 1
    for (const result of page.MetricDataResults ?? []) take(result, piece, reading)
  }
}

function take(result: MetricDataResult, piece: Piece, reading: Reading): void {
  const index = indexOfId(result.Id)
  const values = index === undefined ? undefined : reading.values[index]
  if (index === undefined || values === undefined) return
  for (const [place, time] of (result.Timestamps ?? []).entries()) {
    const value = result.Values?.[place]
    const at = time.getTime()
    if (value !== undefined && at >= piece.start && at < piece.end) values.set(at, value)
  }
  reading.statuses.set(index, result.StatusCode ?? 'Complete')
}

function isUnfinished(status: string | undefined): boolean {
  return status === 'PartialData' || status === 'InternalError'
}

function unfinished(open: readonly MetricDataQuery[], statuses: ReadonlyMap<number, string>): CollectError {
  const [first] = open
  const status = statuses.get(indexOfId(first?.Id) ?? -1)
  const metric = JSON.stringify(first?.MetricStat?.Metric)
  return new CollectError(
    'FUNC_ERR_COLLECT_PARTIAL_DATA',
    `Cannot read ${open.length} queries as CloudWatch answered ${status} ${TIMES_ASKED} times; first: ${metric}`,
  )
}
