/**
 * Nanoseconds for events of one millisecond, so that no receiver takes one for a repeat of another. They come from
 * the event's id, and are the same on every read; the rare two that would share one follow in the order of reading.
 * Pure but for its own table.
 */
import { hash32 } from '../../guance_integration_core/index.ts'
import type { LogEvent } from '../lines/types.ts'

const NANOSECONDS = 1_000_000
/** Events of a millisecond are read close together. */
const MOST_REMEMBERED = 20_000

export class Moments {
  /** Ids by millisecond and nanosecond. */
  #taken = new Map<string, string>()

  of({ id, timestamp }: Pick<LogEvent, 'id' | 'timestamp'>): number {
    if (this.#taken.size >= MOST_REMEMBERED) this.#taken = new Map()
    for (let nanoseconds = hash32(id) % NANOSECONDS; ; nanoseconds = (nanoseconds + 1) % NANOSECONDS) {
      const key = `${timestamp} ${nanoseconds}`
      const owner = this.#taken.get(key)
      if (owner !== undefined && owner !== id) continue
      this.#taken.set(key, id)
      return nanoseconds
    }
  }
}
