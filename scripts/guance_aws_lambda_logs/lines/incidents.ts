/** Lines besides the report that say how an invocation ended: timeouts, out of memory, errors. Pure. */
import type { JsonObject } from './platform.ts'
import { errorType, tokenEnd } from './report.ts'
import type { IncidentLine } from './types.ts'

const TIMED_OUT = 'Task timed out after '
const ISO_LENGTH = '2020-06-09T15:02:26.150Z'.length
const PYTHON_ERROR = '[ERROR] '
const TRACEBACK = 'Traceback (most recent call last)'
const RUBY_ERROR = 'Error raised from handler method'
const REQUEST_ID = 'RequestId: '
const KILLED = 'Runtime exited with error: signal: killed'

/** Error types that mean that memory ran out. */
const MEMORY_TYPES = new Set([
  ...['Runtime.OutOfMemory', 'MemoryError', 'NoMemoryError', 'Function<NoMemoryError>'],
  ...['java.lang.OutOfMemoryError', 'System.OutOfMemoryException'],
])

/** What processes print as they die for want of memory, where they print it, and the error type that stands for it. */
const OUT_OF_MEMORY = [
  [/^FATAL ERROR: [^\n]{0,200}JavaScript heap out of memory/m, 'Runtime.OutOfMemory'],
  [/^(?:Terminating due to )?java\.lang\.OutOfMemoryError\b/, 'java.lang.OutOfMemoryError'],
  [/^fatal error: runtime: (?:out of|cannot allocate) memory/, 'Runtime.OutOfMemory'],
  [/^(?:\S{1,300}:\d+:in .{0,200}: )?failed to allocate memory \(NoMemoryError\)/, 'NoMemoryError'],
] as const

/** Of a text line that is none of the platform's reports: only what a runtime itself writes of an error. */
export function parseIncident(message: string): IncidentLine | undefined {
  if (message.indexOf(' memory') >= 0 || message.indexOf('OutOfMemory') >= 0) {
    const type = OUT_OF_MEMORY.find(([pattern]) => pattern.test(message))?.[1]
    if (type !== undefined) return incident('out_of_memory', type, requestIdOf(message))
  }
  const first = message.charCodeAt(0)
  if (first === 91) return pythonError(message) ?? javaError(message)
  if (first >= 48 && first <= 57) {
    return (
      timeout(message) ?? nodeError(message) ?? dotnetError(message) ?? goError(message) ?? rustError(message)
    )
  }
  return rubyError(message) ?? rustPanic(message) ?? javaError(message)
}

/** Of a document with `errorType`; under LogFormat=JSON a report names the outcome too. */
export function documentIncident(document: JsonObject, isWholeError: boolean): IncidentLine | undefined {
  const { errorType: named, level, log_level: python, message, requestId, AWSRequestId: java } = document
  if (!isWholeError && !/^(?:error|fatal|critical)$/i.test(String(level ?? python))) return undefined
  const id = requestId ?? java
  const own =
    typeof named === 'string' && named !== '' ? named : javaType(typeof message === 'string' ? message : '')
  if (own === undefined || !(isWholeError || MEMORY_TYPES.has(own))) return undefined
  return failure(own, typeof id === 'string' ? id : undefined)
}

/** `RequestId: <id> Error: Runtime exited with error: …\nRuntime.ExitError` and `… Process exited before …`. */
export function parseRequestError(message: string): IncidentLine | undefined {
  const end = tokenEnd(message, REQUEST_ID.length)
  const requestId = message.slice(REQUEST_ID.length, end)
  const rest = message.slice(end + 1, end + 500)
  if (requestId === '' || !/^(Error: |Process exited )/.test(rest)) return undefined
  const type = /\n(Runtime\.\w+|Extension\.\w+|Sandbox\.\w+)/.exec(rest)?.[1] ?? 'Runtime.ExitError'
  return incident(rest.includes(KILLED) ? 'out_of_memory' : 'error', type, requestId)
}

