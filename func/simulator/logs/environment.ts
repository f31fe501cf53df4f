import { MINUTE_MS } from '../../time.ts'
import { hash, hashText, hex } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { versionsOf } from '../lambda/runs.ts'
import { invocationsIn } from '../lambda/traffic.ts'
import type { LogSetup } from './log-setup.ts'

/** One execution environment: it writes one log stream. */
export interface Environment {
  readonly hash: number
  readonly version: string
  /** The day in whose stream name it writes, milliseconds since the epoch. */
  readonly sinceMs: number
  /** This is its first run. */
  readonly isNew: boolean
}

const BURST_MINUTES = 8
const SELDOM_MINUTES = 10
/** Of a version in every other minute. */
const MOST_ENVIRONMENTS = 1000
/** How far the busiest minute and the longest run are above the average, together. */
const PEAK = 10

/** @param rank place of the invocation among those of its version and minute */
export function environmentOf(fn: SimFunction, version: string, minute: number, rank: number): Environment {
  const slots = slotsOf(fn)
  const slot = (minute % 2) * slots + (rank % slots)
  const since = sinceMinute(fn, slot, minute)
  return {
    hash: hash(fn.traffic.hash ^ hashText(version), since, slot),
    version,
    sinceMs: since * MINUTE_MS,
    isNew: rank < slots && !hasRun(fn, version, rank, since, minute),
  }
}

/**
 * How many environments of a version take turns in a minute, those of the minute before having a rest: so many that
 * each works on one request at a time, as Lambda's do.
 */
export function slotsOf({ traffic }: SimFunction): number {
  const busy = (traffic.rate * traffic.durationMs) / MINUTE_MS
  return Math.min(MOST_ENVIRONMENTS, Math.max(2, Math.ceil(busy * PEAK) + 2))
}

/** Environments are replaced after an hour or two; those of bursts and of seldom jobs do not last. */
export function sinceMinute(fn: SimFunction, slot: number, minute: number): number {
  const lifetime = lifetimeOf(fn, slot)
  const offset = fn.traffic.shape === 'steady' ? hash(fn.traffic.hash, slot, 221) % lifetime : 0
  return minute - ((minute + offset) % lifetime)
}

export function lifetimeOf({ traffic }: SimFunction, slot: number): number {
  if (traffic.shape === 'bursty') return BURST_MINUTES
  if (traffic.shape === 'cron' && traffic.everyMinutes >= SELDOM_MINUTES) return 1
  return 45 + (hash(traffic.hash, slot, 220) % 90)
}

function hasRun(fn: SimFunction, version: string, rank: number, since: number, minute: number): boolean {
  for (let earlier = minute - 2; earlier >= since; earlier -= 2) {
    const runs = invocationsIn(fn.traffic, earlier)
    const own = versionsOf(fn, runs).find((one) => one.version === version)
    if (own !== undefined && own.count > rank) return true
  }
  return false
}

/** The names of a function's streams, each made once. */
export function streamNames(fn: SimFunction, setup: LogSetup): (environment: Environment) => string {
  const known = new Map<number, string>()
  return (environment) => {
    const name = known.get(environment.hash) ?? streamName(fn, setup, environment)
    known.set(environment.hash, name)
    return name
  }
}

/** `2026/03/04/[$LATEST]<32 digits>`; in groups of other names with the function before the bracket. */
export function streamName(fn: SimFunction, setup: LogSetup, environment: Environment): string {
  const day = new Date(environment.sinceMs).toISOString().slice(0, 10).replaceAll('-', '/')
  const owner = setup.defaultGroup ? '' : fn.name
  return `${day}/${owner}[${environment.version}]${hex(environment.hash, 222, 32)}`
}
