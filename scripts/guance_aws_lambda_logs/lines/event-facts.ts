/** What a logging point needs of an event. Pure. */

import { requestIdOf } from './incidents.ts'
import { isObject, type JsonObject } from './platform.ts'
import { statusOf, tokenEnd } from './report.ts'
import { streamFacts } from './stream-facts.ts'
import type { EventFacts, LogEvent, LogStatus } from './types.ts'

/** What loggers call their levels, in lower case, and the status that Guance has for it. */
const STATUSES: Readonly<Record<string, LogStatus>> = {
  emerg: 'emerg',
  emergency: 'emerg',
  panic: 'emerg',
  alert: 'alert',
  critical: 'critical',
  crit: 'critical',
  fatal: 'critical',
  error: 'error',
  err: 'error',
  severe: 'error',
  warning: 'warning',
  warn: 'warning',
  notice: 'notice',
  info: 'info',
  information: 'info',
  informational: 'info',
  debug: 'debug',
  trace: 'debug',
  verbose: 'debug',
  ok: 'OK',
}

/** Status from the level (text and JSON), request id, and function and version from the names of the log. */
export function eventFacts(event: Pick<LogEvent, 'message' | 'logStream' | 'logGroup'>): EventFacts {
  const { message } = event
  const document = message.charCodeAt(0) === 123 ? parseObject(message) : undefined
  const facts = document === undefined ? textFacts(message) : documentFacts(document)
  return { ...facts, ...streamFacts(event.logGroup, event.logStream) }
}

type MessageFacts = Pick<EventFacts, 'status' | 'requestId'>

const PLATFORM = /^(?:START|END|REPORT) RequestId: |^(?:INIT|RESTORE)_(?:START|REPORT) /
const FAILED = /\sStatus: (?:timeout|error|failure)\b|Task (?:timed out|failed)/

function textFacts(message: string): MessageFacts {
  const head = message.slice(0, 1000)
  const status = textStatus(head)
  const requestId = textRequestId(head)
  return requestId === undefined ? { status } : { status, requestId }
}

function textStatus(head: string): LogStatus {
  if (PLATFORM.test(head)) return FAILED.test(head) ? 'error' : 'info'
  if (/^RequestId: \S+ (?:Error: |Process exited )/.test(head)) return 'error'
  if (/^\S+ \S+ Task timed out after /.test(head)) return 'error'
  const level =
    /^\[([A-Za-z]{2,13})\]/.exec(head)?.[1] ??
    /^\d{4}-[^\t]*\t[^\t]*\t([A-Za-z]{2,13})\t/.exec(head)?.[1] ??
    /^(?:\d[\dTZ:.,/-]*\s+){0,2}(?:[\w-]{36}\s+)?\[?([A-Za-z]{2,13})\b/.exec(head)?.[1]
  return level === undefined ? 'unknown' : levelStatus(level)
}

function textRequestId(head: string): string | undefined {
  const at = head.slice(0, 20).indexOf('RequestId: ')
  if (at < 0) return requestIdOf(head) ?? /^\S+ ([\w-]{36}) Task timed out after /.exec(head)?.[1]
  const start = at + 'RequestId: '.length
  const id = head.slice(start, tokenEnd(head, start))
  return id === '' ? undefined : id
}

function documentFacts(document: JsonObject): MessageFacts {
  const record = isObject(document.record) ? document.record : {}
  const requestId = document.requestId ?? document.AWSRequestId ?? document.function_request_id
  const id = typeof requestId === 'string' ? requestId : record.requestId
  const status = documentStatus(document, record)
  return typeof id === 'string' && id !== '' ? { status, requestId: id } : { status }
}

function documentStatus(document: JsonObject, record: JsonObject): LogStatus {
  if (typeof document.type === 'string' && document.type.startsWith('platform.')) {
    const isFailed = typeof record.status === 'string' && statusOf(record.status) !== 'success'
    return isFailed ? 'error' : 'info'
  }
  const level = document.level ?? document.severity ?? document.log_level ?? record.level
  return typeof level === 'string' ? levelStatus(level) : levelNumber(level)
}

/** Levels of pino and bunyan: 10 trace to 60 fatal. */
function levelNumber(level: unknown): LogStatus {
  if (typeof level !== 'number' || !(level > 0)) return 'unknown'
  if (level >= 60) return 'critical'
  if (level >= 50) return 'error'
  if (level >= 40) return 'warning'
  return level >= 30 ? 'info' : 'debug'
}

function levelStatus(level: string): LogStatus {
  const name = level.slice(0, 20).toLowerCase()
  return Object.hasOwn(STATUSES, name) ? (STATUSES[name] ?? 'unknown') : 'unknown'
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
