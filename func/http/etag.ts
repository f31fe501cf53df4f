/** Edits are made of a state that was read; another state in between is reported instead of overwritten. */
import { createHash } from 'node:crypto'
import { FuncError } from '../errors.ts'

const LENGTH = 22

/** A strong validator of anything that is JSON. */
export function etagOf(state: unknown): string {
  const text = JSON.stringify(state)
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, LENGTH)}"`
}

/** @throws FUNC_ERR_HTTP_ETAG_MISSING, FUNC_ERR_HTTP_ETAG_MISMATCH */
export function assertMatch(ifMatch: string | undefined, current: string, what: string): void {
  if (ifMatch === undefined) {
    throw new FuncError(
      'FUNC_ERR_HTTP_ETAG_MISSING',
      `Cannot change ${what} without if-match: wanted its etag, or *`,
    )
  }
  const tags = ifMatch.split(',').map((tag) => tag.trim())
  if (tags.includes('*') || tags.includes(current)) return
  throw new FuncError(
    'FUNC_ERR_HTTP_ETAG_MISMATCH',
    `Cannot change ${what} as it was changed since it was read`,
  )
}
