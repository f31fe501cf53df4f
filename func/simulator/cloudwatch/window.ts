import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../time.ts'
import type { Period } from './series.ts'

/** What CloudWatch keeps of Lambda's metrics, and how long: the older, the coarser. */
const KEPT = [
  { stepMs: MINUTE_MS, forMs: 15 * DAY_MS },
  { stepMs: 5 * MINUTE_MS, forMs: 63 * DAY_MS },
  { stepMs: HOUR_MS, forMs: 455 * DAY_MS },
] as const

export interface Asked {
  readonly startMs: number
  readonly endMs: number
  readonly periodSeconds: number
}

/**
 * The periods of a request for which there are data, oldest first. They are counted from its start, not from the
 * clock's full hours, and its end cuts the last one.
 */
export function periodsOf({ startMs, endMs, periodSeconds }: Asked, nowMs: number): Period[] {
  const stepMs = periodSeconds * 1000
  const start = floor(startMs, stepMs < MINUTE_MS ? stepMs : startStep(nowMs - startMs))
  const end = floor(Math.min(endMs, nowMs), Math.min(stepMs, MINUTE_MS))
  const gone = Math.ceil((nowMs - keptForMs(stepMs) - start) / stepMs)
  const periods: Period[] = []
  for (let at = start + Math.max(0, gone) * stepMs; at < end; at += stepMs) {
    periods.push({ startMs: at, endMs: Math.min(at + stepMs, end) })
  }
  return periods
}

/** A start is rounded down to what is kept of its time. */
function startStep(ageMs: number): number {
  return KEPT.find(({ forMs }) => ageMs < forMs)?.stepMs ?? HOUR_MS
}

/** Old data can only be read in multiples of the steps in which they are kept. */
function keptForMs(stepMs: number): number {
  return KEPT.findLast((kept) => stepMs % kept.stepMs === 0)?.forMs ?? 0
}

function floor(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs
}
