import { ConditionParser, type Test, tokensOf } from './condition-parser.ts'
import { invalidPattern, type Matches } from './pattern-error.ts'
import { isRegex, MOST_REGEXES } from './pattern-regex.ts'
import { isNumber, parseOrder, parseText } from './pattern-value.ts'

/** `*` is any element of an array, or any member of an object. */
type Path = readonly (string | number | typeof ANY)[]
const ANY = Symbol('any')

/** A selector, an operator, a bracket, a text, a regular expression, or a word that may hold wildcards. */
const TOKEN =
  /\s*(\$(?:\.[\w*-]+|\.?\["[^"]+"\]|\.?\['[^']+'\]|\[(?:\d+|\*)\])+|&&|\|\||!=|<=|>=|=|<|>|\(|\)|"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)+%|[\w.*+-]+)\s*/
const SELECTOR_PARTS = /\[(\d+|\*)\]|\[["']([^"']+)["']\]|\.([\w*-]+)/g
const MOST_WILDCARDS = 3

/** `{ $.type = "platform.report" && ($.record.status != "success" || $.record.errorType NOT EXISTS) }` */
export function parseJsonPattern(pattern: string): Matches {
  if (!pattern.endsWith('}')) throw invalidPattern('the closing brace is missing')
  const tokens = tokensOf(pattern.slice(1, -1), TOKEN)
  check(tokens)
  const test = new ConditionParser<unknown>(tokens, condition).parse()
  return (message) => {
    const root = parseObject(message)
    return root !== undefined && test(root)
  }
}

function check(tokens: readonly string[]): void {
  if (tokens.filter(isRegex).length > MOST_REGEXES)
    throw invalidPattern(`it has more than ${MOST_REGEXES} regexes`)
  const wild = tokens
    .filter((token) => token.startsWith('$'))
    .map((selector) => parsePath(selector).filter(isAny))
  if (wild.some((parts) => parts.length > 1)) throw invalidPattern('a selector has more than one wildcard')
  if (wild.flat().length > MOST_WILDCARDS) {
    throw invalidPattern(`its selectors have more than ${MOST_WILDCARDS} wildcards`)
  }
}

function isAny(part: Path[number]): boolean {
  return part === ANY
}

function parseObject(message: string): unknown {
  if (!message.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function condition(parser: ConditionParser<unknown>): Test<unknown> {
  const path = parsePath(parser.take())
  const operator = parser.take()
  if (operator === 'IS') return isWord(path, parser.take())
  if (operator === 'NOT') {
    if (parser.take() !== 'EXISTS') throw invalidPattern('NOT must be followed by EXISTS')
    return (root) => valuesAt(root, path).length === 0
  }
  return compare(path, operator, parser.take())
}

function parsePath(selector: string): Path {
  if (!selector.startsWith('$')) throw invalidPattern(`'${selector}' is not a selector`)
  return Array.from(selector.matchAll(SELECTOR_PARTS), ([, index, quoted, name]) => {
    if (index === '*' || name === '*') return ANY
    return index === undefined ? (quoted ?? name ?? '') : Number(index)
  })
}

function valuesAt(root: unknown, path: Path): readonly unknown[] {
  return path.reduce<readonly unknown[]>(
    (values, key) => values.flatMap((value) => childrenOf(value, key)),
    [root],
  )
}

function childrenOf(value: unknown, key: Path[number]): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (typeof key === 'symbol') return Object.values(value)
  return Object.hasOwn(value, key) ? [(value as Record<string | number, unknown>)[key]] : []
}

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['NULL', null],
  ['TRUE', true],
  ['FALSE', false],
])

function isWord(path: Path, word: string): Test<unknown> {
  if (!WORDS.has(word)) throw invalidPattern(`IS must be followed by NULL, TRUE or FALSE: got '${word}'`)
  const wanted = WORDS.get(word)
  return (root) => valuesAt(root, path).includes(wanted)
}

function compare(path: Path, operator: string, wanted: string): Test<unknown> {
  const isLike = operator === '=' || operator === '!=' ? parseEqual(wanted) : undefined
  if (operator === '=' && isLike !== undefined) return holds(path, isLike)
  if (operator === '!=' && isLike !== undefined) return holds(path, (value) => !isLike(value))
  const isInOrder = parseOrder(operator, wanted)
  return holds(path, (value) => typeof value === 'number' && isInOrder(value))
}

/** What is not there, or is an array or an object, matches nothing, not even `!=`. */
function holds(path: Path, test: (value: string | number) => boolean): Test<unknown> {
  return (root) =>
    valuesAt(root, path).some(
      (value) => (typeof value === 'string' || typeof value === 'number') && test(value),
    )
}

/** A number equals numbers alone; a text that is all wildcard equals both. */
function parseEqual(wanted: string): (value: string | number) => boolean {
  if (isNumber(wanted)) return (value) => value === Number(wanted)
  const isLike = parseText(wanted)
  return (value) => (typeof value === 'string' || wanted.includes('*')) && isLike(String(value))
}
