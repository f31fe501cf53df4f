/**
 * Bounded memory for a log of any length: the first and the last part are kept, and how many lines between them
 * were let go is known. Pure; a change gives a new buffer that shares what it can.
 */
import type { LogLevel } from '#func/model/log-level.ts'

export interface LogLine {
  readonly seq: number
  readonly time: string
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface LogBuffer {
  readonly head: readonly LogLine[]
  readonly tail: readonly LogLine[]
  /** Lines between head and tail that are no longer kept. */
  readonly dropped: number
  readonly lastSeq: number
}

export interface LogBufferLimits {
  readonly head: number
  readonly tail: number
}

/** 60,000 lines are about 30 MB in a browser. */
export const LOG_LIMITS: LogBufferLimits = { head: 10_000, tail: 50_000 }

export const EMPTY_LOG: LogBuffer = { head: [], tail: [], dropped: 0, lastSeq: 0 }

/** Adds lines in order; those with a number seen before (sent again after a reconnect) are left out. */
export function appendLog(buffer: LogBuffer, lines: readonly LogLine[], limits = LOG_LIMITS): LogBuffer {
  const fresh = lines.filter(({ seq }) => seq > buffer.lastSeq)
  if (fresh.length === 0) return buffer
  const room = limits.head - buffer.head.length
  const head = room > 0 ? [...buffer.head, ...fresh.slice(0, room)] : buffer.head
  const rest = room > 0 ? fresh.slice(room) : fresh
  const { tail, dropped } = cut([...buffer.tail, ...rest], limits.tail)
  return { head, tail, dropped: buffer.dropped + dropped, lastSeq: fresh.at(-1)?.seq ?? buffer.lastSeq }
}

/** Cuts a tenth more than needed, so that a busy log is not cut at each line. */
function cut(
  tail: readonly LogLine[],
  limit: number,
): { readonly tail: readonly LogLine[]; readonly dropped: number } {
  if (tail.length <= limit) return { tail, dropped: 0 }
  const dropped = Math.min(tail.length, tail.length - limit + Math.floor(limit / 10))
  return { tail: tail.slice(dropped), dropped }
}

export interface LogGap {
  readonly gap: number
}

export type LogRow = LogLine | LogGap

/** What is shown, top to bottom; the gap is a row of its own. */
export function logRows(buffer: LogBuffer, search: string, levels: ReadonlySet<string>): readonly LogRow[] {
  const needle = search.toLowerCase()
  const wanted = (line: LogLine) =>
    (levels.size === 0 || levels.has(line.level)) &&
    (needle === '' || lineText(line).toLowerCase().includes(needle))
  const all = needle === '' && levels.size === 0
  const head = all ? buffer.head : buffer.head.filter(wanted)
  const tail = all ? buffer.tail : buffer.tail.filter(wanted)
  return buffer.dropped === 0 ? [...head, ...tail] : [...head, { gap: buffer.dropped }, ...tail]
}

/** The line as text, fields as `name=value`. */
export function lineText({ message, fields }: Pick<LogLine, 'message' | 'fields'>): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`)
  return [message, ...parts].join(' ')
}

export function fieldText(value: unknown): string {
  if (typeof value === 'string') return /[\s=]/.test(value) ? JSON.stringify(value) : value
  return JSON.stringify(value) ?? 'undefined'
}
