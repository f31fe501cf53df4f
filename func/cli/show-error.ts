/** An error on one screen: code, what happened, what to do; and the exit status that goes with it. */
import { ERRORS, type ErrorCode, FuncError, messageOf } from '../errors.ts'
import type { TaskError } from '../store/types.ts'
import type { Terminal } from './terminal.ts'

export const EXIT = { done: 0, failed: 1, usage: 2, partly: 3 } as const

const USAGE_CODES: readonly ErrorCode[] = [
  'FUNC_ERR_USAGE',
  'FUNC_ERR_SETTINGS_INVALID',
  'FUNC_ERR_PARAMETER_INVALID',
  'FUNC_ERR_CRON_INVALID',
]

/** The most failed units that one screen shows. */
const MOST_FAILURES = 12

export function showError(error: unknown, terminal: Terminal): number {
  const known = error instanceof FuncError ? error : internalError(error)
  terminal.note(`error ${known.code}: ${known.message}`)
  terminal.note(`  what to do: ${known.todo}`)
  return USAGE_CODES.includes(known.code) ? EXIT.usage : EXIT.failed
}

function internalError(error: unknown): FuncError {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const from = code === undefined ? '' : ` (${code})`
  return new FuncError('FUNC_ERR_INTERNAL', `${messageOf(error)}${from}`, { cause: error })
}

/** The error of a task record. */
export function showTaskError(error: TaskError, terminal: Terminal): void {
  terminal.note(`error ${error.code}: ${error.message}`)
  const failures = error.failures ?? []
  for (const { unit, code, message } of failures.slice(0, MOST_FAILURES)) {
    terminal.note(`  ${unit}: ${code} ${message}`)
  }
  if (failures.length > MOST_FAILURES)
    terminal.note(`  and ${failures.length - MOST_FAILURES} more: see the task's log`)
  for (const todo of advice(error)) terminal.note(`  what to do: ${todo}`)
}

/** The advice of the failed units says more than that of the whole. */
function advice(error: TaskError): string[] {
  const codes = new Set((error.failures ?? []).map((failure) => failure.code))
  const known = [...codes]
    .filter((code): code is ErrorCode => code in ERRORS)
    .map((code) => ERRORS[code].todo)
  return known.length > 0 ? known : [error.todo]
}
