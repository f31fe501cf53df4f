import { AwsError } from '../wire/aws-error.ts'

export type Matches = (message: string) => boolean

type Test = (root: unknown) => boolean
type Path = readonly (string | number)[]

/** What a JSON pattern consists of: a selector, an operator, a bracket, a text, a number or a word. */
const TOKEN =
  /\s*(\$(?:\.[\w-]+|\.?\["[^"]+"\]|\.?\['[^']+'\]|\[\d+\])+|&&|\|\||!=|<=|>=|=|<|>|\(|\)|"(?:[^"\\]|\\.)*"|[\w.*+-]+)\s*/y
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/

/** `{ $.type = "platform.report" && ($.record.status != "success" || $.record.errorType NOT EXISTS) }` */
export function parseJsonPattern(pattern: string): Matches {
  if (!pattern.endsWith('}')) throw invalidPattern('the closing brace is missing')
  const parser = new Parser(tokensOf(pattern.slice(1, -1)))
  const test = parser.parse()
  return (message) => {
    const root = parseObject(message)
    return root !== undefined && test(root)
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  const token = new RegExp(TOKEN)
  while (token.lastIndex < text.length) {
    const found = token.exec(text)
    if (found === null) throw invalidPattern(`'${text}' cannot be read`)
    tokens.push(found[1] as string)
  }
  return tokens
}

function parseObject(message: string): unknown {
  if (!message.trimStart().startsWith('{')) return undefined
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

/** `||` binds less than `&&`. */
class Parser {
  readonly #tokens: readonly string[]
  #next = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  parse(): Test {
    const test = this.#either()
    if (this.#next < this.#tokens.length)
      throw invalidPattern(`'${this.#tokens[this.#next]}' is not expected`)
    return test
  }

  #take(): string {
    const token = this.#tokens[this.#next]
    if (token === undefined) throw invalidPattern('it ends too early')
    this.#next += 1
    return token
  }

  #skip(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false
    this.#next += 1
    return true
  }

  #either(): Test {
    const tests = [this.#both()]
    while (this.#skip('||')) tests.push(this.#both())
    return tests.length === 1 ? (tests[0] as Test) : (root) => tests.some((test) => test(root))
  }

  #both(): Test {
    const tests = [this.#one()]
    while (this.#skip('&&')) tests.push(this.#one())
    return tests.length === 1 ? (tests[0] as Test) : (root) => tests.every((test) => test(root))
  }

  #one(): Test {
    if (!this.#skip('(')) return this.#comparison()
    const test = this.#either()
    if (!this.#skip(')')) throw invalidPattern('a closing bracket is missing')
    return test
  }

  #comparison(): Test {
    const path = parsePath(this.#take())
    const operator = this.#take()
    if (operator === 'IS') return isWord(path, this.#take())
    if (operator === 'NOT' && this.#take() === 'EXISTS') return (root) => valueAt(root, path) === undefined
    return compare(path, operator, this.#take())
  }
}

function parsePath(selector: string): Path {
  if (!selector.startsWith('$')) throw invalidPattern(`'${selector}' is not a selector`)
  const parts = selector.matchAll(/\[(\d+)\]|\[["']([^"']+)["']\]|\.([\w-]+)/g)
  return Array.from(parts, ([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? '') : +index,
  )
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  )
}

function isWord(path: Path, word: string): Test {
  const wanted = new Map<string, unknown>([
    ['NULL', null],
    ['TRUE', true],
    ['FALSE', false],
  ])
  if (!wanted.has(word)) throw invalidPattern(`IS must be followed by NULL, TRUE or FALSE: got '${word}'`)
  return (root) => valueAt(root, path) === wanted.get(word)
}

function compare(path: Path, operator: string, wanted: string): Test {
  if (operator === '=') return holds(path, isLike(wanted))
  if (operator === '!=') return holds(path, (value) => !isLike(wanted)(value))
  const order = ORDERS.get(operator)
  if (order === undefined || !NUMBER.test(wanted))
    throw invalidPattern(`'${operator} ${wanted}' is not known`)
  return holds(path, (value) => typeof value === 'number' && order(value, Number(wanted)))
}

const ORDERS: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
])

/** What is not there matches nothing, not even `!=`. */
function holds(path: Path, test: (value: string | number) => boolean): Test {
  return (root) => {
    const value = valueAt(root, path)
    return (typeof value === 'string' || typeof value === 'number') && test(value)
  }
}

/** A number, or a text in which `*` stands for anything. */
function isLike(wanted: string): (value: string | number) => boolean {
  const isQuoted = wanted.startsWith('"')
  if (!isQuoted && NUMBER.test(wanted)) return (value) => value === Number(wanted)
  const text = isQuoted ? wanted.slice(1, -1).replace(/\\(.)/g, '$1') : wanted
  const parts = text.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's')
  return (value) => typeof value === 'string' && pattern.test(value)
}

export function invalidPattern(reason: string): AwsError {
  return new AwsError('InvalidParameterException', `Invalid filter pattern: ${reason}`)
}
