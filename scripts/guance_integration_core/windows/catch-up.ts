/** Reads what is missing, piece by piece, as long as there is time. */
import { audienceOf } from '../audience.ts'
import type { NamespaceUnit } from '../collection.ts'
import type { FoundSets } from '../discovery/find-sets.ts'
import { statisticsBy } from '../discovery/selection.ts'
import { durationMs, MINUTE_MS } from '../durations.ts'
import { GROUPS, groupOf, hasGroup, NO_GROUPS } from '../groups.ts'
import { countQueries } from '../reading/queries.ts'
import { type PieceResult, readPiece } from '../reading/read-piece.ts'
import { reportPiece } from '../report-piece.ts'
import type { MetricSet } from '../types.ts'
import { missingMs, type Stretch, shareOf, without, withStretch } from './missing.ts'
import { cutMissing, type Piece, reachMs } from './window.ts'

/** No piece is begun in the last part of the time that a run has, nor when it may last longer than what is left. */
const RESERVED_SHARE = 0.2
const PIECES_RESERVED = 2

export interface CatchUpJob {
  readonly unit: NamespaceUnit
  readonly missing: readonly Stretch[]
  /** Groups that failed in this run already: asking once more would be in vain. */
  readonly failed: bigint
  /** All sets, also those without recent values. */
  readonly find: () => Promise<FoundSets>
  /**
   * Keeps what is still missing: before anything of a piece is written, with the period that it is tried with, and once
   * it has been acknowledged.
   */
  readonly keep: (missing: readonly Stretch[], piece: Piece) => void
}

export interface CaughtUp {
  readonly missing: readonly Stretch[]
  /** The first error. */
  readonly error: unknown
}

export async function catchUp(job: CatchUpJob): Promise<CaughtUp> {
  if (job.missing.every(({ groups }) => (groups & ~job.failed) === NO_GROUPS)) {
    return { missing: job.missing, error: undefined }
  }
  const { context } = job.unit
  const clock = createStopwatch(() => context.timeLeft())
  if (!clock.hasTime()) return left(job.missing, job.unit)
  const { sets, resources, deferred } = await job.find()
  const { pieces, lost } = cutMissing(job.missing, cutOptions(job.unit, sets))
  const audience = audienceOf(context.points.sinks, undefined)
  const { settle, period: periodSeconds } = job.unit.collection.config
  const reach = reachMs({ settleMs: durationMs(settle), periodSeconds })
  const state = {
    missing: drop(job.missing, lost, job.unit),
    failed: job.failed | deferred,
    error: undefined as unknown,
  }
  for (const planned of pieces) {
    const piece = { ...planned, groups: planned.groups & ~state.failed }
    if (piece.groups === NO_GROUPS) continue
    if (!clock.hasTime()) return left(state.missing, job.unit, state.error)
    const chosen = sets.filter((set) => hasGroup(piece.groups, groupOf(set)))
    const unit = { ...job.unit, resources }
    const begin = () => job.keep(withTried(state.missing, piece, piece.groups), piece)
    const settled = { start: piece.start, end: context.now().getTime() - reach }
    const reading = { unit, sets: chosen, audience, settled, begin }
    const result = await clock.time(() => readPiece(piece, reading))
    const done = piece.groups & ~result.failed
    state.missing = after(state.missing, piece, result)
    state.failed |= result.failed
    state.error ??= result.error
    job.keep(state.missing, piece)
    context.count('gapMinutes', Math.round(((piece.end - piece.start) / MINUTE_MS) * shareOf(done)))
    reportPiece(piece, chosen, result, unit)
    if (result.failed !== NO_GROUPS && result.answered === 0) break
  }
  return left(state.missing, job.unit, state.error)
}

function cutOptions({ collection, context }: NamespaceUnit, sets: readonly MetricSet[]) {
  const queries = Array.from({ length: GROUPS }, () => 0)
  const statisticsOf = statisticsBy(collection.config)
  for (const set of sets) {
    const group = groupOf(set)
    queries[group] = (queries[group] ?? 0) + countQueries([set], statisticsOf).queries
  }
  return { triggeredAt: context.now().getTime(), periodSeconds: collection.config.period, queries }
}

/** What failed stays missing; where something was written, only with values of the same period. */
function after(missing: readonly Stretch[], piece: Piece, { failed, points }: PieceResult): Stretch[] {
  const rest = without(missing, piece, piece.groups & ~failed)
  return points === 0 ? rest : withTried(rest, piece, piece.groups & failed)
}

function withTried(missing: readonly Stretch[], { start, end, period }: Piece, groups: bigint): Stretch[] {
  return withStretch(missing, { start, end, groups, tried: period })
}

function drop(
  missing: readonly Stretch[],
  lost: readonly Stretch[],
  { region, namespace, context }: NamespaceUnit,
) {
  if (lost.length === 0) return missing
  const minutes = Math.round(missingMs(lost) / MINUTE_MS)
  context.count('lostMinutes', minutes)
  const [first] = lost
  const from = first === undefined ? undefined : new Date(first.start).toISOString()
  context.log.warn(
    { region, namespace, minutes, from },
    'Cannot read what CloudWatch no longer keeps as finely',
  )
  return lost.reduce((rest: readonly Stretch[], stretch) => without(rest, stretch, stretch.groups), missing)
}

function left(
  missing: readonly Stretch[],
  { region, namespace, context }: NamespaceUnit,
  error?: unknown,
): CaughtUp {
  const minutes = Math.round(missingMs(missing) / MINUTE_MS)
  if (minutes > 0) {
    const [first] = missing
    const from = first === undefined ? undefined : new Date(first.start).toISOString()
    context.log.info(
      { region, namespace, missingMinutes: minutes, from },
      'Not everything is read yet; the next run goes on',
    )
  }
  return { missing, error }
}

interface Stopwatch {
  hasTime(): boolean
  time<T>(work: () => Promise<T>): Promise<T>
}

function createStopwatch(timeLeft: () => number): Stopwatch {
  const reserved = timeLeft() * RESERVED_SHARE
  let slowest = 0
  return {
    hasTime: () => timeLeft() >= Math.max(reserved, slowest * PIECES_RESERVED),
    async time(work) {
      const before = timeLeft()
      const result = await work()
      slowest = Math.max(slowest, before - timeLeft() || 0)
      return result
    },
  }
}
