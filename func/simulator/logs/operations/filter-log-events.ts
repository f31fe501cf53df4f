import { hashText, unit } from '../../hash.ts'
import { type Call, text } from '../../wire/call.ts'
import type { LogEvent } from '../log-event.ts'
import { expiredBefore, firstEventMs, type LogGroup } from '../log-groups.ts'
import { parseFilterPattern } from '../patterns/filter-pattern.ts'
import { MOST_EVENTS, type Position, readPage, type Scan, startOf } from './event-page.ts'
import { invalidToken, makeToken, tokenPosition } from './log-paging.ts'
import { checkReadable, invalidParameter, requestedGroup } from './requested-group.ts'

/** Backwards AWS reads no older windows. */
const BACKWARDS_SINCE = Date.parse('2024-01-01T00:00:00Z')
const SALT = { empty: 262, uneven: 263, size: 264 }
/** How many pages end early, and how full these are at least. */
const UNEVEN_SHARE = 0.25
const LEAST_FULL = 0.4

interface Place extends Position {
  readonly backwards: boolean
  readonly afterEmpty: boolean
}

/** Events that have been ingested by now, a page at a time; pages may be empty though more follow. */
export function filterLogEvents(call: Call): unknown {
  const group = requestedGroup(call)
  checkReadable(call, group, 'FilterLogEvents')
  const token = text(call, 'nextToken')
  const place = token === undefined ? undefined : placeOf(call, token)
  const scan = scanOf(call, group, place?.backwards ?? call.input.startFromHead === false)
  const { backwards } = scan
  const start = place ?? { ...startOf(scan), backwards, afterEmpty: false }
  if (!start.afterEmpty && isLeftEmpty(call)) return answer(call, [], { ...start, afterEmpty: true })
  const { events, next } = readPage(scan, start)
  call.counters.add('logEvents', events.length)
  return answer(call, events, next && { ...next, backwards, afterEmpty: false })
}

function answer(call: Call, events: readonly LogEvent[], next: Place | undefined): unknown {
  const searchedLogStreams: readonly unknown[] = []
  if (next === undefined) return { events, searchedLogStreams }
  const place = [next.sliceMs, next.offset, next.backwards ? 1 : 0, next.afterEmpty ? 1 : 0]
  return { events, searchedLogStreams, nextToken: makeToken(call, requestOf(call), place) }
}

/** The direction is that of the first request. @throws {AwsError} */
function placeOf(call: Call, token: string): Place {
  const [sliceMs, offset, backwards, afterEmpty] = tokenPosition(call, requestOf(call), token)
  if (sliceMs === undefined || offset === undefined) throw invalidToken()
  return { sliceMs, offset, backwards: backwards === 1, afterEmpty: afterEmpty === 1 }
}

function requestOf({ input, region, principal }: Call): string {
  const { logGroupName, logGroupIdentifier, logStreamNames, logStreamNamePrefix } = input
  const { startTime, endTime, filterPattern } = input
  const names = [principal.account, region, logGroupName, logGroupIdentifier]
  return JSON.stringify([...names, logStreamNames, logStreamNamePrefix, startTime, endTime, filterPattern])
}

/** CloudWatch's own pages are empty now and then, without a cause to be seen. */
function isLeftEmpty(call: Call): boolean {
  return dice(call, SALT.empty) < (call.faults.emptyPageRate ?? 0)
}

/** Nor are they all full. */
function sizeOf(call: Call): number {
  const limit = Number(call.input.limit ?? MOST_EVENTS)
  if (dice(call, SALT.uneven) >= UNEVEN_SHARE) return limit
  return Math.max(1, Math.floor(limit * (LEAST_FULL + (1 - LEAST_FULL) * dice(call, SALT.size))))
}

function dice(call: Call, salt: number): number {
  return unit(call.seed ^ hashText(call.region), call.number, salt)
}

function scanOf(call: Call, group: LogGroup, backwards: boolean): Scan {
  const nowMs = call.now.getTime()
  const startTime = call.input.startTime as number | undefined
  const endTime = (call.input.endTime as number | undefined) ?? nowMs
  if ((startTime ?? 0) > endTime) throw invalidParameter('startTime must not be later than endTime')
  if (backwards && (startTime ?? 0) < BACKWARDS_SINCE) {
    throw invalidParameter(
      'startFromHead can be false only when startTime is on or after Jan 1, 2024 00:00:00 UTC.',
    )
  }
  const fromMs = Math.max(startTime ?? 0, firstEventMs(group), expiredBefore(group, nowMs))
  const toMs = Math.min(endTime, nowMs)
  const pattern = parseFilterPattern(text(call, 'filterPattern') ?? '')
  const isOfStream = streamFilter(call)
  const matches = (event: LogEvent) =>
    event.timestamp >= fromMs &&
    event.timestamp <= toMs &&
    event.ingestionTime <= nowMs &&
    isOfStream(event.logStreamName) &&
    pattern(event.message)
  return { group, options: call.fleet.logOptions, fromMs, toMs, backwards, limit: sizeOf(call), matches }
}

function streamFilter(call: Call): (stream: string) => boolean {
  const names = call.input.logStreamNames as readonly string[] | undefined
  const prefix = text(call, 'logStreamNamePrefix')
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.')
  }
  if (names === undefined) return (stream) => stream.startsWith(prefix ?? '')
  return (stream) => names.includes(stream)
}
