import type { LogEvent, LogOptions } from '../log-event.ts'
import { sliceLength, sliceOf } from '../log-events.ts'
import type { LogGroup } from '../log-groups.ts'

export const MOST_EVENTS = 10_000
const MOST_BYTES = 1_048_576
/** What CloudWatch counts for each event besides its text. */
export const BYTES_AN_EVENT = 26
/** A page ends here even if it is empty. */
const EVENTS_SCANNED = 30_000
const SLICES_SCANNED = 1440

/** Where a page begins: a slice of time, and how many of its events come before, or after when reading backwards. */
export interface Position {
  readonly sliceMs: number
  readonly offset: number
}

export interface Scan {
  readonly group: LogGroup
  readonly options: LogOptions
  readonly fromMs: number
  /** Included, like the first. */
  readonly toMs: number
  readonly backwards: boolean
  readonly limit: number
  readonly matches: (event: LogEvent) => boolean
}

export interface EventPage {
  /** In the order of reading. */
  readonly events: readonly LogEvent[]
  /** Where the next page begins; undefined if nothing is left. */
  readonly next: Position | undefined
}

/** The first position of a scan. */
export function startOf({ group, options, fromMs, toMs, backwards }: Scan): Position {
  const lengthMs = sliceLength(group, options)
  return { sliceMs: Math.floor((backwards ? toMs : fromMs) / lengthMs) * lengthMs, offset: 0 }
}

/** The events of a group from a position on: as many as fit on a page, or as there are in what is searched for it. */
export function readPage(scan: Scan, position: Position): EventPage {
  const { group, options, fromMs, toMs, backwards, matches } = scan
  const lengthMs = sliceLength(group, options)
  const stepMs = backwards ? -lengthMs : lengthMs
  const page = new Page(scan.limit)
  let { sliceMs, offset } = position
  let scanned = 0
  for (let slices = 0; sliceMs + lengthMs > fromMs && sliceMs <= toMs; slices += 1) {
    if (scanned >= EVENTS_SCANNED || slices >= SLICES_SCANNED)
      return { events: page.events, next: { sliceMs, offset } }
    const ascending = sliceOf(group, options, sliceMs, lengthMs)
    const events = backwards ? ascending.toReversed() : ascending
    for (; offset < events.length; offset += 1) {
      const event = events[offset] as LogEvent
      if (matches(event) && !page.add(event)) return { events: page.events, next: { sliceMs, offset } }
    }
    scanned += events.length
    sliceMs += stepMs
    offset = 0
  }
  return { events: page.events, next: undefined }
}

class Page {
  readonly #limit: number
  readonly events: LogEvent[] = []
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** One event fits, however large it is. @returns false if the event does not fit */
  add(event: LogEvent): boolean {
    const bytes = Buffer.byteLength(event.message) + BYTES_AN_EVENT
    const isFull = this.events.length >= this.#limit || this.#bytes + bytes > MOST_BYTES
    if (isFull && this.events.length > 0) return false
    this.events.push(event)
    this.#bytes += bytes
    return true
  }
}
