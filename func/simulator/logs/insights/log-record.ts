import type { LogEvent } from '../log-event.ts'
import type { LogGroup } from '../log-groups.ts'

export type FieldValue = string | number | boolean | undefined

/** An event with the fields that CloudWatch discovers in it. */
export interface LogRecord {
  readonly event: LogEvent
  field(name: string): FieldValue
}

const REPORT_FIELDS: Readonly<Record<string, readonly [pattern: RegExp, factor: number]>> = {
  '@duration': [/\tDuration: ([\d.]+) ms/, 1],
  '@billedDuration': [/\tBilled Duration: ([\d.]+) ms/, 1],
  '@initDuration': [/\tInit Duration: ([\d.]+) ms/, 1],
  // Bytes, a megabyte being a million of them.
  '@memorySize': [/\tMemory Size: (\d+) MB/, 1_000_000],
  '@maxMemoryUsed': [/\tMax Memory Used: (\d+) MB/, 1_000_000],
}

export function recordOf(group: LogGroup, event: LogEvent): LogRecord {
  let document: unknown
  let isParsed = false
  const own: Readonly<Record<string, FieldValue>> = {
    '@timestamp': event.timestamp,
    '@ingestionTime': event.ingestionTime,
    '@message': event.message,
    '@logStream': event.logStreamName,
    '@log': `${group.account}:${group.name}`,
    '@ptr': Buffer.from(event.eventId).toString('base64'),
  }
  return {
    event,
    field(name) {
      if (Object.hasOwn(own, name)) return own[name]
      if (name.startsWith('@')) return lambdaField(event.message, name)
      if (!isParsed) document = parseDocument(event.message)
      isParsed = true
      return valueAt(document, name)
    },
  }
}

function lambdaField(message: string, name: string): FieldValue {
  const [, type, requestId] = /^(START|END|REPORT) RequestId: ([\w-]+)/.exec(message) ?? []
  if (name === '@type') return type
  if (name === '@requestId') return requestId ?? /^\S+\t([\da-f-]{36})\t/.exec(message)?.[1]
  const [pattern, factor] = REPORT_FIELDS[name] ?? []
  const found = type === 'REPORT' ? pattern?.exec(message)?.[1] : undefined
  return found === undefined ? undefined : Number(found) * (factor ?? 1)
}

function parseDocument(message: string): unknown {
  if (!message.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function valueAt(document: unknown, path: string): FieldValue {
  const value = path
    .split('.')
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Object(at)[key] : undefined),
      document,
    )
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return value as FieldValue
}
