import type { UnitFailure, UnitsFailedError } from '#func/script.ts'

/** An error with a code of the host's table. */
export class CollectError extends Error {
  readonly code: string

  constructor(code: `FUNC_ERR_${string}`, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** Some units failed, the others are done. */
export class SomeUnitsFailed extends CollectError implements UnitsFailedError {
  readonly failures: readonly UnitFailure[]
  readonly succeeded: number

  constructor(failures: readonly UnitFailure[], succeeded: number) {
    const [first] = failures
    const summary = `${failures.length} of ${failures.length + succeeded} units failed`
    super(
      'FUNC_ERR_COLLECT_UNITS_FAILED',
      `Cannot collect all: ${summary}; ${first?.unit}: ${first?.message}`,
    )
    this.failures = failures
    this.succeeded = succeeded
  }
}

/** A part of one unit failed: it is reported as failed, but the run has not failed as a whole. */
export class PartFailed extends CollectError {}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'FUNC_ERR_INTERNAL'
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether AWS refused for want of a permission. */
export function isDenied(error: unknown): boolean {
  return codeOf(error) === 'FUNC_ERR_AWS_ACCESS_DENIED'
}
