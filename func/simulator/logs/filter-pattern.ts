import { invalidPattern, type Matches, parseJsonPattern } from './json-pattern.ts'

const LONGEST_PATTERN = 1024
/** A term of letters and digits, or anything in double quotes; `?` makes it one of several, `-` forbids it. */
const TERM = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\w+))(?=\s|$)/y

/**
 * The meaning of a filter pattern, as FilterAndPatternSyntax of the CloudWatch Logs guide tells it; regular expressions
 * and space-delimited patterns are not simulated.
 * @throws {AwsError} InvalidParameterException
 */
export function parseFilterPattern(pattern: string): Matches {
  const trimmed = pattern.trim()
  if (pattern.length > LONGEST_PATTERN)
    throw invalidPattern(`it is longer than ${LONGEST_PATTERN} characters`)
  if (trimmed === '' || trimmed === '""' || trimmed === '" "') return () => true
  return trimmed.startsWith('{') ? parseJsonPattern(trimmed) : termPattern(trimmed)
}

/** Ordinary terms must all be there; `?` terms count only where there is no other kind. */
function termPattern(pattern: string): Matches {
  const terms = parseTerms(pattern)
  const of = (sign: string) => terms.filter((term) => term.sign === sign).map(({ text }) => text)
  const [wanted, forbidden, any] = [of(''), of('-'), of('?')]
  if (wanted.length + forbidden.length === 0) return (message) => any.some((text) => message.includes(text))
  return (message) =>
    wanted.every((text) => message.includes(text)) && !forbidden.some((text) => message.includes(text))
}

function parseTerms(pattern: string): readonly { readonly sign: string; readonly text: string }[] {
  const terms: { sign: string; text: string }[] = []
  const term = new RegExp(TERM)
  while (term.lastIndex < pattern.length) {
    const found = term.exec(pattern)
    if (found === null) throw invalidPattern(`terms other than letters, digits and _ need double quotes`)
    const [, sign = '', quoted, word] = found
    terms.push({ sign, text: word ?? (quoted ?? '').replace(/\\(.)/g, '$1') })
  }
  return terms
}
