import { invalidPattern } from './pattern-error.ts'

/** Letters, digits, the symbols and operators of the guide's list, and escapes of them; no groups, no blanks. */
const ALLOWED =
  /^(?:[A-Za-z0-9_#=@/;,:^$?[\]{}|*+.-]|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[dDsSwW]|[^A-Za-z0-9]))+$/

/** Of one pattern that is delimited or JSON. */
export const MOST_REGEXES = 2

/** The regular expression between two `%`. @throws {AwsError} InvalidParameterException */
export function parseRegex(quoted: string): RegExp {
  const source = quoted.slice(1, -1)
  if (!ALLOWED.test(source))
    throw invalidPattern(`'${quoted}' has characters that regular expressions may not have`)
  try {
    return new RegExp(source)
  } catch {
    throw invalidPattern(`'${quoted}' is not a regular expression`)
  }
}

/** Whether all of a text is one regular expression: a `%` in it is escaped. */
export function isRegex(text: string): boolean {
  return /^%(?:[^%\\]|\\.)+%$/.test(text)
}
