/** What fitting points to a receiver found. */
import type { LimitReason } from './receiver-limits.ts'

/** One reason, how often it applied, and where it did first. */
export interface LimitFinding {
  readonly reason: LimitReason
  readonly count: number
  readonly measurement: string
  readonly key: string
}

/** What one call found. `changed` is about the point at hand. */
export class LimitNotes {
  changed = false
  readonly #byReason = new Map<LimitReason, { count: number; measurement: string; key: string }>()

  add(reason: LimitReason, measurement: string, key = ''): void {
    this.changed = true
    const known = this.#byReason.get(reason)
    if (known === undefined) this.#byReason.set(reason, { count: 1, measurement, key })
    else known.count++
  }

  findings(): LimitFinding[] {
    return [...this.#byReason].map(([reason, note]) => ({ reason, ...note }))
  }
}
