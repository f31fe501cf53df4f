/** What is wrong with a function, by its figures alone. Pure. */
import type { FunctionFigures, TroubleKind, TroubleLevel } from '../model/function-health.ts'
import { MINUTE_MS } from '../time.ts'

/** A share of this many per cent deserves a look, and one of this many wakes somebody up. */
const RATE = { warning: 0.01, critical: 0.05 }
/** A rate this high is trouble though it was always so. */
const STEADY_RATE = 0.1
/** Fewer may be chance. */
const MIN_EVENTS = 3
/** Of the function's own timeout: what is killed there reports a duration of the timeout itself. */
const TIMEOUT = { warning: 0.9, critical: 0.995 }
/** Lambda reads streams at once: a record that waits a minute is late. */
const LAG_MS = { warning: MINUTE_MS, critical: 10 * MINUTE_MS }
const SLOWER = { factor: 1.5, ms: 100, invocations: 30 }

export interface Judged {
  readonly kind: TroubleKind
  readonly level: TroubleLevel
  readonly value: number
  readonly before: number | null
}

export interface Compared {
  readonly now: FunctionFigures
  readonly before: FunctionFigures
  readonly timeoutMs: number | null
}

/** In the order of the kinds. */
export function judge(compared: Compared): Judged[] {
  return [errors, throttles, timeout, lag, slower].flatMap((rule) => rule(compared) ?? [])
}

function errors({ now, before }: Compared): Judged | undefined {
  return judgeRate('errors', {
    ...{ events: now.errors, of: now.invocations, rate: now.errorRate, before: before.errorRate },
  })
}

function throttles({ now, before }: Compared): Judged | undefined {
  const of = (now.invocations ?? 0) + (now.throttles ?? 0)
  return judgeRate('throttles', {
    ...{ events: now.throttles, of, rate: now.throttleRate, before: before.throttleRate },
  })
}

interface Rate {
  readonly events: number | null
  readonly of: number | null
  readonly rate: number | null
  readonly before: number | null
}

/** A rate that is high, and higher than before by more than chance; or very high. */
function judgeRate(kind: TroubleKind, { events, of, rate, before }: Rate): Judged | undefined {
  if (events === null || of === null || rate === null) return undefined
  if (events < MIN_EVENTS || rate < RATE.warning) return undefined
  if (rate < STEADY_RATE && !isUnusual(events, of, before ?? 0)) return undefined
  return { kind, level: rate >= RATE.critical ? 'critical' : 'warning', value: rate, before }
}

/** Three standard deviations of a Poisson distribution above twice the usual number. */
function isUnusual(events: number, of: number, usualRate: number): boolean {
  const usual = of * usualRate
  return events > 2 * usual + 3 * Math.sqrt(usual)
}

function timeout({ now, before, timeoutMs }: Compared): Judged | undefined {
  if (timeoutMs === null || now.maximumMs === null) return undefined
  const value = now.maximumMs / timeoutMs
  if (value < TIMEOUT.warning) return undefined
  const shareBefore = before.maximumMs === null ? null : before.maximumMs / timeoutMs
  const level = value >= TIMEOUT.critical ? 'critical' : 'warning'
  const wasSo = shareBefore !== null && shareBefore >= TIMEOUT[level]
  // A function that has always had a few slow runs is no news.
  return { kind: 'timeout', level: wasSo ? 'warning' : level, value, before: shareBefore }
}

function lag({ now, before }: Compared): Judged | undefined {
  const value = now.iteratorAgeMs
  if (value === null || value < LAG_MS.warning) return undefined
  const level = value >= LAG_MS.critical ? 'critical' : 'warning'
  return { kind: 'lag', level, value, before: before.iteratorAgeMs }
}

function slower({ now, before }: Compared): Judged | undefined {
  const [value, usual] = [now.averageMs, before.averageMs]
  if (value === null || usual === null) return undefined
  if (Math.min(now.invocations ?? 0, before.invocations ?? 0) < SLOWER.invocations) return undefined
  if (value < usual * SLOWER.factor || value - usual < SLOWER.ms) return undefined
  return { kind: 'slower', level: 'warning', value, before: usual }
}
