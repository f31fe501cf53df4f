/**
 * Which events have been written as logs. Receivers do not recognise a log that comes twice, and each run reads
 * the last minutes again: so the events of those minutes are remembered, each by 52 bits of its id. Two of a
 * hundred thousand events are taken for one another once in a million times. Pure but for its own tables.
 */
import { hash32 } from '../guance_integration_core/index.ts'
import { packNumbers, unpackNumbers } from './packed-numbers.ts'

export interface KeptEvents {
  readonly events?: string
  readonly eventsFrom?: number
}

export class WrittenEvents {
  readonly #most: number
  /** Of earlier runs; their times are not known until they are read again. */
  readonly #before: Set<number>
  /** Of this run: seconds since the epoch, by hash. */
  readonly #noted = new Map<number, number>()
  #from: number

  /** @param most How many are remembered; of more, the older half counts as written by its time. */
  constructor({ events, eventsFrom = 0 }: KeptEvents, most: number) {
    this.#before = new Set(unpackNumbers(events))
    this.#from = eventsFrom
    this.#most = most
  }

  /** Notes an event. @returns Whether it has to be written. */
  note(id: string, timestamp: number): boolean {
    if (timestamp < this.#from) return false
    const hash = hash52(id)
    const isNew = !this.#before.has(hash) && !this.#noted.has(hash)
    this.#noted.set(hash, Math.floor(timestamp / 1000))
    if (this.#noted.size > this.#most) this.#shrink()
    return isNew
  }

  /** What the next run needs, whose window starts at `from`. @param complete Whether all before was read again. */
  keep(from: number, complete: boolean): KeptEvents {
    const second = Math.floor(from / 1000)
    const noted = [...this.#noted].filter(([, at]) => at >= second).map(([hash]) => hash)
    const all = complete ? noted : [...new Set([...this.#before, ...noted])]
    return {
      ...(all.length > 0 && { events: packNumbers(all) }),
      ...(this.#from > from && { eventsFrom: this.#from }),
    }
  }

  #shrink(): void {
    const seconds = Float64Array.from(this.#noted.values()).sort()
    const middle = (seconds[Math.floor(seconds.length / 2)] ?? 0) + 1
    for (const [hash, at] of this.#noted) if (at < middle) this.#noted.delete(hash)
    this.#from = Math.max(this.#from, middle * 1000)
  }
}

function hash52(id: string): number {
  return hash32(id) * 2 ** 20 + (hash32(id, 1) >>> 12)
}
