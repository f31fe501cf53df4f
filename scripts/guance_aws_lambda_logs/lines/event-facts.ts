/** What a logging point needs of an event. Pure. */

import { documentLevel } from './document-level.ts'
import { requestIdOf } from './incidents.ts'
import { isObject, type JsonObject } from './platform.ts'
import { statusOf, tokenEnd } from './report.ts'
import { streamFacts } from './stream-facts.ts'
import { textLevel } from './text-level.ts'
import type { EventFacts, LogEvent, LogStatus } from './types.ts'

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

/** A logger's document may stand behind a runtime's prefix: then its level is the logger's. */
const LONGEST_PREFIX = 256

function textFacts(message: string): MessageFacts {
  const head = message.slice(0, 1000)
  const inner = documentBehind(message)
  const ofDocument = inner === undefined ? undefined : documentFacts(inner)
  const isKnown = ofDocument !== undefined && ofDocument.status !== 'unknown'
  const status = isKnown ? ofDocument.status : textStatus(head)
  const requestId = textRequestId(head) ?? ofDocument?.requestId
  return requestId === undefined ? { status } : { status, requestId }
}

function documentBehind(message: string): JsonObject | undefined {
  const at = message.lastIndexOf('{"', LONGEST_PREFIX) < 0 ? -1 : message.indexOf('{"')
  return at < 0 || !isBlank(message.charCodeAt(at - 1)) ? undefined : parseObject(message.slice(at))
}

function isBlank(code: number): boolean {
  return code <= 32
}

function textStatus(head: string): LogStatus {
  if (PLATFORM.test(head)) return FAILED.test(head) ? 'error' : 'info'
  if (/^RequestId: \S+ (?:Error: |Process exited )/.test(head)) return 'error'
  if (/^\S+ \S+ Task timed out after /.test(head)) return 'error'
  return textLevel(head) ?? 'unknown'
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
  const inner = innerDocument(document)
  return (inner === undefined ? undefined : documentLevel(inner)) ?? documentLevel(document) ?? 'unknown'
}

/** What an application printed as JSON is the message of the runtime's own document. */
function innerDocument({ message, requestId }: JsonObject): JsonObject | undefined {
  if (isObject(message)) return message
  const isDocument = typeof message === 'string' && message.startsWith('{"') && typeof requestId === 'string'
  return isDocument ? parseObject(message) : undefined
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
