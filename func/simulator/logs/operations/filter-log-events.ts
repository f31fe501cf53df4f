import { hashText, unit } from '../../hash.ts'
import { type Call, text } from '../../wire/call.ts'
import { decodeToken, encodeToken } from '../../wire/paging.ts'
import type { LogEvent } from '../log-event.ts'
import { sliceLength, sliceOf } from '../log-events.ts'
import type { LogGroup } from '../log-groups.ts'
import { parseFilterPattern } from '../patterns/filter-pattern.ts'
import { invalidParameter, invalidToken, requestedGroup } from './log-operations.ts'

const MOST_EVENTS = 10_000
const MOST_BYTES = 1_048_576
/** What CloudWatch counts for each event besides its text. */
const BYTES_AN_EVENT = 26
/** A page ends here even if it is empty. */
const EVENTS_SCANNED = 30_000
const SLICES_SCANNED = 1440
const MOST_STREAMS = 100
const KEPT_MS = 14 * 86_400_000
const TOKEN_SECONDS = 86_400

/** Where a page begins. */
interface Position {
  readonly sliceMs: number
  readonly offset: number
  readonly afterEmpty: boolean
}

interface Wanted {
  readonly fromMs: number
  /** Included, like the first. */
  readonly toMs: number
  readonly limit: number
  readonly matches: (event: LogEvent) => boolean
}

/** Events that have been ingested by now, a page at a time; pages may be empty though more follow. */
export function filterLogEvents(call: Call): unknown {
  const group = requestedGroup(call)
  const wanted = wantedOf(call, group)
  const lengthMs = sliceLength(group, call.fleet.logOptions)
  const position = positionOf(call) ?? {
    sliceMs: Math.floor(wanted.fromMs / lengthMs) * lengthMs,
    offset: 0,
    afterEmpty: false,
  }
  if (!position.afterEmpty && isLeftEmpty(call)) return answer(call, [], { ...position, afterEmpty: true })
  const page = new Page(wanted.limit)
  const next = scan(call, group, lengthMs, wanted, position, page)
  call.counters.add('logEvents', page.events.length)
  return answer(call, page.events, next)
}

/** @returns where the next page begins, or undefined if nothing is left */
function scan(
  call: Call,
  group: LogGroup,
  lengthMs: number,
  wanted: Wanted,
  position: Position,
  page: Page,
): Position | undefined {
  const lastMs = Math.min(wanted.toMs, call.now.getTime())
  let { sliceMs, offset } = position
  let scanned = 0
  for (let slices = 0; sliceMs <= lastMs; slices += 1) {
    if (scanned >= EVENTS_SCANNED || slices >= SLICES_SCANNED) return { sliceMs, offset, afterEmpty: false }
    const events = sliceOf(group, call.fleet.logOptions, sliceMs, lengthMs)
    for (; offset < events.length; offset += 1) {
      const event = events[offset] as LogEvent
      if (wanted.matches(event) && !page.add(event)) return { sliceMs, offset, afterEmpty: false }
    }
    scanned += events.length
    sliceMs += lengthMs
    offset = 0
  }
  return undefined
}

class Page {
  readonly #limit: number
  readonly events: LogEvent[] = []
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns false if the event does not fit */
  add(event: LogEvent): boolean {
    const bytes = Buffer.byteLength(event.message) + BYTES_AN_EVENT
    if (this.events.length >= this.#limit || this.#bytes + bytes > MOST_BYTES) return false
    this.events.push(event)
    this.#bytes += bytes
    return true
  }
}

function answer(call: Call, events: readonly LogEvent[], next: Position | undefined): unknown {
  const searchedLogStreams: readonly unknown[] = []
  if (next === undefined) return { events, searchedLogStreams }
  const place = [next.sliceMs, next.offset, next.afterEmpty ? 1 : 0]
  const nextToken = encodeToken(requestOf(call), [Math.floor(call.now.getTime() / 1000), ...place])
  return { events, searchedLogStreams, nextToken }
}

/** A token lives a day, and continues only the request that it came from. */
function positionOf(call: Call): Position | undefined {
  const token = text(call, 'nextToken')
  if (token === undefined) return undefined
  const [issued = 0, sliceMs = 0, offset = 0, afterEmpty = 0] = decodeToken(requestOf(call), token) ?? []
  if (call.now.getTime() / 1000 - issued > TOKEN_SECONDS) throw invalidToken()
  return { sliceMs, offset, afterEmpty: afterEmpty === 1 }
}

function requestOf({ input, region, principal }: Call): string {
  const { logGroupName, logGroupIdentifier, logStreamNames, logStreamNamePrefix } = input
  const { startTime, endTime, filterPattern } = input
  const names = [principal.account, region, logGroupName, logGroupIdentifier]
  return JSON.stringify([...names, logStreamNames, logStreamNamePrefix, startTime, endTime, filterPattern])
}

/** CloudWatch's own pages are empty now and then, without a cause to be seen. */
function isLeftEmpty(call: Call): boolean {
  return unit(call.seed ^ hashText(call.region), call.number, 262) < (call.faults.emptyPageRate ?? 0)
}

function wantedOf(call: Call, group: LogGroup): Wanted {
  const nowMs = call.now.getTime()
  const fromMs = timeOf(call, 'startTime') ?? Math.max(group.createdMs, nowMs - KEPT_MS)
  const toMs = timeOf(call, 'endTime') ?? nowMs
  if (fromMs > toMs) throw invalidParameter('startTime must not be later than endTime')
  const limit = Number(call.input.limit ?? MOST_EVENTS)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_EVENTS) {
    throw invalidParameter(`limit must be between 1 and ${MOST_EVENTS}`)
  }
  const pattern = parseFilterPattern(text(call, 'filterPattern') ?? '')
  const isOfStream = streamFilter(call)
  const matches = (event: LogEvent) =>
    event.timestamp >= fromMs &&
    event.timestamp <= toMs &&
    event.ingestionTime <= nowMs &&
    isOfStream(event.logStreamName) &&
    pattern(event.message)
  return { fromMs, toMs, limit, matches }
}

function timeOf(call: Call, name: string): number | undefined {
  const value = call.input[name]
  if (value === undefined) return undefined
  if (typeof value === 'number' && value >= 0) return value
  throw invalidParameter(`${name} must be milliseconds since the epoch`)
}

function streamFilter(call: Call): (stream: string) => boolean {
  const names = call.input.logStreamNames as readonly string[] | undefined
  const prefix = text(call, 'logStreamNamePrefix')
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.')
  }
  if (names === undefined) return (stream) => stream.startsWith(prefix ?? '')
  if (names.length < 1 || names.length > MOST_STREAMS) {
    throw invalidParameter(`logStreamNames must have 1 to ${MOST_STREAMS} members`)
  }
  return (stream) => names.includes(stream)
}
