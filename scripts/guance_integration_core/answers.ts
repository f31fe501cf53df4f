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
  /** Queries of which CloudWatch gave only a part, however often it was asked; their values are not whole. */
  readonly unfinished: readonly PlannedQuery[]
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

/** @throws What the SDK throws. */
export async function readAnswer(queries: readonly PlannedQuery[], options: AskOptions): Promise<Answer> {
  const { namespace, piece } = options
  const asked = queries.map((query, index) => toMetricDataQuery(query, index, namespace, piece.period))
  const reading = createReading(queries.length)
  let open: readonly MetricDataQuery[] = asked
  for (let time = 1; open.length > 0 && time <= TIMES_ASKED; time++) {
    await readPages(open, options, reading)
    open = asked.filter((_, index) => isUnfinished(reading.statuses.get(index)))
  }
  const { values, statuses, requests } = reading
  const forbidden = queries.filter((_, index) => statuses.get(index) === 'Forbidden')
  const unfinished = queries.filter((_, index) => isUnfinished(statuses.get(index)))
  return { values, forbidden, unfinished, requests }
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

function metricsOf(queries: readonly PlannedQuery[]): string {
  const names = queries.map(({ metric, set }) =>
    set.account === undefined ? metric : `${metric} of account ${set.account}`,
  )
  return [...new Set(names)].slice(0, 5).join(', ')
}
