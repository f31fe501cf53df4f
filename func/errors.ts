/**
 * Every error that a user can meet: code, what it means, what to do. `docs/reference/errors.md` is generated
 * from this table. A code is never reused.
 */
interface ErrorEntry {
  readonly meaning: string
  readonly todo: string
}

export const ERRORS = {
  FUNC_ERR_USAGE: {
    meaning: 'The command line is wrong',
    todo: 'Correct the command as the message says; --help shows its options',
  },
  FUNC_ERR_SETTINGS_INVALID: {
    meaning: 'A setting in the environment or in funcbox.json is wrong',
    todo: 'Correct the named setting; docs/reference/settings.md lists them all',
  },
  FUNC_ERR_INTERNAL: {
    meaning: 'funcbox itself failed in a way that it does not expect',
    todo: 'Run funcbox doctor; if the home is sound, report the message and the log',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof ERRORS

export interface FuncErrorOptions {
  readonly cause?: unknown
  /** Replaces the table's advice where the place that throws knows better. */
  readonly todo?: string
  /** Facts for programs, without secrets. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** An error with a code of the table. Its message says action, value and wanted state. */
export class FuncError extends Error {
  override readonly name = 'FuncError'
  readonly code: ErrorCode
  readonly todo: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: FuncErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.todo = options.todo ?? ERRORS[code].todo
    this.details = options.details ?? {}
  }
}

/** Whether an error carries the given code; works across threads and for errors that scripts pass on. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return codeOf(error) === code
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
