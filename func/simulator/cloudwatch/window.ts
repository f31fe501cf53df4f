import type { Period } from './series.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What CloudWatch keeps of Lambda's metrics, and how long: the older, the coarser. */
const KEPT = [
  { stepMs: MINUTE, forMs: 15 * DAY },
  { stepMs: 5 * MINUTE, forMs: 63 * DAY },
  { stepMs: HOUR, forMs: 455 * DAY },
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
  const start = floor(startMs, stepMs < MINUTE ? stepMs : startStep(nowMs - startMs))
  const end = floor(Math.min(endMs, nowMs), Math.min(stepMs, MINUTE))
  const gone = Math.ceil((nowMs - keptForMs(stepMs) - start) / stepMs)
  const periods: Period[] = []
  for (let at = start + Math.max(0, gone) * stepMs; at < end; at += stepMs) {
    periods.push({ startMs: at, endMs: Math.min(at + stepMs, end) })
  }
  return periods
}

/** A start is rounded down to what is kept of its time. */
function startStep(ageMs: number): number {
  return KEPT.find(({ forMs }) => ageMs < forMs)?.stepMs ?? HOUR
}

/** Old data can only be read in multiples of the steps in which they are kept. */
function keptForMs(stepMs: number): number {
  return KEPT.findLast((kept) => stepMs % kept.stepMs === 0)?.forMs ?? 0
}

function floor(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs
}
