/**
 * Which stretch of time a run reads, and in which pieces. Pure. All times are milliseconds since the epoch; all
 * windows are half-open, `[start, end)`, and aligned to their period.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../durations.ts'
import { ALL_GROUPS, groupsOf, maskOf, NO_GROUPS } from '../groups.ts'
import type { Window } from '../types.ts'
import type { Marks } from './marks.ts'
import { type Stretch, without, withStretch } from './missing.ts'

export interface Piece extends Window {
  /** Seconds of one value: the configured period, or a coarser one where AWS keeps no finer. */
  readonly period: number
  /** Bit mask of the groups to read. */
  readonly groups: bigint
}

/** How many values a series has in a piece, where it has all. */
export function periodsIn({ start, end, period }: Piece): number {
  return Math.round((end - start) / (period * SECOND_MS))
}

export interface RunOptions {
  readonly triggeredAt: number
  /** The time itself, later than `triggeredAt` when the run began late. @default {triggeredAt} */
  readonly clock?: number
  /** Undefined on the very first run. */
  readonly marks: Marks | undefined
  readonly periodSeconds: number
  readonly settleMs: number
  readonly lookbackMs: number
}

export interface RunPlan {
  /** As they are before anything is read. */
  readonly marks: Marks
  /** Read first: what is new, and what was not settled when it was read last. */
  readonly newest: Window
  /** Besides it, from before it: what earlier runs left and what downtime made. */
  readonly missing: readonly Stretch[]
}

/** What is read in one go before all that is older: enough for a dashboard, little enough for a big fleet. */
const NEWEST_MS = HOUR_MS
/** A window that is hardly longer is not cut: each piece asks for every metric, and AWS bills that. */
const SPARED_MS = 15 * MINUTE_MS

/**
 * How long CloudWatch keeps values of a period, finest first. An hour less, so that nothing expires between the
 * plan and the answer.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const RETENTION = [
  { period: 60, ms: 15 * DAY_MS - HOUR_MS },
  { period: 300, ms: 63 * DAY_MS - HOUR_MS },
  { period: 3600, ms: 455 * DAY_MS - HOUR_MS },
] as const
const OLDEST_MS = RETENTION[2].ms

const TRUSTED_MS = 5 * MINUTE_MS

export function floorTo(time: number, periodSeconds: number): number {
  const step = periodSeconds * SECOND_MS
  return Math.floor(time / step) * step
}

export function ceilTo(time: number, periodSeconds: number): number {
  return -floorTo(-time, periodSeconds)
}

/**
 * CloudWatch lists a new metric up to 15 minutes after its first value: a window that begins so much before what was
 * read has that value, whenever its metric is listed first.
 */
const LISTED_LATE_MS = 15 * MINUTE_MS

/** So long after its end a period is read again at least. */
export function rereadMs(settleMs: number): number {
  return Math.max(settleMs, LISTED_LATE_MS)
}

/**
 * How much is read again: what may still change, what belongs to metrics that were not listed yet, and one period
 * more, of which a change shows that the settle window is too short.
 */
export function reachMs({ settleMs, periodSeconds }: Pick<RunOptions, 'settleMs' | 'periodSeconds'>): number {
  return rereadMs(settleMs) + periodSeconds * SECOND_MS
}

/**
 * Reads again whatever had not settled when it was read last, up to the last finished period; the period that is
 * still going on is left out. When that is long, only its end is read at once, the rest is missing.
 */
