/**
 * A place in JSON that moves on token by token, for answers so large that building all of their texts and lists costs
 * more than what is wanted of them. What is not found where it is looked for is undefined or false: then the caller
 * leaves the whole answer to another reader.
 */
import { Buffer } from 'node:buffer'
import type { NumberList } from './number-list.ts'

const QUOTE = 0x22
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LOWER_E = 0x65
const LOWER_N = 0x6e
const BACKSLASH = 0x5c
const SPACE = 0x20
const TO_LOWER_CASE = 0x20
const COMMA = 0x2c
const COLON = 0x3a
const OPENING_BRACKET = 0x5b
const CLOSING_BRACKET = 0x5d
const OPENING_BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** Bytes that fit into a whole number. */
const SHORT = 4
const MAX_TEXTS = 4096

/** A double holds these exactly, so that a whole number of 15 digits, times or by one of them, is rounded once. */
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const MAX_DIGITS = 15

/** The name of a member, to be looked for. */
export interface Member<Name extends string> {
  readonly name: Name
  /** The name as JSON. */
  readonly bytes: Uint8Array
}

export function membersOf<Name extends string>(names: readonly Name[]): readonly Member<Name>[] {
  return names.map((name) => ({ name, bytes: Buffer.from(JSON.stringify(name)) }))
}

export class JsonCursor {
  readonly #bytes: Buffer
  readonly #view: DataView
  #at = 0
  /** Members mostly come in the order of their list. */
  #expected = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Bytes before the next token, space included. */
  get at(): number {
    return this.#at
  }

  get isAtEnd(): boolean {
    return this.#peek() === undefined
  }

  /** Back to a place where it was before. */
  goBack(at: number): void {
    this.#at = at
  }

  /** Goes past the same bytes as stand between two places, if they are next. */
  skipRepeated(from: number, to: number): boolean {
    const view = this.#view
    const at = this.#at
    const length = to - from
    if (at + length > view.byteLength) return false
    // From the end, where times differ first; a native comparison costs more than it saves.
    let left = length
    for (; left >= 4; left -= 4) {
      if (view.getInt32(at + left - 4, true) !== view.getInt32(from + left - 4, true)) return false
    }
    for (; left > 0; left--) {
      if (view.getInt8(at + left - 1) !== view.getInt8(from + left - 1)) return false
    }
    this.#at = at + length
    return true
  }

