/** Reads one piece of time of some dimension sets, and writes its points. */
import type { RowPoint, ScriptContext } from '#func/script.ts'
import type { Audience } from '../audience.ts'
import { codeOf, isDenied } from '../collect-error.ts'
import type { NamespaceUnit } from '../collection.ts'
import { forEachConcurrently } from '../concurrency.ts'
import { statisticsBy } from '../discovery/selection.ts'
import { groupOf, maskOf, NO_GROUPS } from '../groups.ts'
import type { MetricSet, Window } from '../types.ts'
import { type Piece, periodsIn } from '../windows/window.ts'
import { type Answer, type AskedSeries, type AskOptions, cellsOf, problemOf, readAnswer } from './answers.ts'
import { identitiesOf } from './identity-at.ts'
import { fillZeros, pointAt, type SliceValues, setKey, type ZeroOptions } from './points.ts'
import { type PlannedRequest, planRequests } from './queries.ts'
import type { Revisions } from './revisions.ts'
import { Tables } from './tables.ts'
import { idlePoints, type Zeros, zerosOf } from './zeros.ts'

const REQUESTS_AT_ONCE = 4
/** So many requests failed one after another: the region is down, or the keys are no good. */
const FAILURES_TO_GIVE_UP = 5

export interface PieceJob {
  readonly unit: NamespaceUnit
  readonly sets: readonly MetricSet[]
  /** For the minutes that are read again by every run: what has not changed is not written. */
  readonly revisions?: Revisions
  readonly audience: Audience
  /** What sinks for settled values get of this piece: the others have it, or it may still change. */
  readonly settled: Window
  /** Called before the first point is written. */
  readonly begin?: () => void
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
    valuesPerQuery: periodsIn(piece),
    statisticsOf: statisticsBy(unit.collection.config),
  })
  const { account } = unit.collection.config
  const reader = unit.context.aws.metrics({ account, region: unit.region })
  const tables = new Tables()
  const { replacing, lacking, settledOnly } = job.audience
  const writeTo = async (points: readonly RowPoint[], sinks?: readonly string[]) => {
    if (points.length === 0 || sinks?.length === 0) return
    if (result.points === 0) job.begin?.()
    result.points += points.length
    await write(points, unit.context, sinks)
  }
  const writeAll = async ({ changed, unchanged, settled }: Outgoing) => {
    await writeTo(changed, replacing)
    await writeTo(unchanged, lacking)
    await writeTo(settled, settledOnly)
  }
  await forEachConcurrently(plan, REQUESTS_AT_ONCE, async (request) => {
    if (tally.gaveUp()) return tally.fail(request)
    unit.context.progress.total('requests', 1)
    const points = await tables.use(cellsOf(request, piece), async (table) => {
      const answer = await ask(request, { reader, piece, table }, unit, tally)
      return answer === undefined ? NO_POINTS : allPoints(request, answer, { ...job, piece, zeros })
    })
    await writeAll(points)
    unit.context.progress.done('requests')
  })
  if (zeros !== undefined && !tally.gaveUp()) {
    for (const points of idlePoints(piece, sets, zeros, unit)) await writeTo(points)
  }
  return result
}

/** Points of one answer, by who gets them. */
interface Outgoing {
  readonly changed: RowPoint[]
  readonly unchanged: RowPoint[]
  readonly settled: RowPoint[]
}

const NO_POINTS: Outgoing = { changed: [], unchanged: [], settled: [] }

interface Tally {
  answered(answer: Answer): void
  /** Marks the groups of these sets as failed. */
  fail(parts: Iterable<{ readonly set: MetricSet }>, error?: unknown): void
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
    fail(parts, error) {
      const sets = new Set(Array.from(parts, ({ set }) => set))
      for (const set of sets) result.failed |= maskOf(groupOf(set))
      if (error === undefined) return
      result.error ??= error
      inARow += 1
      isHopeless ||= isDenied(error) || codeOf(error) === 'FUNC_ERR_AWS_CREDENTIALS_INVALID'
    },
    gaveUp: () => isHopeless || inARow >= FAILURES_TO_GIVE_UP,
  }
}

async function ask(
  request: PlannedRequest,
  place: Pick<AskOptions, 'reader' | 'piece' | 'table'>,
  { namespace, context: { signal } }: NamespaceUnit,
  tally: Tally,
): Promise<Answer | undefined> {
  try {
    const answer = await readAnswer(request, { namespace, signal, ...place })
    const problem = problemOf(answer)
    if (problem !== undefined) tally.fail([...answer.forbidden, ...answer.unfinished], problem)
    tally.answered(answer)
    return answer
  } catch (error) {
    signal.throwIfAborted()
    tally.fail(request, error)
    return undefined
  }
}

interface AnswerJob extends PieceJob {
  readonly piece: Piece
  readonly zeros: Zeros | undefined
}

/** A set of which a query stayed unfinished is left out: its points would be replaced by poorer ones. */
function allPoints(request: PlannedRequest, answer: Answer, job: AnswerJob): Outgoing {
  const broken = new Set(answer.unfinished.map(({ set }) => set))
  const outgoing: Outgoing = { changed: [], unchanged: [], settled: [] }
  for (const found of slicesOf(request, answer, job.piece)) {
    if (broken.has(found.slice.set)) continue
    if (job.zeros !== undefined) fill(found, answer.forbidden, job.zeros)
    addPoints(outgoing, found, job)
  }
  return outgoing
}

function* slicesOf(request: PlannedRequest, { values }: Answer, piece: Piece): Generator<SliceValues> {
  const periods = periodsIn(piece)
  let row = 0
  for (const slice of request) {
    yield { slice, values, row, periods }
    row += slice.series.length
  }
}

function fill(found: SliceValues, forbidden: readonly AskedSeries[], zeros: Zeros): void {
  const { isCount, times } = zeros
  const isUnknown = (...[set, series]: Parameters<ZeroOptions['isUnknown']>) =>
    forbidden.some((each) => each.set === set && each.series === series)
  const since = zeros.sinceOf(found.slice.set)
  const first = times.findIndex((time) => time >= since)
  if (first >= 0) fillZeros(found, { isCount, isUnknown, from: first, until: times.length })
}

/** A set whose queries went to several requests cannot be compared as a whole: it is always written. */
function addPoints(outgoing: Outgoing, found: SliceValues, job: AnswerJob): void {
  const { revisions, piece, unit, audience, settled } = job
  const { set, isWhole } = found.slice
  const verdicts = isWhole ? revisions?.note(setKey(set), found) : undefined
  const identityAt = identitiesOf(set, unit)
  const hasSettledOnly = audience.settledOnly.length > 0
  for (let period = 0; period < found.periods; period++) {
    const timestamp = piece.start + period * piece.period * 1000
    const isUnchanged = verdicts?.[period] === 'unchanged'
    const isSettled = hasSettledOnly && timestamp >= settled.start && timestamp < settled.end
    if (isUnchanged && !isSettled && audience.lacking.length === 0) continue
    const { measurement, tags } = identityAt(timestamp)
    const point = pointAt(found, period, { measurement, tags, timestamp })
    if (point === undefined) continue
    if (isSettled) outgoing.settled.push(point)
    if (!isUnchanged) outgoing.changed.push(point)
    else if (audience.lacking.length > 0) outgoing.unchanged.push(point)
  }
}

async function write(
  points: readonly RowPoint[],
  { points: writer, progress, signal }: ScriptContext,
  sinks: readonly string[] | undefined,
): Promise<void> {
  signal.throwIfAborted()
  progress.total('points', points.length)
  await writer.write('metric', points, sinks)
  progress.done('points', points.length)
}
