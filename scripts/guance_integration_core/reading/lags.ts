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
/** A later change makes way for one of today after a day: what passed once is no reason to complain for a week. */
const FRESH_MS = DAY_MS

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

  /** Nobody knows when between two runs a value changed: the earliest moment counts. */
  note(metric: string, { ended, seen, before }: Change): void {
    const minutes = Math.floor(Math.max(0, before - ended) / MINUTE_MS)
    const known = this.#minutes.get(metric)
    const isOld = known === undefined || seen - known.at >= FRESH_MS
    if (isOld || minutes >= known.minutes) this.#minutes.set(metric, { minutes, at: seen })
  }

  /** By metric, minutes from the end of a minute to the last change seen of it. */
  get minutes(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#minutes].map(([metric, { minutes }]) => [metric, minutes]))
  }

  /** Metrics that were seen today to have changed so many minutes after, at the earliest. */
  laterThan(limit: number, now: number): string[] {
    const late = [...this.#minutes].filter(([, { minutes, at }]) => minutes >= limit && now - at < FRESH_MS)
    return late.map(([metric]) => metric)
  }

  toJson(): Json {
    return Object.fromEntries([...this.#minutes].map(([metric, { minutes, at }]) => [metric, [minutes, at]]))
  }
}
