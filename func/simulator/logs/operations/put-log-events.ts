import { hashText } from '../../hash.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import { eventIdOf } from '../log-event.ts'
import { invalidParameter, requestedGroup } from './log-operations.ts'

const OLDEST_MS = 14 * 86_400_000
const NEWEST_MS = 2 * 3_600_000

/** Streams of a group that was asked for; those of the simulated environments are there already. */
export function createLogStream(call: Call): unknown {
  const group = requestedGroup(call)
  const name = requestedStream(call)
  if (group.streams.has(name)) {
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
  }
  group.streams.add(name)
  return {}
}

/** Lines of one's own beside the simulated ones; they can be read at once. */
export function putLogEvents(call: Call): unknown {
  const group = requestedGroup(call)
  const name = requestedStream(call)
  if (!group.streams.has(name)) {
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.')
  }
  const nowMs = call.now.getTime()
  const events = (call.input.logEvents ?? []) as readonly { timestamp: number; message: string }[]
  for (const { timestamp, message } of events) {
    if (timestamp < nowMs - OLDEST_MS || timestamp > nowMs + NEWEST_MS) continue
    const eventId = eventIdOf(timestamp, hashText(`${group.name} ${name}`), group.put.length, 0)
    group.put.push({ timestamp, ingestionTime: nowMs, message, eventId, logStreamName: name })
  }
  return {}
}

function requestedStream(call: Call): string {
  const name = text(call, 'logStreamName') ?? ''
  if (/^[^:*]{1,512}$/.test(name)) return name
  throw invalidParameter('logStreamName must have 1 to 512 characters other than : and *')
}
