/** Errors as task records keep them. */
import { codeOf, ERRORS, type ErrorCode, FuncError, messageOf } from '../errors.ts'
import type { TaskError } from '../model/task.ts'
import type { UnitFailure } from '../script.ts'

type Mask = (text: string) => string

/** What a script threw, whatever it is; secrets masked. */
export function toTaskError(error: unknown, mask: Mask): TaskError {
  const failures = failuresOf(error)
  const code =
    commonCode(failures, error) ??
    knownCode(error) ??
    (failures === undefined ? 'FUNC_ERR_TASK_FAILED' : 'FUNC_ERR_TASK_UNITS_FAILED')
  const basic = { code, message: mask(describe(error, code)), todo: mask(todoOf(error, code)) }
  if (failures === undefined) return basic
  return {
    ...basic,
    failures: failures.map((failure) => plainFailure(failure, mask)),
    partial: isPartial(error),
  }
}

/** When everything failed for one cause, that cause is the error: a wrong key, say. */
function commonCode(failures: readonly Partial<UnitFailure>[] = [], error: unknown): ErrorCode | undefined {
  const [first, ...others] = new Set(failures.map(({ code }) => code))
  if (first === undefined || others.length > 0 || isPartial(error)) return undefined
  return Object.hasOwn(ERRORS, first) ? (first as ErrorCode) : undefined
}

export function codedTaskError(code: ErrorCode, message: string): TaskError {
  return { code, message, todo: ERRORS[code].todo }
}

function knownCode(error: unknown): ErrorCode | undefined {
  const code = codeOf(error)
  return code !== undefined && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : undefined
}

function describe(error: unknown, code: ErrorCode): string {
  if (!(error instanceof Error)) return `The script threw ${printed(error)}, not an error`
  const isPlain = code !== 'FUNC_ERR_TASK_FAILED' || error.name === 'Error'
  return isPlain ? error.message : `${error.name}: ${messageOf(error)}`
}

function todoOf(error: unknown, code: ErrorCode): string {
  return error instanceof FuncError && error.code === code ? error.todo : ERRORS[code].todo
}

function failuresOf(error: unknown): readonly Partial<UnitFailure>[] | undefined {
  if (!(error instanceof Error) || !('failures' in error) || !Array.isArray(error.failures)) return undefined
  return error.failures.filter((failure) => typeof failure === 'object' && failure !== null)
}

function plainFailure({ unit, code, message }: Partial<UnitFailure>, mask: Mask): UnitFailure {
  return { unit: mask(String(unit)), code: mask(String(code)), message: mask(String(message)) }
}

function isPartial(error: unknown): boolean {
  return error instanceof Error && 'succeeded' in error && Number(error.succeeded) > 0
}

function printed(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}
