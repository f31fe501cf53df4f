/** Lines besides the report that say how an invocation ended: timeouts, out of memory, errors. Pure. */
import { errorType, tokenEnd } from './report.ts'
import type { IncidentLine } from './types.ts'

const TIMED_OUT = 'Task timed out after '
const ISO_LENGTH = '2020-06-09T15:02:26.150Z'.length
const PYTHON_ERROR = '[ERROR] '
const REQUEST_ID = 'RequestId: '
const KILLED = 'Runtime exited with error: signal: killed'

/** What runtimes print when memory runs out, with the error type that stands for it. All contain `mory`. */
const OUT_OF_MEMORY = [
  ['JavaScript heap out of memory', 'Runtime.OutOfMemory'],
  ['java.lang.OutOfMemoryError', 'java.lang.OutOfMemoryError'],
  ['fatal error: runtime: out of memory', 'Runtime.OutOfMemory'],
  ['fatal error: runtime: cannot allocate memory', 'Runtime.OutOfMemory'],
  ['failed to allocate memory (NoMemoryError)', 'NoMemoryError'],
  ['OutOfMemoryException', 'System.OutOfMemoryException'],
  ['[ERROR] MemoryError', 'MemoryError'],
] as const

/** Of a text line that is none of the platform's reports. */
export function parseIncident(message: string): IncidentLine | undefined {
  const outOfMemory = outOfMemoryType(message)
  if (outOfMemory !== undefined) return incident('out_of_memory', outOfMemory, requestIdOf(message))
  const first = message.charCodeAt(0)
  if (first === 91) return pythonError(message)
  if (first >= 48 && first <= 57) return timeout(message) ?? nodeError(message)
  return undefined
}

export function outOfMemoryType(message: string): string | undefined {
  if (message.indexOf('mory') < 0) return undefined
  return OUT_OF_MEMORY.find(([text]) => message.includes(text))?.[1]
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

/** The runtime's own `[ERROR] <Type>: <message>`; a logger has a tab after the bracket. */
function pythonError(message: string): IncidentLine | undefined {
  if (!message.startsWith(PYTHON_ERROR) || !message.includes('Traceback (most recent call last)')) {
    const isImport = message.startsWith('[ERROR] Runtime.')
    if (!isImport) return undefined
  }
  return incident(
    'error',
    errorType(message.slice(PYTHON_ERROR.length, PYTHON_ERROR.length + 100)),
    undefined,
  )
}

const NODE_ERRORS = ['Invoke Error', 'Uncaught Exception', 'Unhandled Promise Rejection']

/** `<time>\t<request id>\tERROR\tInvoke Error \t{"errorType":…` of the Node runtime. */
function nodeError(message: string): IncidentLine | undefined {
  const idEnd = message.indexOf('\t', ISO_LENGTH + 1)
  if (idEnd < 0 || !message.startsWith('\tERROR\t', idEnd)) return undefined
  const start = idEnd + '\tERROR\t'.length
  if (!NODE_ERRORS.some((text) => message.startsWith(text, start))) return undefined
  const type = /"errorType":"([^"]{1,100})"/.exec(message.slice(start, start + 1000))?.[1]
  return incident('error', errorType(type ?? ''), requestIdOf(message))
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
