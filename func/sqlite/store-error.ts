/** What SQLite reports, as errors with codes that a user can act upon. */
import { type ErrorCode, FuncError, messageOf } from '../errors.ts'

/** Primary result codes, https://www.sqlite.org/rescode.html */
const CODES: Readonly<Record<number, { readonly code: ErrorCode; readonly state: string }>> = {
  5: { code: 'FUNC_ERR_STORE_BUSY', state: 'it stayed locked by another process' },
  6: { code: 'FUNC_ERR_STORE_BUSY', state: 'it stayed locked by another connection' },
  8: { code: 'FUNC_ERR_STORE_READ_ONLY', state: 'it cannot be written' },
  10: { code: 'FUNC_ERR_STORE_IO', state: 'the disk reported an error' },
  11: { code: 'FUNC_ERR_STORE_CORRUPT', state: 'it is damaged' },
  13: { code: 'FUNC_ERR_STORE_DISK_FULL', state: 'the disk is full' },
  14: { code: 'FUNC_ERR_STORE_CANNOT_OPEN', state: 'it cannot be opened' },
  26: { code: 'FUNC_ERR_STORE_CORRUPT', state: 'it is no database' },
}

const BUSY = 5
const LOCKED = 6
const CONSTRAINT_FOREIGN_KEY = 787

/** Leaves errors that are no state of the database, such as a violated constraint, as they are. */
export function toStoreError(error: unknown, path: string): unknown {
  const known = CODES[resultCode(error) & 0xff]
  if (known === undefined) return error
  const message = `Cannot use database '${path}' as ${known.state}: ${messageOf(error)}`
  return new FuncError(known.code, message, { cause: error })
}

export function isBusy(error: unknown): boolean {
  const code = resultCode(error) & 0xff
  return code === BUSY || code === LOCKED
}

export function isForeignKeyViolation(error: unknown): boolean {
  return resultCode(error) === CONSTRAINT_FOREIGN_KEY
}

/** The extended result code of an error of node:sqlite, 0 for any other. */
function resultCode(error: unknown): number {
  const isSqlite = error instanceof Error && 'errcode' in error
  return isSqlite && typeof error.errcode === 'number' ? error.errcode : 0
}