export function planRun(options: RunOptions): RunPlan {
  const kept = trusted(options.marks ?? firstMarks(options), options)
  // A run that begins after a later one was planned reads on from there: what was read is never taken back.
  const triggeredAt = Math.max(options.triggeredAt, Math.min(kept.read, options.clock ?? 0))
  const marks = changePeriod(kept, { ...options, triggeredAt })
  const { since, read, period } = marks
  const reach = reachMs(options)
  const end = Math.max(since, floorTo(triggeredAt, period))
  const reread = Math.min(read, triggeredAt) - reach
  const unsettled = Math.max(floorTo(reread, period), since)
  const start = Math.min(end, Math.max(unsettled, ceilTo(triggeredAt - OLDEST_MS, period)))
  const longest = Math.max(NEWEST_MS, reach)
  const cut = floorTo(end - longest, multipleOf(period, 300))
  const newest = { start: Math.max(start, end - start > longest + SPARED_MS ? cut : start), end }
  const seen = Math.max(start, Math.min(read, newest.start))
  let missing = marks.missing
  for (const era of marks.before) {
    const from = Math.max(era.start, floorTo(reread, era.tried))
    missing = withStretch(missing, { ...era, start: from })
  }
  missing = withStretch(missing, { start, end: seen, groups: ALL_GROUPS, tried: period })
  const gap = { start: seen, end: newest.start, groups: ALL_GROUPS, tried: 0 }
  return { marks, newest, missing: without(withStretch(missing, gap), newest) }
}

/** What is farther in the future than clocks differ was read by a clock that was wrong. */
export function isFromFuture({ read }: Marks, now: number): boolean {
  return read > now + TRUSTED_MS
}

/** What such a clock made believe was read, nobody knows: as far back as CloudWatch keeps it, it is missing. */
function trusted(marks: Marks, options: RunOptions): Marks {
  const { triggeredAt, clock = triggeredAt } = options
  if (!isFromFuture(marks, clock)) return marks
  const { period: tried, since, before } = marks
  const end = floorTo(clock, tried)
  const era = before.findLast((each) => each.start < end)
  if (since >= end && era !== undefined) {
    const earlier = before.filter((each) => each.end <= era.start)
    return trusted({ ...marks, since: era.start, period: era.tried, before: earlier }, options)
  }
  if (since >= end) return firstMarks(options)
  const start = Math.max(since, ceilTo(clock - RETENTION[0].ms, tried))
  const missing = withStretch(marks.missing, { start, end, groups: ALL_GROUPS, tried })
  // Should it be this clock that is wrong, what was written keeps its names.
  const begun = Math.max(end, Math.min(marks.begun, clock + DAY_MS))
  return { ...marks, read: end, begun, missing: without(missing, { start: end, end: marks.read }) }
}

function firstMarks({ triggeredAt, lookbackMs, periodSeconds: period }: RunOptions): Marks {
  const since = floorTo(triggeredAt - lookbackMs, period)
  return { since, read: since, begun: since, period, before: [], missing: [], probed: triggeredAt }
}

/**
 * Values of a new period begin at the first multiple of both periods that nothing was written after: until then, the
 * old one stays. What was read keeps its period.
 */
function changePeriod(marks: Marks, options: RunOptions): Marks {
  const { triggeredAt, periodSeconds: period } = options
  if (marks.period === period) return marks
  const { since, read, begun, period: tried } = marks
  const step = multipleOf(tried, period)
  const edge = ceilTo(Math.max(read, begun), step)
  if (edge > triggeredAt) return marks
  const era = { start: since, end: edge, groups: ALL_GROUPS, tried }
  const unsettled = Math.max(since, floorTo(read - reachMs(options), tried))
  const missing = withStretch(
    marks.missing.flatMap((stretch) => aligned(stretch, tried, step)),
    { ...era, start: unsettled },
  )
  const before = withStretch(marks.before, era)
  return { ...marks, since: edge, read: edge, begun: edge, period, before, missing }
}

/** The ends of a gap that no value of the new period fits into are left to the old one. */
function aligned(gap: Stretch, old: number, step: number): Stretch[] {
  const start = ceilTo(gap.start, step)
  const end = floorTo(gap.end, step)
  if (gap.tried !== 0) return [gap]
  if (start >= end) return [{ ...gap, tried: old }]
  const parts = [
    { ...gap, end: start, tried: old },
    { ...gap, start, end },
    { ...gap, start: end, tried: old },
  ]
  return parts.filter((part) => part.start < part.end)
}

export interface CutOptions {
  readonly triggeredAt: number
  readonly periodSeconds: number
  /** Queries by group: a piece has only so many groups as fit into one go. */
  readonly queries: readonly number[]
}

