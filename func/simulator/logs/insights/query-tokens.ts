import { malformedQuery } from './query-error.ts'

export interface Token {
  readonly kind: 'word' | 'number' | 'text' | 'regex' | 'sign'
  readonly text: string
  readonly offset: number
}

const TOKEN =
  /\s*(?:#[^\n]*\n?|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<regex>\/(?:[^/\\]|\\.)+\/i?)|(?<number>\d+(?:\.\d+)?(?![\w.]))|(?<word>`[^`]+`|@?[A-Za-z_\d][\w.@]*)|(?<sign>\|\||&&|[!=]=|=~|<=|>=|[|,()[\]=<>*+-]))/y

/** @throws {AwsError} MalformedQueryException */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = []
  const pattern = new RegExp(TOKEN)
  const end = query.trimEnd().length
  while (pattern.lastIndex < end) {
    const offset = pattern.lastIndex
    const { groups = {} } = pattern.exec(query) ?? {}
    const [kind, text] = Object.entries(groups).find(([, value]) => value !== undefined) ?? []
    if (pattern.lastIndex === 0) throw malformedQuery(query.slice(offset).trim().slice(0, 20), offset)
    if (kind !== undefined && text !== undefined) {
      tokens.push({
        kind: kind as Token['kind'],
        text: kind === 'word' ? text.replaceAll('`', '') : text,
        offset,
      })
    }
  }
  return tokens
}

/** Reads tokens one after the other. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get isDone(): boolean {
    return this.#next >= this.#tokens.length
  }

  peek(): Token | undefined {
    return this.#tokens[this.#next]
  }

  /** @throws {AwsError} MalformedQueryException */
  take(kind?: Token['kind']): Token {
    const token = this.peek()
    if (token === undefined) throw malformedQuery('the end of the query')
    if (kind !== undefined && token.kind !== kind) throw malformedQuery(token.text, token.offset)
    this.#next += 1
    return token
  }

  /** Takes a token if it is this one. */
  skip(text: string): boolean {
    const token = this.peek()
    if (token === undefined || token.kind === 'text' || token.text.toLowerCase() !== text) return false
    this.#next += 1
    return true
  }

  /** @throws {AwsError} MalformedQueryException */
  expect(text: string): void {
    const token = this.peek()
    if (!this.skip(text)) throw malformedQuery(token?.text ?? 'the end of the query', token?.offset)
  }
}
