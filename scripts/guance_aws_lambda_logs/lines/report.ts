/**
 * The platform's own text lines: REPORT, INIT_REPORT, RESTORE_REPORT. Fields are `Key: value unit`, apart by tabs
 * or blanks. Pure.
 */
import type { PhaseLine, ReportLine } from './types.ts'

export const REPORT = 'REPORT RequestId: '
export const INIT_REPORT = 'INIT_REPORT '
export const RESTORE_REPORT = 'RESTORE_REPORT '

const BLANK = 32
const LONGEST = 4096
const LONGEST_ERROR_TYPE = 100

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Undefined when it has no duration: then it is text that only begins like a report. */
export function parseReport(message: string): ReportLine | undefined {
  const text = message.slice(0, LONGEST)
  const idEnd = tokenEnd(text, REPORT.length)
  const requestId = text.slice(REPORT.length, idEnd)
  if (requestId === '') return undefined
  const report: Writable<ReportLine> = { kind: 'report', shape: 'text', requestId, status: 'success' }
  const rest = eachField(text, idEnd, (key, value, field) => {
    setNumber(report, key, value)
    setStatus(report, key, value, field)
  })
  if (rest.startsWith('Task timed out')) report.status = 'timeout'
  return report.durationMs === undefined ? undefined : report
}

function setNumber(report: Writable<ReportLine>, key: string, text: string): void {
  const value = Number(text)
  if (!(value >= 0 && value < 1e12) || text === '') return
  if (key === 'Duration') report.durationMs = value
  else if (key === 'Billed Duration') report.billedDurationMs = value
  else if (key === 'Memory Size') report.memorySizeMb = value
  else if (key === 'Max Memory Used') report.maxMemoryUsedMb = value
  else if (key === 'Init Duration' && value > 0) report.initDurationMs = value
  else if (key === 'Restore Duration') report.restoreDurationMs = value
  // Reports of managed instances have nothing else; the extension's own ones have both.
  else if (key === 'Runtime Duration') report.durationMs ??= value
}

interface Outcome {
  status: ReportLine['status']
  errorType?: string
}

/** @param field The text from the value on. */
function setStatus(outcome: Outcome, key: string, value: string, field: string): void {
  if (key === 'Status') outcome.status = statusOf(value)
  else if (key === 'Error Type') outcome.errorType = errorType(value)
  else if (key === 'Task failed') {
    outcome.status = 'error'
    outcome.errorType = errorType(field.replace(/^"/, ''))
  }
}

export function statusOf(text: string): ReportLine['status'] {
  if (text === 'timeout') return 'timeout'
  return text === 'error' || text === 'failure' ? 'error' : 'success'
}

/** The first word, of letters, digits, `_`, `.`, `:` and `$`. */
export function errorType(text: string): string {
  const word = /^[\w.:$]+/.exec(text.slice(0, LONGEST_ERROR_TYPE))?.[0].replace(/[:.]+$/, '')
  return word === undefined || word === '' ? 'Unknown' : word
}

/** INIT_REPORT and RESTORE_REPORT. */
export function parsePhaseReport(message: string): PhaseLine | undefined {
  const text = message.slice(0, LONGEST)
  const kind = text.startsWith(INIT_REPORT) ? 'init' : 'restore'
  const outcome: Outcome & { durationMs?: number } = { status: 'success' }
  eachField(text, (kind === 'init' ? INIT_REPORT : RESTORE_REPORT).length, (key, value, field) => {
    if (key.endsWith('Duration') && value !== '' && Number(value) >= 0) outcome.durationMs = Number(value)
    setStatus(outcome, key, value, field)
  })
  if (outcome.durationMs === undefined) return undefined
  return { kind, ...outcome, isInReport: kind === 'restore' }
}

/**
 * Walks `Key: value unit` fields.
 * @returns What is left after the last one.
 */
function eachField(
  text: string,
  start: number,
  take: (key: string, value: string, field: string) => void,
): string {
  let position = skipBlanks(text, start)
  for (;;) {
    const colon = text.indexOf(': ', position)
    if (colon < 0) return text.slice(position)
    const key = text.slice(position, colon)
    const from = skipBlanks(text, colon + 1)
    const end = tokenEnd(text, from)
    take(key, text.slice(from, end), text.slice(from, from + LONGEST_ERROR_TYPE))
    position = skipUnit(text, skipBlanks(text, end))
  }
}

function skipUnit(text: string, position: number): number {
  const isUnit = text.startsWith('ms', position) || text.startsWith('MB', position)
  if (!isUnit || !(text.charCodeAt(position + 2) <= BLANK)) return position
  return skipBlanks(text, position + 2)
}

function skipBlanks(text: string, position: number): number {
  let at = position
  while (text.charCodeAt(at) <= BLANK) at += 1
  return at
}

/** The end of what has no blank. */
export function tokenEnd(text: string, position: number): number {
  let at = position
  while (text.charCodeAt(at) > BLANK) at += 1
  return at
}
