import { unit } from '../hash.ts'
import { type Incident, isIn } from './incidents.ts'
import { canRun, type Life } from './life.ts'

/** How often and how well a function runs: all that its values are made of. */
export interface Traffic {
  readonly hash: number
  readonly shape: 'steady' | 'bursty' | 'cron' | 'idle'
  /** Mean invocations a minute; of a cron-like function, invocations at each start. */
  readonly rate: number
  /** Cron-like functions start each so many minutes, at this offset. */
  readonly everyMinutes: number
  readonly offset: number
  /** Minute of the day at which the traffic peaks, and the height of the wave (0 to 1). */
  readonly peakMinute: number
  readonly swing: number
  readonly durationMs: number
  readonly timeoutMs: number
  readonly errorRate: number
  readonly throttleRate: number
  /** Runs come near the timeout, and some reach it. */
  readonly slow: boolean
  /** At most so many run at once, 0 means that every call is refused; undefined means the account's limit. */
  readonly reserved: number | undefined
  /** When the function is there; always when absent. */
  readonly life?: Life
  /** What goes wrong, and when; nothing when absent. */
  readonly incidents?: readonly Incident[]
}

/** What happened in one minute. */
export interface Minute {
  readonly invocations: number
  readonly errors: number
  readonly throttles: number
}

const SALT = { amount: 1, remainder: 2, burst: 3, errors: 4, errorRemainder: 5, throttled: 6, throttles: 7 }
const MINUTES_A_DAY = 1440
const BURST_MINUTES = 8
const BURST_SHARE = 0.3
const THROTTLE_MINUTES = 10
const SPELL_SHARE = 0.5
const CLOSED_SHARE = 0.05
const INCIDENT_ERROR_RATE = 0.7
/** Refused calls for each that runs. */
const INCIDENT_THROTTLE_RATE = 2

const WAVE = Float64Array.from({ length: MINUTES_A_DAY }, (_, i) =>
  Math.cos((2 * Math.PI * i) / MINUTES_A_DAY),
)

/** @param minute minutes since the epoch */
export function happened(traffic: Traffic, minute: number): Minute {
  const calls = callsIn(traffic, minute)
  if (calls > 0 && isClosed(traffic, minute)) return { invocations: 0, errors: 0, throttles: calls }
  return {
    invocations: calls,
    errors: errorCount(traffic, minute, calls),
    throttles: throttleCount(traffic, minute, calls),
  }
}

/** The same as `happened` counts, without the other figures. */
export function invocationsIn(traffic: Traffic, minute: number): number {
  return isClosed(traffic, minute) ? 0 : callsIn(traffic, minute)
}

/** The last minute, up to this one, in which it may be called. */
export function lastStart({ shape, everyMinutes, offset }: Traffic, minute: number): number {
  return shape === 'cron' ? minute - ((minute + offset) % everyMinutes) : minute
}

/** Invocations a minute over a long time, about. */
export function happenedOnAverage({ shape, rate, everyMinutes, life }: Traffic): number {
  const there = life === undefined ? 1 : life.lastsMinutes / life.everyMinutes
  if (shape === 'idle') return 0
  if (shape === 'cron') return (rate / everyMinutes) * there
  return rate * there * (shape === 'bursty' ? BURST_SHARE : 1)
}

/** How often somebody wants it to run. */
export function callsIn(traffic: Traffic, minute: number): number {
  if (!canRun(traffic.life, minute)) return 0
  if (traffic.shape === 'idle' || isIn(traffic.incidents, 'dead', minute)) return 0
  if (traffic.shape === 'cron')
    return (minute + traffic.offset) % traffic.everyMinutes === 0 ? traffic.rate : 0
  if (traffic.shape === 'bursty' && !inBurst(traffic, minute)) return 0
  return around(traffic.hash, minute, traffic.rate * dayFactor(traffic, minute), SALT.amount)
}

/** Every call is refused: always of functions that may not run at all, in some spells of those that often throttle. */
function isClosed(traffic: Traffic, minute: number): boolean {
  if (traffic.reserved === 0) return true
  return traffic.throttleRate > 0 && spellDice(traffic, minute) < CLOSED_SHARE
}

function spellDice({ hash }: Traffic, minute: number): number {
  return unit(hash, Math.floor(minute / THROTTLE_MINUTES), SALT.throttled)
}

function inBurst(traffic: Traffic, minute: number): boolean {
  return unit(traffic.hash, Math.floor(minute / BURST_MINUTES), SALT.burst) < BURST_SHARE
}

/** The day's wave, lower at the weekend (the epoch was a Thursday). */
function dayFactor(traffic: Traffic, minute: number): number {
  const ofDay = (((minute - traffic.peakMinute) % MINUTES_A_DAY) + MINUTES_A_DAY) % MINUTES_A_DAY
  const day = (Math.floor(minute / MINUTES_A_DAY) + 4) % 7
  const weekend = day === 0 || day === 6 ? 1 - traffic.swing / 2 : 1
  return weekend * (1 + traffic.swing * (WAVE[ofDay] as number))
}

/** A whole number near the mean: three quarters to five quarters of it, rounded up or down by chance. */
function around(hash: number, minute: number, mean: number, salt: number): number {
  const scaled = mean * (0.75 + 0.5 * unit(hash, minute, salt))
  return Math.floor(scaled + unit(hash, minute, salt + 100))
}

function errorCount(traffic: Traffic, minute: number, runs: number): number {
  const rate = isIn(traffic.incidents, 'errors', minute) ? INCIDENT_ERROR_RATE : traffic.errorRate
  if (runs === 0 || rate === 0) return 0
  return Math.min(runs, around(traffic.hash, minute, runs * rate, SALT.errors))
}

/** Throttling comes in spells. */
function throttleCount(traffic: Traffic, minute: number, runs: number): number {
  if (isIn(traffic.incidents, 'throttles', minute)) {
    return around(traffic.hash, minute, runs * INCIDENT_THROTTLE_RATE, SALT.throttles)
  }
  if (runs === 0 || traffic.throttleRate === 0) return 0
  const spell = spellDice(traffic, minute) < SPELL_SHARE
  return spell ? around(traffic.hash, minute, runs * traffic.throttleRate, SALT.throttles) : 0
}
