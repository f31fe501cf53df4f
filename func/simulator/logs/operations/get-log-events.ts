import { DAY_SECONDS, HOUR_MS } from '../../../time.ts'
import { hashText } from '../../hash.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import type { LogEvent } from '../log-event.ts'
import { sliceLength } from '../log-events.ts'
import { expiredBefore, type LogGroup } from '../log-groups.ts'
import { findStream, type LogStream } from '../log-streams.ts'
import { type EventPage, MOST_EVENTS, readPage, type Scan, startOf } from './event-page.ts'
import { invalidToken } from './log-paging.ts'
import { checkReadable, invalidParameter, requestedGroup } from './requested-group.ts'

const TOKEN_SECONDS = DAY_SECONDS
/** Runs that began before a stream's last environment was replaced may write so long. */
const LATEST_WRITING_MS = 6 * HOUR_MS
/** `f/<event id>/<request>.<issued>`: events after that one; with `b`, before it. */
const TOKEN = /^([fb])\/(\d{56})\/([0-9a-z]+)\.([0-9a-z]+)$/

/** After an event going forwards, before it going backwards. */
interface Cursor {
  readonly backwards: boolean
  readonly eventId: string
}

/** The events of one stream, the last ones first unless the request says otherwise; each page is in order of time. */
export function getLogEvents(call: Call): unknown {
  const group = requestedGroup(call)
  checkReadable(call, group, 'GetLogEvents')
  const name = text(call, 'logStreamName') ?? ''
  const stream = findStream(group, name, call.now.getTime())
  if (stream === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
  }
  const token = text(call, 'nextToken')
  const cursor = token === undefined ? undefined : cursorOf(call, token)
  const scan = scanOf(call, group, stream, cursor)
  const page = readPage(scan, cursor === undefined ? startOf(scan) : startOf(withinCursor(scan, cursor)))
  call.counters.add('logEvents', page.events.length)
  return answer(call, scan, page, cursor)
}

function answer(call: Call, scan: Scan, page: EventPage, cursor: Cursor | undefined): unknown {
  const events = scan.backwards ? page.events.toReversed() : page.events
  const before = cursor?.eventId ?? boundary(scan.backwards ? scan.toMs + 1 : scan.fromMs)
  const reached = reachedId(scan, page) ?? before
  const [first, last] = scan.backwards
    ? [reached, events.at(-1)?.eventId ?? before]
    : [events[0]?.eventId ?? before, reached]
  return {
    events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: tokenOf(call, { backwards: false, eventId: last }),
    nextBackwardToken: tokenOf(call, { backwards: true, eventId: first }),
  }
}

/** The last event that was read, or the time up to which there is none; undefined if nothing is left. */
function reachedId({ group, options, backwards }: Scan, { events, next }: EventPage): string | undefined {
  const last = events.at(-1)?.eventId
  if (next === undefined || next.offset > 0) return last
  return boundary(backwards ? next.sliceMs + sliceLength(group, options) : next.sliceMs)
}

/** Comes before every event of its time. */
function boundary(ms: number): string {
  return `3${String(ms).padStart(13, '0')}${'0'.repeat(42)}`
}

function timeOf(eventId: string): number {
  return Number(eventId.slice(1, 14))
}

function scanOf(call: Call, group: LogGroup, stream: LogStream, cursor: Cursor | undefined): Scan {
  const nowMs = call.now.getTime()
  const {
    startTime = 0,
    endTime = nowMs + 1,
    limit = MOST_EVENTS,
  } = call.input as Readonly<Record<string, number>>
  if (startTime > endTime) throw invalidParameter('startTime must not be later than endTime')
  const lastMs = group.streams.has(stream.name) ? nowMs : (stream.lastMs ?? nowMs) + LATEST_WRITING_MS
  const fromMs = Math.max(startTime, stream.firstMs ?? stream.createdMs, expiredBefore(group, nowMs))
  const toMs = Math.min(endTime - 1, nowMs, lastMs)
  const isBeyond = cursor === undefined ? () => true : beyond(cursor)
  const matches = (event: LogEvent) =>
    event.logStreamName === stream.name &&
    event.timestamp >= fromMs &&
    event.timestamp <= toMs &&
    event.ingestionTime <= nowMs &&
    isBeyond(event)
  const backwards = cursor?.backwards ?? call.input.startFromHead !== true
  return { group, options: call.fleet.logOptions, fromMs, toMs, backwards, limit, matches }
}

/** Whether an event, read in the direction of the cursor, lies beyond it. */
function beyond({ backwards, eventId }: Cursor): (event: LogEvent) => boolean {
  const ms = timeOf(eventId)
  const isBoundary = eventId === boundary(ms)
  let hasPassed = isBoundary && !backwards
  return (event) => {
    if (event.timestamp !== ms) return backwards ? event.timestamp < ms : event.timestamp > ms
    if (hasPassed) return true
    hasPassed = event.eventId === eventId
    return false
  }
}

/** The same scan, begun where the cursor is. */
function withinCursor(scan: Scan, { backwards, eventId }: Cursor): Scan {
  const ms = timeOf(eventId)
  return backwards
    ? { ...scan, toMs: Math.min(scan.toMs, ms) }
    : { ...scan, fromMs: Math.max(scan.fromMs, ms) }
}

/** A page that came no further has the token that it was asked with. */
function tokenOf(call: Call, { backwards, eventId }: Cursor): string {
  const given = text(call, 'nextToken')
  const start = `${backwards ? 'b' : 'f'}/${eventId}/`
  if (given?.startsWith(start)) return given
  const issued = Math.floor(call.now.getTime() / 1000)
  return `${start}${requestKey(call)}.${issued.toString(36)}`
}

function requestKey({ input }: Call): string {
  const { logGroupName, logGroupIdentifier, logStreamName } = input
  return hashText(JSON.stringify([logGroupName, logGroupIdentifier, logStreamName])).toString(36)
}

/** @throws {AwsError} */
function cursorOf(call: Call, token: string): Cursor {
  const [, direction, eventId, request, issued] = TOKEN.exec(token) ?? []
  const age = call.now.getTime() / 1000 - Number.parseInt(issued ?? '', 36)
  if (eventId === undefined || request !== requestKey(call) || !(age <= TOKEN_SECONDS)) throw invalidToken()
  if (direction === 'f' && call.input.startFromHead !== true) {
    throw invalidParameter('startFromHead must be true with a nextForwardToken.')
  }
  return { backwards: direction === 'b', eventId }
}
