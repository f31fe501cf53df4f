/** What an answer of a receiver means for the points that were sent. */
import type { ErrorCode } from '../../errors.ts'
import { parseHttpDate, SECOND_MS } from '../../time.ts'
import type { Acknowledges } from './acknowledgement.ts'
import type { HttpResponse } from './http-client.ts'
import { parseJson } from './parse-json.ts'
import { remedyOf } from './remedy.ts'

export type Verdict =
  | { readonly kind: 'accepted' }
  /** The receiver took all but `dropped` points, and does not say which. */
  | { readonly kind: 'partial'; readonly dropped: number; readonly reason: string }
  /** Its fault or a passing one: the same points may be accepted later. */
  | {
      readonly kind: 'retry'
      readonly reason: string
      readonly afterMs?: number
      /** No answer came at all. */
      readonly network?: boolean
      readonly cause?: unknown
    }
  /** At least one of the points is at fault, and none may have been taken. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isTooLarge?: boolean }
  /** Neither another time nor other points would help. */
  | {
      readonly kind: 'failed'
      readonly code: ErrorCode
      readonly reason: string
      /** What to do, where more is known than the code says. */
      readonly todo?: string
      readonly status?: number
      readonly cause?: unknown
    }

const RETRIED = new Set([408, 425, 429])
const CONTENT = new Set([400, 413, 422])
const FAILED: Readonly<Record<number, ErrorCode>> = {
  401: 'FUNC_ERR_SINK_UNAUTHORIZED',
  403: 'FUNC_ERR_SINK_FORBIDDEN',
}

/** @param acknowledges Whether an answer is what this receiver documents as success. */
export function judge(response: HttpResponse, now: number, acknowledges: Acknowledges): Verdict {
  const { status } = response
  if (acknowledges(response)) return { kind: 'accepted' }
  const { text, code } = parseError(response)
  const reason = `${status}${code === '' ? '' : ` ${code}`}${text === '' ? '' : `: ${text}`}`
  if (status < 300) return { ...NOT_THE_RECEIVER, reason }
  if (status < 400) return movedTo(response.header('location'), status)
  const remedy = remedyOf(status, `${code} ${text}`)
  const isBusy = RETRIED.has(status) || status >= 500 || code === 'datakit.reachMaxAPILimit'
  if (isBusy && remedy === undefined) {
    const afterMs = retryAfterMs(response.header('retry-after'), now)
    return { kind: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }
  }
  if (remedy !== undefined) return { kind: 'failed', ...remedy, status, reason }
  const failed = code === 'datakit.invalidCategory' ? 'FUNC_ERR_SINK_NOT_FOUND' : FAILED[status]
  if (failed !== undefined) return { kind: 'failed', code: failed, reason }
  if (!CONTENT.has(status)) return { kind: 'failed', code: 'FUNC_ERR_SINK_REFUSED', reason }
  return partialWrite(text, reason) ?? { kind: 'refused', reason, isTooLarge: status === 413 }
}

const NOT_THE_RECEIVER = { kind: 'failed', code: 'FUNC_ERR_SINK_ANSWER' } as const

/** Without its query, which may hold a token. */
function movedTo(location: string | undefined, status: number): Verdict {
  const place = location?.replace(/[?#].*$/s, '') ?? ''
  const reason = `${status}: it is elsewhere${place === '' ? '' : `: ${place}`}`
  const todo =
    place === ''
      ? "Correct the option 'url'"
      : `Set the option 'url' to what is meant by ${place}; if that is a sign-in page, go around it`
  return { ...NOT_THE_RECEIVER, reason, todo }
}

/**
 * InfluxDB answers `partial write: <reason> dropped=<n>` when it has written the others. `dropped=0` comes with
 * lines that it could not parse and does not count; those are found by halving.
 */
function partialWrite(text: string, reason: string): Verdict | undefined {
  const dropped = /partial write: [\s\S]*\bdropped=(\d+)\s*$/.exec(text)?.[1]
  if (dropped === undefined || Number(dropped) === 0) return undefined
  return { kind: 'partial', dropped: Number(dropped), reason }
}

const MAX_TEXT = 500

/** DataKit: `{error_code, message}`; InfluxDB 1.x: `{error}`; 2.x: `{code, message}`; else the text itself. */
function parseError(response: HttpResponse): { readonly text: string; readonly code: string } {
  const body = response.body.trim()
  if (body.startsWith('<')) return { text: webPage(body), code: '' }
  const parsed = parseJson(body) ?? parseCutJson(body)
  const text = stringOf(parsed?.message) ?? stringOf(parsed?.error) ?? (parsed === undefined ? body : '')
  const code = stringOf(parsed?.error_code) ?? stringOf(parsed?.code) ?? ''
  return { text: shorten(text), code }
}

function webPage(body: string): string {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(body)?.[1]?.trim().replace(/\s+/g, ' ') ?? ''
  return title === '' ? 'a web page' : `a web page, '${title}'`
}

/** The beginning of a long JSON error: DataKit repeats lines that it refuses in it. */
function parseCutJson(body: string): Record<string, unknown> | undefined {
  if (!body.startsWith('{')) return undefined
  const members = [...body.matchAll(/"(error_code|code|message|error)"\s*:\s*"((?:[^"\\]|\\.)*)/g)]
  return Object.fromEntries(members.map(([, name, text = '']) => [name, unescaped(text)]))
}

function unescaped(text: string): string {
  const parsed = parseJson(`{"text":"${text}"}`)?.text
  return typeof parsed === 'string' ? parsed : text
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Keeps both ends: the beginning names the reason, the end may hold InfluxDB's count. */
function shorten(text: string): string {
  if (text.length <= MAX_TEXT) return text
  return `${text.slice(0, MAX_TEXT - 100)} … ${text.slice(-97)}`
}

/** Seconds or an HTTP date, as RFC 9110 has it. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.ceil(Number(value) * SECOND_MS)
  const date = parseHttpDate(value)
  return date === undefined ? undefined : Math.max(0, date.getTime() - now)
}