export interface CutPlan {
  /** In the order in which they are to be read. */
  readonly pieces: readonly Piece[]
  /** What AWS has no values for any more that could be written. */
  readonly lost: readonly Stretch[]
}

/** Values of one series in a piece: with a day in each, ten days of a fleet are asked for, and billed, ten times. */
const VALUES_PER_SERIES = 1440
/** Values of one piece: half a minute of what AWS allows, so that little is lost when time runs out. */
const VALUES_PER_PIECE = 10_000_000

/**
 * Cuts what is missing by what CloudWatch still keeps, by days and by groups. Newest first, but first of all what
 * CloudWatch will not keep for another day. Values of a coarser period are only given where none was written
 * before: its first one begins at a multiple of its period within the stretch.
 */
export function cutMissing(missing: readonly Stretch[], options: CutOptions): CutPlan {
  let lost: Stretch[] = [...missing]
  const blocks = missing.flatMap((stretch) =>
    partsOf(stretch, options).flatMap((part) => {
      lost = without(lost, part, part.groups)
      return blocksOf(part)
    }),
  )
  const pieces = blocks
    .toSorted((a, b) => Number(expiresSoon(b)) - Number(expiresSoon(a)) || b.start - a.start)
    .flatMap(({ start, end, period, groups }) => byGroups({ start, end, period, groups }, options.queries))
  return { pieces, lost }
}

interface Part extends Piece {
  /** From when on CloudWatch keeps values of its period. */
  readonly oldest: number
}

/** Whether CloudWatch drops its first values within a day. */
function expiresSoon({ start, oldest }: Part): boolean {
  return start - oldest < DAY_MS
}

/** One for each period that CloudWatch keeps; some are empty. */
function partsOf(stretch: Stretch, { triggeredAt, periodSeconds }: CutOptions): Part[] {
  const parts: Part[] = []
  const wanted = stretch.tried === 0 ? periodSeconds : stretch.tried
  let end = stretch.end
  for (const kept of RETENTION) {
    const period = multipleOf(wanted, kept.period)
    const next = RETENTION.find((each) => each.period > kept.period)?.period ?? kept.period
    const oldest = triggeredAt - kept.ms
    // An edge between two periods lies on a multiple of the coarser one, so that no value counts twice.
    const edge = ceilTo(oldest, multipleOf(wanted, next))
    const first = Math.min(end, stretch.start < oldest ? edge : stretch.start)
    const start = ceilTo(first, period)
    const last = floorTo(end, period)
    if (stretch.tried === 0 || stretch.tried === period) {
      parts.push({ start, end: last, period, groups: stretch.groups, oldest })
    }
    end = first
  }
  return parts
}

/** Cut at multiples of a block's length, whatever the stretch: a piece that is left is cut the same again. */
function blocksOf(part: Part): Part[] {
  const step = part.period * SECOND_MS * VALUES_PER_SERIES
  const blocks: Part[] = []
  for (let end = part.end; end > part.start; ) {
    const start = Math.max(part.start, Math.floor((end - 1) / step) * step)
    blocks.push({ ...part, start, end })
    end = start
  }
  return blocks
}

function byGroups(piece: Piece, queries: readonly number[]): Piece[] {
  const values = (piece.end - piece.start) / (piece.period * SECOND_MS)
  const room = VALUES_PER_PIECE / values
  const pieces: Piece[] = []
  let mask = NO_GROUPS
  let used = 0
  for (const group of groupsOf(piece.groups)) {
    const more = queries[group] ?? 0
    if (used + more > room && mask !== NO_GROUPS) {
      pieces.push({ ...piece, groups: mask })
      mask = NO_GROUPS
      used = 0
    }
    mask |= maskOf(group)
    used += more
  }
  return mask === NO_GROUPS ? pieces : [...pieces, { ...piece, groups: mask }]
}

/** The smallest multiple of both. */
function multipleOf(configured: number, kept: number): number {
  let period = Math.max(configured, kept)
  while (period % configured !== 0 || period % kept !== 0) period += Math.max(configured, kept)
  return period
}
