import { codeOf, messageOf } from '../errors.ts'

/** An error as fields of the host's log. */
export function errorFields(error: unknown): { readonly code?: string; readonly error: string } {
  const code = codeOf(error)
  return code === undefined ? { error: messageOf(error) } : { code, error: messageOf(error) }
}
