/** Reads one piece of time of some dimension sets, and writes its points. */
import type { Point, ScriptContext } from '#func/script.ts'
import { type Answer, problemOf, readAnswer } from './answers.ts'
import { codeOf, isDenied } from './collect-error.ts'
import type { NamespaceUnit } from './collection.ts'
import { forEachConcurrently } from './concurrency.ts'
import { groupOf, maskOf, NO_GROUPS } from './groups.ts'
import { fillZeros, pointsBySet, type SetPoints, setKey } from './points.ts'
import { countQueries, type PlannedQuery, planRequests } from './queries.ts'
import type { Revisions } from './revisions.ts'
import { statisticsBy } from './selection.ts'
import type { MetricSet } from './types.ts'
import type { Piece } from './window.ts'
import { idlePoints, type Zeros, zerosOf } from './zeros.ts'

const REQUESTS_AT_ONCE = 4
/** So many requests failed one after another: the region is down, or the keys are no good. */
const FAILURES_TO_GIVE_UP = 5

export interface PieceJob {
  readonly unit: NamespaceUnit
  readonly sets: readonly MetricSet[]
  /** For the minutes that are read again by every run: what has not changed is not written. */
  readonly revisions?: Revisions
}

export interface PieceResult {
  points: number
  requests: number
  /** Requests that brought something. */
  answered: number
  /** Groups in which something is missing. */
  failed: bigint
  /** The first error. */
  error: unknown
}

/** Reads what can be read: one request that fails holds back no other. @throws Only when aborted, or unable to write. */
export async function readPiece(piece: Piece, job: PieceJob): Promise<PieceResult> {
  const { unit, sets } = job
  const zeros = zerosOf(piece, unit)
  const result: PieceResult = { points: 0, requests: 0, answered: 0, failed: NO_GROUPS, error: undefined }
  const tally = createTally(result)
  const plan = planRequests(sets, {
    namespace: unit.namespace,
    period: piece.period,
    valuesPerQuery: Math.round((piece.end - piece.start) / (piece.period * 1000)),
    statisticsOf: statisticsBy(unit.collection.config),
  })
  await forEachConcurrently(plan, REQUESTS_AT_ONCE, async (queries) => {
    if (tally.gaveUp()) return tally.fail(queries)
    unit.context.progress.total('requests', 1)
    const answer = await ask(queries, piece, unit, tally)
    if (answer !== undefined) result.points += await take(queries, answer, { ...job, zeros })
    unit.context.progress.done('requests')
  })
  if (zeros !== undefined && !tally.gaveUp()) {
    for (const points of idlePoints(piece, sets, zeros, unit))
      result.points += await write(points, unit.context)
  }
  return result
}

interface Tally {
  answered(answer: Answer): void
  /** Marks the groups of these queries as failed. */
  fail(queries: readonly PlannedQuery[], error?: unknown): void
  gaveUp(): boolean
}

function createTally(result: PieceResult): Tally {
  let inARow = 0
  let isHopeless = false
  return {
    answered({ requests }) {
      inARow = 0
      result.answered += 1
      result.requests += requests
    },
    fail(queries, error) {
      for (const set of new Set(queries.map((query) => query.set))) {
        result.failed |= maskOf(groupOf(set))
      }
      if (error === undefined) return
      result.error ??= error
      inARow += 1
      isHopeless ||= isDenied(error) || codeOf(error) === 'FUNC_ERR_AWS_CREDENTIALS_INVALID'
    },
    gaveUp: () => isHopeless || inARow >= FAILURES_TO_GIVE_UP,
  }
}

async function ask(
  queries: readonly PlannedQuery[],
  piece: Piece,
  { region, namespace, collection, context }: NamespaceUnit,
  tally: Tally,
): Promise<Answer | undefined> {
  const { signal } = context
  const cloudwatch = context.aws.cloudwatch({ account: collection.config.account, region })
  try {
    const answer = await readAnswer(queries, { cloudwatch, namespace, piece, signal })
    const problem = problemOf(answer)
    if (problem !== undefined) tally.fail([...answer.forbidden, ...answer.unfinished], problem)
    tally.answered(answer)
    return answer
  } catch (error) {
    signal.throwIfAborted()
    tally.fail(queries, error)
    return undefined
  }
}

/** A set of which a query stayed unfinished is left out: its points would be replaced by poorer ones. */
async function take(
  queries: readonly PlannedQuery[],
  { values, forbidden, unfinished }: Answer,
  job: PieceJob & { readonly zeros: Zeros | undefined },
): Promise<number> {
  const { unit, zeros } = job
  const broken = new Set(unfinished.map(({ set }) => set))
  const known = zeros === undefined ? values : fillZeros(queries, values, { ...zeros, unanswered: forbidden })
  const bySet = pointsBySet(unit.collection.config.measurement, queries, known)
  const points = bySet
    .filter(({ set }) => !broken.has(set))
    .flatMap((found) => unwritten(found, queries, job))
  return await write(points, unit.context)
}

/** A set whose queries went to several requests cannot be compared as a whole: it is always written. */
function unwritten(
  { set, points }: SetPoints,
  queries: readonly PlannedQuery[],
  { revisions, unit }: PieceJob,
): readonly Point[] {
  if (revisions === undefined) return points
  const wanted = countQueries([set], statisticsBy(unit.collection.config)).queries
  if (queries.filter((query) => query.set === set).length !== wanted) return points
  const key = setKey(set)
  return points.filter((point) => revisions.note(key, point) !== 'unchanged')
}

async function write(
  points: readonly Point[],
  { points: writer, progress, signal }: ScriptContext,
): Promise<number> {
  signal.throwIfAborted()
  if (points.length === 0) return 0
  progress.total('points', points.length)
  await writer.write('metric', points)
  progress.done('points', points.length)
  return points.length
}
