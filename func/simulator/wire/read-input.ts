/** Reads what a request says into the members that its operation takes, and finds what AWS would refuse of it. */
import { AwsError, type Protocol } from './aws-error.ts'
import type { ListShape, Members, NumberShape, Shape, StructureShape, TextShape } from './shape.ts'

/** `['MetricDataQueries', 1, 'Id']`: members by name, items of lists from 1. */
export type Path = readonly (string | number)[]

export interface Violation {
  readonly path: Path
  readonly value: unknown
  /** `Member must not be null` */
  readonly constraint: string
  /** Whether the member is wanted and not there. */
  readonly isMissing: boolean
}

export interface Reading {
  readonly input: Readonly<Record<string, unknown>>
  readonly violations: readonly Violation[]
  /** Members that the operation does not take. */
  readonly unknown: readonly Path[]
}

/** How values look on the wire: as texts in forms, and in paths and query strings; as themselves in JSON and CBOR. */
export type Notation = 'form' | 'texts' | 'json' | 'cbor'

export function notationOf(protocol: Protocol): Notation {
  if (protocol === 'query') return 'form'
  return protocol === 'cbor' ? 'cbor' : 'json'
}

/** @throws {AwsError} when a value is not of the type of its member */
export function readInput(
  notation: Notation,
  members: Members,
  raw: Readonly<Record<string, unknown>>,
): Reading {
  const reader = new Reader(notation)
  return { input: reader.members(members, raw), violations: reader.violations, unknown: reader.unknown }
}

class Reader {
  readonly #notation: Notation
  /** Of the value that is being read: copied only when something is wrong with it. */
  readonly #path: (string | number)[] = []
  readonly violations: Violation[] = []
  readonly unknown: Path[] = []

  constructor(notation: Notation) {
    this.#notation = notation
  }

  get #isText(): boolean {
    return this.#notation === 'form' || this.#notation === 'texts'
  }

  members(known: Members, raw: object): Readonly<Record<string, unknown>> {
    const input: Record<string, unknown> = {}
    for (const name of Object.keys(raw)) {
      const value: unknown = raw[name as keyof typeof raw]
      const shape = Object.hasOwn(known, name) ? known[name] : undefined
      if (shape === undefined) this.unknown.push([...this.#path, name])
      else if (value !== null && value !== undefined) input[name] = this.#at(name, shape, value)
    }
    for (const name in known) {
      if (input[name] === undefined && known[name]?.required === true) this.#missing(name)
    }
    return input
  }

  #at(place: string | number, shape: Shape, raw: unknown): unknown {
    this.#path.push(place)
    const value = this.#value(shape, raw)
    this.#path.pop()
    return value
  }

  #value(shape: Shape, raw: unknown): unknown {
    switch (shape.kind) {
      case 'structure':
        return this.#structure(shape, raw)
      case 'list':
        return this.#list(shape, raw)
      case 'text':
        return this.#text(shape, raw)
      case 'flag':
        return this.#flag(raw)
      case 'time':
        return this.#time(raw)
      default:
        return this.#number(shape, raw)
    }
  }

  #structure(shape: StructureShape, raw: unknown): unknown {
    if (this.#notation === 'form' && raw === '') return this.members(shape.members, {})
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw this.#wrongType('a structure')
    return this.members(shape.members, raw)
  }

  #list(shape: ListShape, raw: unknown): readonly unknown[] {
    const items = itemsOf(this.#notation, raw)
    if (!Array.isArray(items)) throw this.#wrongType('a list')
    this.#checkSize(shape, items.length, items)
    return items.map((item, index) => this.#at(index + 1, shape.of, item))
  }

  #text(shape: TextShape, raw: unknown): string {
    if (typeof raw !== 'string') throw this.#wrongType('a string')
    this.#checkSize(shape, raw.length, raw)
    if (shape.oneOf !== undefined && !shape.oneOf.includes(raw)) {
      this.#violated(raw, `Member must satisfy enum value set: [${shape.oneOf.join(', ')}]`)
    }
    if (shape.pattern !== undefined && !matchesWhole(shape.pattern, raw)) {
      this.#violated(raw, `Member must satisfy regular expression pattern: ${shape.pattern.source}`)
    }
    return raw
  }

  #number(shape: NumberShape, raw: unknown): number {
    const value = this.#isText && /^-?\d+(\.\d+)?$/.test(String(raw)) ? Number(raw) : raw
    const isRight = typeof value === 'number' && (shape.kind === 'double' || Number.isInteger(value))
    if (!isRight) throw this.#wrongType(shape.kind === 'double' ? 'a number' : 'an integer')
    if (value < (shape.min ?? value)) {
      this.#violated(raw, `Member must have value greater than or equal to ${shape.min}`)
    }
    if (value > (shape.max ?? value)) {
      this.#violated(raw, `Member must have value less than or equal to ${shape.max}`)
    }
    return value
  }

  #flag(raw: unknown): boolean {
    const value = this.#isText && (raw === 'true' || raw === 'false') ? raw === 'true' : raw
    if (typeof value !== 'boolean') throw this.#wrongType('a boolean')
    return value
  }

  /** @returns seconds since the epoch */
  #time(raw: unknown): number {
    const seconds = this.#secondsOf(raw)
    if (typeof seconds !== 'number' || Number.isNaN(seconds)) throw this.#wrongType('a timestamp')
    return seconds
  }

  #secondsOf(raw: unknown): unknown {
    if (this.#notation === 'json') return raw
    if (this.#notation === 'cbor') return raw instanceof Date ? raw.getTime() / 1000 : undefined
    return Date.parse(String(raw)) / 1000
  }

  #checkSize(shape: TextShape | ListShape, size: number, value: unknown): void {
    if (size < (shape.min ?? 0)) {
      this.#violated(value, `Member must have length greater than or equal to ${shape.min}`)
    }
    if (size > (shape.max ?? size)) {
      this.#violated(value, `Member must have length less than or equal to ${shape.max}`)
    }
  }

  #violated(value: unknown, constraint: string): void {
    this.violations.push({ path: [...this.#path], value, constraint, isMissing: false })
  }

  #missing(name: string): void {
    const path = [...this.#path, name]
    this.violations.push({ path, value: null, constraint: 'Member must not be null', isMissing: true })
  }

  #wrongType(wanted: string): AwsError {
    return new AwsError('SerializationException', `${this.#path.join('.')} is not ${wanted}`, {
      queryCode: 'MalformedInput',
    })
  }
}

/** Items of a query string are its values, of which the only one is no list. */
function itemsOf(notation: Notation, raw: unknown): unknown {
  if (notation === 'form') return itemsOfForm(raw)
  return notation === 'texts' ? [raw].flat() : raw
}

/** `{ member: { 1: 'a', 2: 'b' } }` in the order of the numbers; an empty list is an empty text. */
function itemsOfForm(raw: unknown): unknown {
  if (raw === '') return []
  const { member } = Object(raw) as { readonly member?: unknown }
  if (typeof member !== 'object' || member === null) return undefined
  return Object.entries(member)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item)
}

function matchesWhole(pattern: RegExp, value: string): boolean {
  const found = pattern.exec(value)
  return found !== null && found.index === 0 && found[0].length === value.length
}
