/** An error on one screen: code, what happened, what to do; and the exit status that goes with it. */
import { ERRORS, type ErrorCode, FuncError, messageOf } from '../errors.ts'
import type { TaskError } from '../model/task.ts'
import type { Terminal } from './terminal.ts'

export const EXIT = { done: 0, failed: 1, usage: 2, partly: 3, cancelled: 130 } as const

const USAGE_CODES: readonly ErrorCode[] = [
  'FUNC_ERR_USAGE',
  'FUNC_ERR_SETTINGS_INVALID',
  'FUNC_ERR_PARAMETER_INVALID',
  'FUNC_ERR_CRON_INVALID',
  'FUNC_ERR_DEPLOY_NAME_INVALID',
  'FUNC_ERR_SINK_TYPE_UNKNOWN',
  'FUNC_ERR_SINK_OPTIONS_INVALID',
]

/** What one screen shows: kinds of failures, and units of each. */
const MOST_KINDS = 4
const MOST_UNITS = 8

export function showError(error: unknown, terminal: Terminal): number {
  const known = error instanceof FuncError ? error : internalError(error)
  terminal.note(`error ${known.code}: ${known.message}`)
  terminal.note(`  what to do: ${known.todo}`)
  if (known.code === 'FUNC_ERR_CANCELLED') return EXIT.cancelled
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
  const kinds = [...Map.groupBy(error.failures ?? [], kindOf).values()]
  for (const failures of kinds.slice(0, MOST_KINDS)) terminal.note(`  ${summary(failures)}`)
  if (kinds.length > MOST_KINDS)
    terminal.note(`  and ${kinds.length - MOST_KINDS} other kinds of failure: see the task's log`)
  for (const todo of advice(error)) terminal.note(`  what to do: ${todo}`)
}

type Failure = NonNullable<TaskError['failures']>[number]

/** A fault of the account fails in every region the same way, and is reported once. */
function kindOf({ unit, code, message }: Failure): string {
  const [place = ''] = unit.split(' ')
  return `${code} ${place === '' ? message : message.replaceAll(place, '')}`
}

function summary(failures: readonly Failure[]): string {
  const units = failures.slice(0, MOST_UNITS).map(({ unit }) => unit)
  const more = failures.length > MOST_UNITS ? ` and ${failures.length - MOST_UNITS} more` : ''
  return `${units.join(', ')}${more}: ${failures[0]?.code} ${failures[0]?.message}`
}

/** The advice of the failed units says more than that of the whole. */
function advice(error: TaskError): string[] {
  const codes = new Set((error.failures ?? []).map((failure) => failure.code))
  const known = [...codes]
    .filter((code): code is ErrorCode => code in ERRORS)
    .map((code) => ERRORS[code].todo)
  return known.length > 0 ? known : [error.todo]
}
