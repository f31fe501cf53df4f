import { MINUTE_MS } from '../../time.ts'
import { unit } from '../hash.ts'
import type { SimFunction } from './functions.ts'
import { isIn, minutesInto } from './incidents.ts'
import { type Ramp, rampOf } from './ramp.ts'
import { happened, type Traffic } from './traffic.ts'

/** The invocations of a function in one minute: its metrics and its logs both come from them. */
export interface Runs {
  readonly fn: SimFunction
  /** Minutes since the epoch. */
  readonly minute: number
  readonly count: number
  readonly errors: number
  readonly throttles: number
  /** Hundredths of a millisecond. */
  readonly durations: Ramp
}

const SALT = { typical: 20, fastest: 21, slowest: 22, bend: 23, jitter: 201, order: 202 }
const COLD_START_FACTOR = 9
const MEMORY_DOUBLES_MINUTES = 240
const NONE: Ramp = { count: 0, first: 0, last: 0, step: 0, growth: 0, turn: 0 }

export function runsOf(fn: SimFunction, minute: number): Runs {
  const { invocations: count, errors, throttles } = happened(fn.traffic, minute)
  const durations = count === 0 ? NONE : durationsOf(fn.traffic, minute, count, errors)
  return { fn, minute, count, errors, throttles, durations }
}

/** A run that reaches the timeout is an error: slow functions do so in just the minutes in which they fail. */
function durationsOf(traffic: Traffic, minute: number, count: number, errors: number): Ramp {
  const { hash, timeoutMs } = traffic
  const typical = typicalMs(traffic, minute)
  const timedOut = traffic.slow && errors > 0
  const fastest = typical * (0.4 + 0.3 * unit(hash, minute, SALT.fastest))
  const slowest = typical * (1.5 + 2 * unit(hash, minute, SALT.slowest)) * coldFactor(traffic, minute)
  const last = hundredths(timedOut ? timeoutMs : Math.min(slowest, timeoutMs * 0.96))
  const first = timedOut && count === 1 ? last : hundredths(fastest)
  const bend = unit(hash, minute, SALT.bend)
  return rampOf(count, { first, last, bend }, hash ^ minute, SALT.order)
}

function hundredths(ms: number): number {
  return Math.round(ms * 100)
}

/** The function's usual duration in this minute, milliseconds. */
function typicalMs(traffic: Traffic, minute: number): number {
  const { hash, durationMs, timeoutMs, incidents } = traffic
  const usual = durationMs * (0.8 + 0.4 * unit(hash, minute, SALT.typical))
  const slower = 1 + minutesInto(incidents, 'memory', minute) / MEMORY_DOUBLES_MINUTES
  return slower === 1 ? usual : Math.min(usual * slower, timeoutMs * 0.95)
}

/** Runs that start a new environment take so much longer. */
function coldFactor(traffic: Traffic, minute: number): number {
  return isIn(traffic.incidents, 'cold-starts', minute) ? COLD_START_FACTOR : 1
}

/** The longest runs fail first: they are the ones that reach the timeout. */
export function isFailed({ count, errors }: Runs, rank: number): boolean {
  return rank >= count - errors
}

/** When the index-th invocation begins; rises with the index. Milliseconds since the epoch. */
export function beginOf({ fn, minute, count }: Runs, index: number): number {
  const within = index + unit(fn.traffic.hash ^ minute, index, SALT.jitter)
  return minute * MINUTE_MS + Math.floor((within * MINUTE_MS) / count)
}

/** The indexes of a minute's invocations that begin from one time up to before another, or a few more. */
export function indexesBetween(runs: Runs, fromMs: number, untilMs: number): readonly [number, number] {
  const at = (ms: number) => Math.floor(((ms - runs.minute * MINUTE_MS) * runs.count) / MINUTE_MS)
  return [Math.max(0, at(fromMs) - 1), Math.min(runs.count, at(untilMs) + 1)]
}

/** What of the traffic goes to which version, `$LATEST` first, in the order of the indexes. */
export function versionsOf(fn: SimFunction, count: number): readonly VersionRuns[] {
  if (fn.aliases.length === 0) return [{ version: '$LATEST', count }]
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