  /** Whether an object is here of which each of these members could be read; other members, and null, are skipped. */
  object<Name extends string>(members: readonly Member<Name>[], read: (name: Name) => boolean): boolean {
    if (!this.#skip(OPENING_BRACE)) return false
    if (this.#skip(CLOSING_BRACE)) return true
    this.#expected = 0
    do {
      const name = this.#memberOf(members)
      if ((name === undefined && this.text() === undefined) || !this.#skip(COLON)) return false
      const isRead = name === undefined || this.#peek() === LOWER_N ? this.#skipValue() : read(name)
      if (!isRead) return false
    } while (this.#skip(COMMA))
    return this.#skip(CLOSING_BRACE)
  }

  list<Item>(read: () => Item | undefined): Item[] | undefined {
    if (!this.#skip(OPENING_BRACKET)) return undefined
    const items: Item[] = []
    if (this.#skip(CLOSING_BRACKET)) return items
    do {
      const item = read()
      if (item === undefined) return undefined
      items.push(item)
    } while (this.#skip(COMMA))
    return this.#skip(CLOSING_BRACKET) ? items : undefined
  }

  text(): string | undefined {
    if (!this.#skip(QUOTE)) return undefined
    const bytes = this.#bytes
    const from = this.#at
    let at = from
    let isEscaped = false
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
      if (byte === undefined || byte < SPACE) return undefined
      if (byte === BACKSLASH) isEscaped = true
      at += byte === BACKSLASH ? 2 : 1
    }
    this.#at = at + 1
    if (!isEscaped && at - from <= SHORT) return shortText(bytes, from, at)
    const text = bytes.toString('utf8', from, at)
    if (!isEscaped) return text
    const value = parse(`"${text}"`)
    return typeof value === 'string' ? value : undefined
  }

  /** Appends a list of numbers, each the nearest double; nothing, and false, when it is no such list. */
  numbers(into: NumberList): boolean {
    const from = this.#at
    const before = into.length
    if (!this.#skip(OPENING_BRACKET)) return false
    if (this.#skip(CLOSING_BRACKET)) return true
    const bytes = this.#bytes
    do {
      const number = this.#shortNumber()
      if (Number.isNaN(number)) break
      into.push(number)
    } while (bytes[this.#at++] === COMMA)
    const isRead = bytes[this.#at - 1] === CLOSING_BRACKET
    if (!isRead) into.cut(before)
    return isRead || this.#anyNumbers(from, into)
  }

  /** A number of few digits right at this place; NaN for all else. */
  #shortNumber(): number {
    const bytes = this.#bytes
    const isNegative = bytes[this.#at] === MINUS
    const first = isNegative ? this.#at + 1 : this.#at
    let digits = 0
    let at = first
    let byte = bytes[at] ?? 0
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0) digits = digits * 10 + (byte - ZERO)
    const whole = at - first
    let decimals = 0
    if (byte === POINT) {
      byte = bytes[++at] ?? 0
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? 0) digits = digits * 10 + (byte - ZERO)
      decimals = at - first - whole - 1
      if (decimals === 0) return Number.NaN
    }
    const isZeroPadded = whole > 1 && bytes[first] === ZERO
    if (whole === 0 || isZeroPadded || whole + decimals > MAX_DIGITS) return Number.NaN
    this.#at = at
    const isPlain = (byte | TO_LOWER_CASE) !== LOWER_E
    const scaled = isPlain
      ? digits / (POWERS_OF_TEN[decimals] ?? 0)
      : scale(digits, this.#exponent() - decimals)
    return isNegative ? -scaled : scaled
  }

  /** At the letter; NaN when no digits follow it. */
  #exponent(): number {
    const bytes = this.#bytes
    const sign = bytes[++this.#at]
    if (sign === PLUS || sign === MINUS) this.#at++
    const first = this.#at
    let exponent = 0
    for (let byte = bytes[first] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[++this.#at] ?? 0)
      exponent = exponent * 10 + byte - ZERO
    if (this.#at === first) return Number.NaN
    return sign === MINUS ? -exponent : exponent
  }

  /** Goes past a byte, if it is next. */
  #skip(byte: number): boolean {
    if (this.#peek() !== byte) return false
    this.#at++
    return true
  }

  #memberOf<Name extends string>(members: readonly Member<Name>[]): Name | undefined {
    if (this.#peek() !== QUOTE) return undefined
    for (let tried = 0; tried < members.length; tried++) {
      const place = (this.#expected + tried) % members.length
      const member = members[place]
      if (member === undefined || !this.#isNext(member.bytes)) continue
      this.#expected = place + 1
      this.#at += member.bytes.length
      return member.name
    }
    return undefined
  }

  #anyNumbers(from: number, into: NumberList): boolean {
    const end = this.#bytes.indexOf(CLOSING_BRACKET, from) + 1
    if (end === 0) return false
    this.#at = end
    const numbers = parse(this.#bytes.toString('latin1', from, end))
    if (!isNumbers(numbers)) return false
    for (const number of numbers) into.push(Number(number))
    return true
  }

  /** Goes past any value, if it is JSON. */
  #skipValue(): boolean {
    this.#peek()
    const from = this.#at
    let depth = 0
    do {
      const byte = this.#peek()
      if (byte === undefined) return false
      if (byte !== QUOTE) this.#skipPart()
      else if (this.text() === undefined) return false
      if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth++
      else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth--
    } while (depth > 0)
    return parse(this.#bytes.toString('utf8', from, this.#at)) !== undefined
  }

  /** Goes past a mark, or all of a number or word. */
  #skipPart(): void {
    const from = this.#at
    while (isPartOfWord(this.#bytes[this.#at])) this.#at++
    if (this.#at === from) this.#at++
  }

  /** The next byte that is no space. */
  #peek(): number | undefined {
    let byte = this.#bytes[this.#at]
    while (byte === SPACE || byte === 0x09 || byte === 0x0a || byte === 0x0d) byte = this.#bytes[++this.#at]
    return byte
  }

  #isNext(bytes: Uint8Array): boolean {
    const all = this.#bytes
    const at = this.#at
    for (let index = bytes.length - 2; index > 0; index--) if (all[at + index] !== bytes[index]) return false
    return all[at + bytes.length - 1] === QUOTE
  }
}

/** Ids are few and come again in every answer: their texts are made once. */
const SHORT_TEXTS = new Map<number, string>()

function shortText(bytes: Buffer, from: number, to: number): string {
  let key = 0
  for (let at = from; at < to; at++) key = (key << 8) | (bytes[at] ?? 0)
  const known = SHORT_TEXTS.get(key)
  if (known !== undefined) return known
  const text = bytes.toString('utf8', from, to)
  if (SHORT_TEXTS.size < MAX_TEXTS) SHORT_TEXTS.set(key, text)
  return text
}

function scale(digits: number, exponent: number): number {
  const power = POWERS_OF_TEN[Math.abs(exponent)]
  if (power === undefined) return Number.NaN
  return exponent < 0 ? digits / power : digits * power
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** JSON has no numbers that are not finite: CloudWatch would write them as texts. */
const NOT_FINITE: readonly unknown[] = ['NaN', 'Infinity', '-Infinity']

function isNumbers(value: unknown): value is (number | string)[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number' || NOT_FINITE.includes(item))
}

/** Digits, letters, plus, minus and point. */
function isPartOfWord(byte: number | undefined): boolean {
  return byte !== undefined && /[\w.+-]/.test(String.fromCharCode(byte))
}
