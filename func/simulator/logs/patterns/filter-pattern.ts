import { AwsError } from '../../wire/aws-error.ts'
import { parseDelimitedPattern } from './delimited-pattern.ts'
import { parseJsonPattern } from './json-pattern.ts'
import { invalidPattern, type Matches } from './pattern-error.ts'
import { isRegex, parseRegex } from './pattern-regex.ts'
import { unquoted } from './pattern-value.ts'

const LONGEST_PATTERN = 1024
/** A term of letters and digits, or anything in double quotes; `?` makes it one of several, `-` forbids it. */
const TERM = /\s*([?-]?)(?:("(?:[^"\\]|\\.)*")|(\w+))(?=\s|$)/y

/**
 * The meaning of a filter pattern, as FilterAndPatternSyntax of the CloudWatch Logs guide describes it.
 * @throws {AwsError} InvalidParameterException
 */
export function parseFilterPattern(pattern: string): Matches {
  const trimmed = pattern.trim()
  if (pattern.length > LONGEST_PATTERN)
    throw invalidPattern(`it is longer than ${LONGEST_PATTERN} characters`)
  if (trimmed === '' || trimmed === '""' || trimmed === '" "') return () => true
  if (trimmed.startsWith('{')) return parseJsonPattern(trimmed)
  if (trimmed.startsWith('[')) return parseDelimitedPattern(trimmed)
  if (!isRegex(trimmed)) return termPattern(trimmed)
  const regex = parseRegex(trimmed)
  return (message) => regex.test(message)
}

/** Ordinary terms must all be there; `?` terms count only where there is no other kind. */
function termPattern(pattern: string): Matches {
  const terms = parseTerms(pattern)
  const of = (kind: string) => terms.filter((term) => term.kind === kind).map(({ text }) => text)
  const [wanted, forbidden, any] = [of(''), of('-'), of('?')]
  if (wanted.length + forbidden.length === 0) return (message) => any.some((text) => message.includes(text))
  return (message) =>
    wanted.every((text) => message.includes(text)) && !forbidden.some((text) => message.includes(text))
}

function parseTerms(pattern: string): readonly { readonly kind: string; readonly text: string }[] {
  const terms: { kind: string; text: string }[] = []
  const term = new RegExp(TERM)
  while (term.lastIndex < pattern.length) {
    const from = term.lastIndex
    const found = term.exec(pattern)
    if (found === null) throw invalidTerm(pattern.slice(from))
    const [, kind = '', quoted, word = ''] = found
    terms.push({ kind, text: quoted === undefined ? word : unquoted(quoted) })
  }
  return terms
}

function invalidTerm(text: string): AwsError {
  const [term] = text.trim().split(/\s/)
  return new AwsError('InvalidParameterException', `Invalid character(s) in term '${term}'`)
}
