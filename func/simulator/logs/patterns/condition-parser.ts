import { invalidPattern } from './pattern-error.ts'

/** Whether something holds of an event's parts. */
export type Test<Event> = (event: Event) => boolean

/** Reads conditions joined by `&&` and `||`, which binds less, with round brackets: as delimited and JSON patterns have them. */
export class ConditionParser<Event> {
  readonly #tokens: readonly string[]
  readonly #condition: (parser: ConditionParser<Event>) => Test<Event>
  #next = 0

  /** @param condition reads one condition */
  constructor(tokens: readonly string[], condition: (parser: ConditionParser<Event>) => Test<Event>) {
    this.#tokens = tokens
    this.#condition = condition
  }

  /** @throws {AwsError} InvalidParameterException */
  parse(): Test<Event> {
    const test = this.#either()
    const left = this.#tokens[this.#next]
    if (left !== undefined) throw invalidPattern(`'${left}' is not expected`)
    return test
  }

  take(): string {
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

  #either(): Test<Event> {
    const tests = [this.#both()]
    while (this.#skip('||')) tests.push(this.#both())
    return tests.length === 1 ? (tests[0] as Test<Event>) : (event) => tests.some((test) => test(event))
  }

  #both(): Test<Event> {
    const tests = [this.#one()]
    while (this.#skip('&&')) tests.push(this.#one())
    return tests.length === 1 ? (tests[0] as Test<Event>) : (event) => tests.every((test) => test(event))
  }

  #one(): Test<Event> {
    if (!this.#skip('(')) return this.#condition(this)
    const test = this.#either()
    if (!this.#skip(')')) throw invalidPattern('a closing bracket is missing')
    return test
  }
}

/** The tokens of a text. @throws {AwsError} InvalidParameterException if it has something else */
export function tokensOf(text: string, pattern: RegExp): readonly string[] {
  const tokens: string[] = []
  const token = new RegExp(pattern.source, 'y')
  while (token.lastIndex < text.length) {
    const found = token.exec(text)
    if (found === null) throw invalidPattern(`'${text}' cannot be read`)
    tokens.push(found[1] as string)
  }
  return tokens
}
