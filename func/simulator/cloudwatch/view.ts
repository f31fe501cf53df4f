import { MINUTE_MS } from '../../time.ts'

/** What of a minute can be read yet. */
export interface View {
  /** The time of looking, milliseconds since the epoch; Infinity shows final values. */
  readonly asOfMs: number
  /** A minute's values grow until so many minutes after its end, however short its runs are. */
  readonly lateMinutes: number
}

/** Metrics are sent once a minute: what happened in this one cannot be read yet. */
export function sentUntilMs({ asOfMs }: View): number {
  return Math.floor(asOfMs / MINUTE_MS) * MINUTE_MS
}

/** Nothing of a minute that still runs; then more each minute, until everything can be read. */
export function shareSeen(minute: number, view: View): number {
  const age = Math.floor(view.asOfMs / MINUTE_MS) - minute - 1
  if (age < 0) return 0
  return age >= view.lateMinutes ? 1 : (age + 1) / (view.lateMinutes + 1)
}