/** `END RequestId: <id> Task timed out after …` and `… Task failed: "…"`: as Datadog's extension rewrites it. */
export function parseEnd(message: string): IncidentLine | undefined {
  const start = 'END RequestId: '.length
  const end = tokenEnd(message, start)
  const requestId = message.slice(start, end)
  const rest = message.slice(end + 1, end + 200)
  if (rest.startsWith('Task timed out')) return incident('timeout', 'Timeout', requestId)
  if (!rest.startsWith('Task failed: ')) return undefined
  return incident('error', errorType(rest.slice('Task failed: '.length).replace(/^"/, '')), requestId)
}

/** `<time> <request id> Task timed out after 3.00 seconds`; the same words elsewhere are an application's. */
function timeout(message: string): IncidentLine | undefined {
  const idEnd = tokenEnd(message, ISO_LENGTH + 1)
  if (!message.startsWith(TIMED_OUT, idEnd + 1)) return undefined
  return incident('timeout', 'Timeout', message.slice(ISO_LENGTH + 1, idEnd))
}

/**
 * The runtime's own `[ERROR] <Type>: <message>` with a traceback; a logger has a tab after the bracket, or repeats the
 * error in the last line.
 */
function pythonError(message: string): IncidentLine | undefined {
  if (!message.startsWith(PYTHON_ERROR)) return undefined
  const type = /^[A-Za-z_][\w.]*(?=: |:?\s*$|:?\s*\n|\r)/.exec(message.slice(PYTHON_ERROR.length, 200))?.[0]
  if (type === undefined) return undefined
  const isTraced =
    message.includes(TRACEBACK) && !/\n\S/.test(message.slice(message.lastIndexOf(TRACEBACK)).trimEnd())
  return isTraced || type.startsWith('Runtime.') ? failure(type, undefined) : undefined
}

const NODE_ERROR = /^(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection) *\t\{/

/** `<time>\t<request id>\tERROR\tInvoke Error \t{"errorType":…` of the Node runtime. */
function nodeError(message: string): IncidentLine | undefined {
  const body = columnAfter(message, '\tERROR\t')
  if (body === undefined || !NODE_ERROR.test(body)) return undefined
  const type = /"errorType":"([^"]{1,100})"/.exec(body.slice(0, 1000))?.[1]
  return failure(errorType(type ?? ''), requestIdOf(message))
}

/** `<time>\t<request id>\tfail\t<Exception>: <message>` with the stack: what .NET prints of an unhandled exception. */
function dotnetError(message: string): IncidentLine | undefined {
  const body = columnAfter(message, '\tfail\t')
  if (body === undefined || !body.includes('\n   at ')) return undefined
  const type = /^[\w.]+(?:Exception|Error)(?=: |\s)/.exec(body.slice(0, 200))?.[0]
  return type === undefined ? undefined : failure(type, requestIdOf(message))
}

/** What stands behind time, request id and this level. */
function columnAfter(message: string, level: string): string | undefined {
  const idEnd = message.indexOf('\t', ISO_LENGTH + 1)
  return idEnd >= 0 && message.startsWith(level, idEnd) ? message.slice(idEnd + level.length) : undefined
}

/** `2026/08/01 12:00:07 {"errorMessage":…,"errorType":…` of lambda-go. */
function goError(message: string): IncidentLine | undefined {
  if (!message.startsWith('{"errorMessage":', '2026/08/01 12:00:07 '.length)) return undefined
  const type = /"errorType":"([^"]{1,100})"/.exec(message)?.[1]
  return type === undefined ? undefined : failure(type, undefined)
}

/** `<time> ERROR Lambda runtime invoke{requestId="…"}: lambda_runtime…`: an application's line has its own crate there. */
function rustError(message: string): IncidentLine | undefined {
  const at = message.indexOf('Lambda runtime invoke{requestId="')
  if (at < 0 || at > 100 || !message.slice(0, at).includes('ERROR')) return undefined
  const [, id] =
    /^Lambda runtime invoke\{requestId="([\w-]{8,64})"[^}]{0,200}\}: lambda_runtime/.exec(
      message.slice(at),
    ) ?? []
  return id === undefined ? undefined : failure('Unknown', id)
}

function rustPanic(message: string): IncidentLine | undefined {
  return /^thread '[^']{1,60}' (?:\(\d+\) )?panicked at /.test(message)
    ? failure('panic', undefined)
    : undefined
}

/** `"errorType": "Function<RuntimeError>"` of what Ruby's runtime prints, whole or line by line. */
function rubyError(message: string): IncidentLine | undefined {
  const isRuntime = message.startsWith(RUBY_ERROR) || message.startsWith('  "errorType": "')
  const type = isRuntime ? /"errorType": "((?:Function|Init)<[^">]{1,100}>)"/.exec(message)?.[1] : undefined
  return type === undefined ? undefined : failure(type, undefined)
}

function javaError(message: string): IncidentLine | undefined {
  const type = javaType(message)
  return type === undefined ? undefined : failure(type, undefined)
}

/** `<message>: <class>`, and the stack on the lines that follow; a printed stack alone is an application's. */
function javaType(message: string): string | undefined {
  if (message.startsWith('java.lang.OutOfMemoryError')) return 'java.lang.OutOfMemoryError'
  const end = message.indexOf('\n')
  if (end < 0 || end === message.length - 1) return undefined
  const type = message.slice(message.lastIndexOf(': ', end) + 2, end)
  const isNamed = message.startsWith(type, end + 1) && /^[\w$]+(?:\.[\w$]+)+$/.test(type.slice(0, 300))
  return isNamed && message.startsWith('\tat ', message.indexOf('\n', end + 1) + 1) ? type : undefined
}

function failure(type: string, requestId: string | undefined): IncidentLine {
  return incident(MEMORY_TYPES.has(type) ? 'out_of_memory' : 'error', type, requestId)
}

/** The second column of the Node runtime's lines (`undefined` outside a request), the third of Python's logger. */
export function requestIdOf(message: string): string | undefined {
  const columns = message.slice(0, 200).split('\t', 4)
  const id = message.startsWith('[') ? columns[2] : columns[1]
  if (id === undefined || id === 'undefined' || columns.length < 3) return undefined
  return /^[\w-]{8,64}$/.test(id) ? id : undefined
}

function incident(what: IncidentLine['incident'], type: string, requestId: string | undefined): IncidentLine {
  const line = { kind: 'incident', incident: what, errorType: type } as const
  return requestId === undefined ? line : { ...line, requestId }
}
