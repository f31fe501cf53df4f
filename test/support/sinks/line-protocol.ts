/**
 * A reader of line protocol, written from the rules of InfluxDB 1.x and independent of our encoder: a backslash
 * in names escapes only comma, equals sign and space; in strings only quote and backslash. In field keys a
 * backslash before another one is a pair that stands for itself.
 */
export interface ReadLine {
  readonly measurement: string
  readonly tags: Record<string, string>
  readonly fields: Record<string, number | bigint | string | boolean>
  readonly timestamp: bigint
}

export function readLines(text: string): ReadLine[] {
  const reader = new Reader(text)
  const lines: ReadLine[] = []
  while (!reader.atEnd) lines.push(reader.line())
  return lines
}

class Reader {
  readonly #characters: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#characters = [...text]
  }

  get atEnd(): boolean {
    return this.#at >= this.#characters.length
  }

  line(): ReadLine {
    if (this.#peek() === '#') throw new Error('Comment')
    const measurement = this.#name(', ', ', ').replace(/^\\#/, '#')
    const tags: Record<string, string> = Object.create(null)
    while (this.#skip(',')) {
      const key = this.#name('=', ',= ')
      this.#expect('=')
      const value = this.#name(', ', ',= ')
      if (key in tags || key === '' || value === '') throw new Error(`Bad tag '${key}'`)
      tags[key] = value
    }
    this.#expect(' ')
    const fields: Record<string, number | bigint | string | boolean> = Object.create(null)
    do {
      const key = this.#name('=', ',= ', true)
      this.#expect('=')
      fields[key] = this.#peek() === '"' ? this.#string() : scalar(this.#word())
    } while (this.#skip(','))
    this.#expect(' ')
    const timestamp = BigInt(this.#word())
    this.#expect('\n')
    return { measurement, tags, fields, timestamp }
  }

  #name(until: string, escapable: string, hasPairs = false): string {
    let name = ''
    for (;;) {
      const character = this.#next()
      const following = this.#peek()
      if (character === '\n') throw new Error('Line break in a name')
      if (character === '\\' && following !== undefined && escapable.includes(following)) name += this.#next()
      else if (hasPairs && character === '\\' && following === '\\') name += character + this.#next()
      else if (until.includes(character)) {
        this.#at--
        return name
      } else name += character
    }
  }

  #string(): string {
    this.#expect('"')
    let text = ''
    for (;;) {
      const character = this.#next()
      if (character === '"') return text
      const following = this.#peek()
      text += character === '\\' && (following === '"' || following === '\\') ? this.#next() : character
    }
  }

  #word(): string {
    let word = ''
    while (!this.atEnd && !', \n'.includes(this.#peek() ?? '')) word += this.#next()
    return word
  }

  #peek(): string | undefined {
    return this.#characters[this.#at]
  }

  #next(): string {
    const character = this.#characters[this.#at++]
    if (character === undefined) throw new Error('Unexpected end')
    return character
  }

  #skip(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at++
    return true
  }

  #expect(character: string): void {
    const found = this.#next()
    if (found !== character) throw new Error(`Wanted '${character}', got '${found}' at ${this.#at}`)
  }
}

function scalar(word: string): number | bigint | boolean {
  if (word === 'true' || word === 'false') return word === 'true'
  if (/^-?\d+i$/.test(word)) return BigInt(word.slice(0, -1))
  if (!/^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(word)) throw new Error(`Bad value '${word}'`)
  return Number(word)
}
