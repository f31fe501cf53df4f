import { DAY_MS, HOUR_MS } from '../../../time.ts'
import { hashText } from '../../hash.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import { eventIdOf } from '../log-event.ts'
import { LOG_CLASSES, type LogClass } from '../log-group-facts.ts'
import { expiredBefore, type LogGroup, makeGroup, sorted } from '../log-groups.ts'
import { findStream } from '../log-streams.ts'
import { BYTES_AN_EVENT } from './event-page.ts'
import { invalidParameter, requestedGroup } from './requested-group.ts'

const OLDEST_MS = 14 * DAY_MS
const NEWEST_MS = 2 * HOUR_MS
const LONGEST_SPAN_MS = DAY_MS
const MOST_BYTES = 1_048_576

export function createLogGroup(call: Call): unknown {
  const { fleet, principal, region, now } = call
  const name = text(call, 'logGroupName') ?? ''
  if (name.startsWith('aws/')) throw invalidParameter("Log group name cannot start with 'aws/'.")
  if (fleet.logGroups.has(name)) {
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists')
  }
  const wanted = text(call, 'logGroupClass')
  const logClass: LogClass = LOG_CLASSES.find((each) => each === wanted) ?? 'STANDARD'
  const facts = { logClass, retentionDays: undefined, kmsKeyId: text(call, 'kmsKeyId'), tags: {} }
  const place = { account: principal.account, region }
  const group = makeGroup(place, name, { ...facts, createdMs: now.getTime(), functions: [] })
  keep(call, [...fleet.logGroups.values(), group])
  return {}
}

export function putRetentionPolicy(call: Call): unknown {
  const group = requestedGroup(call)
  const changed = { ...group, retentionDays: Number(call.input.retentionInDays) }
  keep(
    call,
    [...call.fleet.logGroups.values()].map((each) => (each === group ? changed : each)),
  )
  return {}
}

/** In the order of their names, however many were there before. */
function keep({ fleet }: Call, groups: readonly LogGroup[]): void {
  fleet.logGroups.clear()
  for (const [name, group] of sorted(groups)) fleet.logGroups.set(name, group)
}

/** Streams of a group that was asked for; those of the simulated environments are there already. */
export function createLogStream(call: Call): unknown {
  const group = requestedGroup(call)
  const name = text(call, 'logStreamName') ?? ''
  if (findStream(group, name, call.now.getTime()) !== undefined) {
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
  }
  group.streams.set(name, call.now.getTime())
  return {}
}

interface InputEvent {
  readonly timestamp: number
  readonly message: string
}

/** Lines of one's own among the simulated ones; they can be read at once. */
export function putLogEvents(call: Call): unknown {
  const group = requestedGroup(call)
  const name = text(call, 'logStreamName') ?? ''
  if (!group.streams.has(name)) {
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
  }
  const nowMs = call.now.getTime()
  const events = call.input.logEvents as readonly InputEvent[]
  const limits = limitsOf(group, nowMs)
  checkSizes(events)
  checkTimes(events, limits)
  for (const { timestamp, message } of events) {
    if (timestamp < limits.oldestMs || timestamp > limits.newestMs) continue
    const eventId = eventIdOf(timestamp, hashText(`${group.name} ${name}`), group.put.length, 0)
    group.put.push({ timestamp, ingestionTime: nowMs, message, eventId, logStreamName: name })
  }
  const nextSequenceToken = `4960${String(group.put.length).padStart(52, '0')}`
  return { nextSequenceToken, ...rejected(events, limits) }
}

interface Limits {
  readonly tooOldMs: number
  readonly expiredMs: number
  readonly oldestMs: number
  readonly newestMs: number
}

function limitsOf(group: LogGroup, nowMs: number): Limits {
  const [tooOldMs, expiredMs] = [nowMs - OLDEST_MS, expiredBefore(group, nowMs)]
  return { tooOldMs, expiredMs, oldestMs: Math.max(tooOldMs, expiredMs), newestMs: nowMs + NEWEST_MS }
}

/** @throws {AwsError} InvalidParameterException */
function checkSizes(events: readonly InputEvent[]): void {
  const sizes = events.map(({ message }) => Buffer.byteLength(message) + BYTES_AN_EVENT)
  const largest = Math.max(...sizes)
  if (largest > MOST_BYTES) {
    throw invalidParameter(`Log event too large: ${largest} bytes exceeds limit of ${MOST_BYTES}`)
  }
  const sum = sizes.reduce((total, size) => total + size, 0)
  if (sum > MOST_BYTES)
    throw invalidParameter(`Upload too large: ${sum} bytes exceeds limit of ${MOST_BYTES}`)
}

/** What is rejected anyway does not count. @throws {AwsError} InvalidParameterException */
function checkTimes(events: readonly InputEvent[], { oldestMs, newestMs }: Limits): void {
  const times = events.map(({ timestamp }) => timestamp)
  if (times.some((time, index) => time < (times[index - 1] ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.')
  }
  const valid = times.filter((time) => time >= oldestMs && time <= newestMs)
  if ((valid.at(-1) ?? 0) - (valid[0] ?? 0) > LONGEST_SPAN_MS) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  }
}

/** By index: the first that is too new; behind the last that are too old or whose time to be kept is over. */
function rejected(events: readonly InputEvent[], limits: Limits): Record<string, unknown> {
  const countBelow = (ms: number) => events.filter(({ timestamp }) => timestamp < ms).length
  const [old, expired] = [countBelow(limits.tooOldMs), countBelow(limits.expiredMs)]
  const fresh = events.filter(({ timestamp }) => timestamp <= limits.newestMs).length
  const rejectedLogEventsInfo = {
    ...(fresh === events.length ? {} : { tooNewLogEventStartIndex: fresh }),
    ...(old === 0 ? {} : { tooOldLogEventEndIndex: old }),
    ...(expired === 0 ? {} : { expiredLogEventEndIndex: expired }),
  }
  return Object.keys(rejectedLogEventsInfo).length === 0 ? {} : { rejectedLogEventsInfo }
}
