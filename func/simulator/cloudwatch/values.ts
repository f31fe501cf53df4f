import type { Metric, Source } from './samples.ts'
import { merge, type StatisticSet } from './statistics.ts'

const MINUTE_MS = 60_000

/** When a minute's values become visible. */
export interface View {
  /** The time of looking, milliseconds since the epoch; Infinity shows final values. */
  readonly asOfMs: number
  /** A minute's values grow until so many minutes after its end; 0 means final at once. */
  readonly lateMinutes: number
}

/** The samples of a period as they can be seen, or undefined if there are none. */
export function samplesOf(
  source: Source,
  metric: Metric,
  period: { readonly startMs: number; readonly seconds: number },
  view: View,
): StatisticSet | undefined {
  const first = Math.floor(period.startMs / MINUTE_MS)
  const minutes = Math.max(1, Math.floor(period.seconds / 60))
  let set: StatisticSet | undefined
  for (let minute = first; minute < first + minutes; minute += 1) {
    const seen = seenShare(minute, view)
    const more = seen === 0 ? undefined : metric.at(source, minute, seen)
    if (more !== undefined) set = merge(set, more)
  }
  return set
}

/** Nothing of a minute that still runs; then more each minute, until all is told. */
export function seenShare(minute: number, view: View): number {
  const age = Math.floor((view.asOfMs - (minute + 1) * MINUTE_MS) / MINUTE_MS)
  if (age < 0) return 0
  return age >= view.lateMinutes ? 1 : (age + 1) / (view.lateMinutes + 1)
}
