/**
 * Which events have been written as logs. Receivers do not recognise a log that comes twice, and each run reads
 * the last minutes again: so the events of those minutes are remembered, each by its time and 32 bits of its id. An
 * event is taken for another one of the same millisecond once in four thousand million times. Pure but for its own
 * table.
 */
import { EventTable, MOST_OFFSET } from './event-table.ts'
import { hash53 } from './hash53.ts'
import { packEvents, unpackEvents } from './packed-events.ts'

export interface KeptEvents {
  /** Packed. */
  readonly written?: string
  /** Events before it count as written, as there were too many to remember. */
  readonly writtenFrom?: number
}

export class WrittenEvents {
  readonly #start: number
  #table = new EventTable()
  #from: number

  /** @param start Of the window that is read, milliseconds since the epoch. */
  constructor({ written, writtenFrom = 0 }: KeptEvents, start: number) {
    this.#start = start
    this.#from = writtenFrom
    for (const [time, hash] of unpackEvents(written)) this.#table.add(this.#offset(time), hash)
  }

  get size(): number {
    return this.#table.size
  }

  /** Notes an event. @returns Whether it has to be written. */
  note(id: string, timestamp: number): boolean {
    if (timestamp < this.#from) return false
    return this.#table.add(this.#offset(timestamp), hash53(id) % 2 ** 32)
  }

  /** What the next run needs, whose window starts at `from`. */
  keep(from: number): KeptEvents {
    const events = this.#table.since(this.#offset(from))
    return {
      ...(events.length > 0 && { written: packEvents(this.#start, events) }),
      ...(this.#from > from && { writtenFrom: this.#from }),
    }
  }

  /** Of more than so many, the older half counts as written by its time. */
  bound(most: number): void {
    if (this.size <= most) return
    const all = this.#table.since(0)
    const middle = (all[Math.floor(all.length / 4) * 2] ?? 0) + 1
    this.#table = new EventTable()
    for (let at = 0; at < all.length; at += 2) {
      const [offset = 0, hash = 0] = [all[at], all[at + 1]]
      if (offset >= middle) this.#table.add(offset, hash)
    }
    this.#from = Math.max(this.#from, this.#start + middle)
  }

  /** Milliseconds from the start of the window, as far as they are distinguished: three weeks. */
  #offset(time: number): number {
    return Math.min(Math.max(0, time - this.#start), MOST_OFFSET)
  }
}
