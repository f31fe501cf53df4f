/**
 * Arithmetic on columns, such as `100 * Errors_Sum / Invocations_Sum`: `+ - * /`, a leading minus, parentheses,
 * numbers and names; a name with other characters than letters, digits and `_` in double quotes, a double quote in it
 * twice.
 */
import { FuncError } from '../../../errors.ts'

/** The value of a column at one place, from those of all sources by place; NaN where there is none. */
export type ColumnValue = (sources: readonly Float64Array[], at: number) => number

/** Makes the value of an expression of those of its names. */
export type Bind = (columnOf: (name: string) => ColumnValue) => ColumnValue

export interface Expression {
  /** Each once, in the order of the text. */
  readonly names: readonly string[]
  readonly bind: Bind
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\d_]*)|"((?:[^"]|"")+)"|([-+*/()]))/uy
const LONGEST = 1_000
const MOST_OPERANDS = 50

type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: string }

/** @throws {FuncError} FUNC_ERR_STORE_QUERY_INVALID */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text)
  const names = tokens.flatMap((token) => (token.kind === 'name' ? [token.name] : []))
  const parser = new Parser(text, tokens)
  return { names: [...new Set(names)], bind: parser.parse() }
}

function tokenize(text: string): Token[] {
  if (text.length > LONGEST) throw invalid(text.slice(0, 40), `wanted at most ${LONGEST} characters`)
  const tokens: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null)
      throw invalid(text, `wanted a number, a name or one of + - * / ( ) at '${text.slice(at)}'`)
    tokens.push(toToken(match))
  }
  return tokens
}

function toToken([, number, name, quoted, operator]: RegExpExecArray): Token {
  if (number !== undefined) return { kind: 'number', value: Number(number) }
  if (name !== undefined) return { kind: 'name', name }
  if (quoted !== undefined) return { kind: 'name', name: quoted.replaceAll('""', '"') }
  return { kind: 'operator', operator: operator ?? '' }
}

/** Recursive descent: sums of products of operands. */
class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #next = 0
  #operands = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
  }

  parse(): Bind {
    const result = this.#sum()
    if (this.#next < this.#tokens.length) throw invalid(this.#text, 'wanted an operator between operands')
    return result
  }

  #sum(): Bind {
    let left = this.#product()
    for (let operator = this.#take('+', '-'); operator !== undefined; operator = this.#take('+', '-')) {
      left = combine(operator, left, this.#product())
    }
    return left
  }

  #product(): Bind {
    let left = this.#operand()
    for (let operator = this.#take('*', '/'); operator !== undefined; operator = this.#take('*', '/')) {
      left = combine(operator, left, this.#operand())
    }
    return left
  }

  #operand(): Bind {
    if (++this.#operands > MOST_OPERANDS)
      throw invalid(this.#text, `wanted at most ${MOST_OPERANDS} operands`)
    if (this.#take('-') !== undefined) return combine('-', () => () => 0, this.#operand())
    if (this.#take('(') !== undefined) return this.#closed()
    const token = this.#tokens[this.#next++]
    if (token?.kind === 'number') return () => () => token.value
    if (token?.kind === 'name') return (columnOf) => columnOf(token.name)
    throw invalid(this.#text, 'wanted a number, a name or a parenthesis where an operand is missing')
  }

  #closed(): Bind {
    const inner = this.#sum()
    if (this.#take(')') === undefined) throw invalid(this.#text, 'wanted a closing parenthesis')
    return inner
  }

  #take(...operators: readonly string[]): string | undefined {
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'operator' || !operators.includes(token.operator)) return undefined
    this.#next++
    return token.operator
  }
}

function combine(operator: string, left: Bind, right: Bind): Bind {
  return (columnOf) => {
    const a = left(columnOf)
    const b = right(columnOf)
    return (sources, at) => {
      const result = calculate(operator, a(sources, at), b(sources, at))
      return Number.isFinite(result) ? result : Number.NaN
    }
  }
}

function calculate(operator: string, a: number, b: number): number {
  if (operator === '+') return a + b
  if (operator === '-') return a - b
  return operator === '*' ? a * b : a / b
}

function invalid(text: string, wanted: string): FuncError {
  const message = `Cannot read the expression '${text}': ${wanted}`
  return new FuncError('FUNC_ERR_STORE_QUERY_INVALID', message)
}
