import { FUNCTION_METRICS } from '../cloudwatch/lambda-metrics.ts'
import { hash, unit } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { happened, type Traffic } from '../lambda/traffic.ts'

export const MINUTE_MS = 60_000

/** The invocations of a function in one minute, as its CloudWatch metrics tell of them; durations in hundredths of ms. */
export interface Runs {
  readonly fn: SimFunction
  /** Minutes since the epoch. */
  readonly minute: number
  readonly count: number
  readonly errors: number
  readonly shortest: number
  readonly longest: number
  readonly total: number
}

const SALT = { pair: 200, jitter: 201, order: 202 }
/** Coprime to every count of a minute that may occur, so that neighbours in rank are spread over the minute. */
const STRIDE = 1_000_003

const NONE: Omit<Runs, 'fn' | 'minute'> = { count: 0, errors: 0, shortest: 0, longest: 0, total: 0 }

export function runsOf(fn: SimFunction, minute: number): Runs {
  const { invocations: count, errors } = happened(fn.traffic, minute, 1)
  const source = { hash: fn.traffic.hash, traffic: fn.traffic, share: 1 }
  const set = count === 0 ? undefined : FUNCTION_METRICS.Duration.at(source, minute, 1)
  if (set === undefined) return { fn, minute, ...NONE }
  const { min, max, sum } = set
  return {
    ...{ fn, minute, count, errors },
    ...{ shortest: hundredths(min), longest: hundredths(max), total: hundredths(sum) },
  }
}

function hundredths(ms: number): number {
  return Math.round(ms * 100)
}

/**
 * The place of the index-th invocation among those of its minute: the first is the shortest, the second the longest,
 * and the others come in pairs as far above as below the average of the rest. So count, sum and extremes are just
 * those of the metric, and each invocation is known without the others.
 */
export function rankOf(runs: Runs, index: number): number {
  return (index * STRIDE + hash(runs.fn.traffic.hash, runs.minute, SALT.order)) % runs.count
}

/** Hundredths of a millisecond. */
export function durationOf(runs: Runs, rank: number): number {
  if (rank === 0) return runs.shortest
  if (rank === 1) return runs.longest
  const rest = runs.count - 2
  const left = runs.total - runs.shortest - runs.longest
  const base = Math.floor(left / rest)
  const place = rank - 2
  const even = base + (place < left - base * rest ? 1 : 0)
  if (rest % 2 === 1 && place === rest - 1) return even
  const room = Math.max(0, Math.min(base - runs.shortest, runs.longest - base - 1))
  const apart = Math.floor(room * 0.98 * unit(runs.fn.traffic.hash ^ runs.minute, place >> 1, SALT.pair))
  return place % 2 === 0 ? even + apart : even - apart
}

/** The longest runs fail first: they are the ones that reach the timeout. */
export function isFailed(runs: Runs, rank: number): boolean {
  return (rank === 0 ? runs.count - 1 : rank - 1) < runs.errors
}

/** When the index-th invocation begins; rises with the index. Milliseconds since the epoch. */
export function beginOf(runs: Runs, index: number): number {
  const within = index + unit(runs.fn.traffic.hash ^ runs.minute, index, SALT.jitter)
  return runs.minute * MINUTE_MS + Math.floor((within * MINUTE_MS) / runs.count)
}

/** The indexes of a minute's invocations that begin from one time up to before another, or a few more. */
export function indexesBetween(runs: Runs, fromMs: number, untilMs: number): readonly [number, number] {
  const at = (ms: number) => Math.floor(((ms - runs.minute * MINUTE_MS) * runs.count) / MINUTE_MS)
  return [Math.max(0, at(fromMs) - 1), Math.min(runs.count, at(untilMs) + 1)]
}

/** What of the traffic goes to which version, `$LATEST` first: as the metrics by ExecutedVersion have it. */
export function versionsOf(fn: SimFunction, count: number): readonly VersionRuns[] {
  const published = fn.aliases.flatMap((alias) =>
    alias.versions.map(({ version, share }) => ({
      version,
      count: Math.floor(count * (alias.share * share)),
    })),
  )
  const rest = published.reduce((left, { count: taken }) => left - taken, count)
  return [{ version: '$LATEST', count: rest }, ...published]
}

export interface VersionRuns {
  readonly version: string
  readonly count: number
}

/** How many invocations of a function there are in a minute. */
export function countOf(traffic: Traffic, minute: number): number {
  return happened(traffic, minute, 1).invocations
}
