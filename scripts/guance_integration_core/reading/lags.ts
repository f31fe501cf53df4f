/** How late the values of each metric still change, learned from what a run finds changed. Pure but for its table. */
import type { Json } from '#func/script.ts'
import { DAY_MS, MINUTE_MS } from '../durations.ts'

export interface Change {
  /** When the minute ended. */
  readonly ended: number
  /** When it was read, and found changed. */
  readonly seen: number
  /** Up to when the run before had read. */
  readonly before: number
}

const FORGOTTEN_MS = 7 * DAY_MS
/** After a longer pause nobody knows when within it the value changed: the earliest moment counts. */
const USUAL_PAUSE_MS = 15 * MINUTE_MS

export class Lags {
  readonly #minutes = new Map<string, { readonly minutes: number; readonly at: number }>()

  constructor(kept: Json | undefined, now: number) {
    if (kept === undefined || kept === null || typeof kept !== 'object' || Array.isArray(kept)) return
    for (const [metric, value] of Object.entries(kept)) {
      const [minutes, at] = Array.isArray(value) ? (value as readonly Json[]) : []
      if (typeof minutes !== 'number' || typeof at !== 'number') continue
      if (now - at < FORGOTTEN_MS) this.#minutes.set(metric, { minutes, at })
    }
  }

  note(metric: string, { ended, seen, before }: Change): void {
    const changed = seen - before <= USUAL_PAUSE_MS ? seen : Math.max(before, ended)
    const minutes = Math.floor((changed - ended) / MINUTE_MS)
    const known = this.#minutes.get(metric)
    if (known === undefined || minutes >= known.minutes) this.#minutes.set(metric, { minutes, at: seen })
  }

  /** By metric, minutes from the end of a minute to the last change seen of it. */
  get minutes(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#minutes].map(([metric, { minutes }]) => [metric, minutes]))
  }

  /** Metrics that still changed so many minutes after. */
  laterThan(limit: number): string[] {
    return [...this.#minutes].filter(([, { minutes }]) => minutes >= limit).map(([metric]) => metric)
  }

  toJson(): Json {
    return Object.fromEntries([...this.#minutes].map(([metric, { minutes, at }]) => [metric, [minutes, at]]))
  }
}
