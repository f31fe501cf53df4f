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

/** How values look on the wire: as texts in forms, paths and query strings; as themselves in JSON and CBOR. */
export type Notation = 'texts' | 'json' | 'cbor'

export function notationOf(protocol: Protocol): Notation {
  if (protocol === 'query') return 'texts'
  return protocol === 'cbor' ? 'cbor' : 'json'
}

/** @throws {AwsError} when a value is not of the type of its member */
export function readInput(
  notation: Notation,
  members: Members,
  raw: Readonly<Record<string, unknown>>,
): Reading {
  const reader = new Reader(notation)
  return { input: reader.members(members, raw, []), violations: reader.violations, unknown: reader.unknown }
}

class Reader {
  readonly #notation: Notation
  readonly violations: Violation[] = []
  readonly unknown: Path[] = []

  constructor(notation: Notation) {
    this.#notation = notation
  }

  members(known: Members, raw: object, path: Path): Readonly<Record<string, unknown>> {
    const input: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(raw)) {
      const shape = Object.hasOwn(known, name) ? known[name] : undefined
      if (shape === undefined) this.unknown.push([...path, name])
      else if (value !== null && value !== undefined) input[name] = this.#value(shape, value, [...path, name])
    }
    for (const [name, { required }] of Object.entries(known)) {
      if (required === true && input[name] === undefined) this.#missing([...path, name])
    }
    return input
  }

  #value(shape: Shape, raw: unknown, path: Path): unknown {
    switch (shape.kind) {
      case 'structure':
        return this.#structure(shape, raw, path)
      case 'list':
        return this.#list(shape, raw, path)
      case 'text':
        return this.#text(shape, raw, path)
      case 'flag':
        return this.#flag(raw, path)
      case 'time':
        return this.#time(raw, path)
      default:
        return this.#number(shape, raw, path)
    }
  }

  #structure(shape: StructureShape, raw: unknown, path: Path): unknown {
    if (this.#notation === 'texts' && raw === '') return this.members(shape.members, {}, path)
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw wrongType(path, 'a structure')
    return this.members(shape.members, raw, path)
  }

  #list(shape: ListShape, raw: unknown, path: Path): readonly unknown[] {
    const items = this.#notation === 'texts' ? itemsOfForm(raw) : raw
    if (!Array.isArray(items)) throw wrongType(path, 'a list')
    this.#checkSize(shape, items.length, items, path)
    return items.map((item, index) => this.#value(shape.of, item, [...path, index + 1]))
  }

  #text(shape: TextShape, raw: unknown, path: Path): string {
    if (typeof raw !== 'string') throw wrongType(path, 'a string')
    this.#checkSize(shape, raw.length, raw, path)
    if (shape.oneOf !== undefined && !shape.oneOf.includes(raw)) {
      this.#violated(path, raw, `Member must satisfy enum value set: [${shape.oneOf.join(', ')}]`)
    }
    if (shape.pattern !== undefined && !matchesWhole(shape.pattern, raw)) {
      this.#violated(path, raw, `Member must satisfy regular expression pattern: ${shape.pattern.source}`)
    }
    return raw
  }

  #number(shape: NumberShape, raw: unknown, path: Path): number {
    const value = this.#notation === 'texts' && /^-?\d+(\.\d+)?$/.test(String(raw)) ? Number(raw) : raw
    const isRight = typeof value === 'number' && (shape.kind === 'double' || Number.isInteger(value))
    if (!isRight) throw wrongType(path, shape.kind === 'double' ? 'a number' : 'an integer')
    if (value < (shape.min ?? value)) {
      this.#violated(path, raw, `Member must have value greater than or equal to ${shape.min}`)
    }
    if (value > (shape.max ?? value)) {
      this.#violated(path, raw, `Member must have value less than or equal to ${shape.max}`)
    }
    return value
  }

  #flag(raw: unknown, path: Path): boolean {
    const value = this.#notation === 'texts' && (raw === 'true' || raw === 'false') ? raw === 'true' : raw
    if (typeof value !== 'boolean') throw wrongType(path, 'a boolean')
    return value
  }

  /** @returns seconds since the epoch */
  #time(raw: unknown, path: Path): number {
    const seconds = this.#secondsOf(raw)
    if (typeof seconds !== 'number' || Number.isNaN(seconds)) throw wrongType(path, 'a timestamp')
    return seconds
  }

  #secondsOf(raw: unknown): unknown {
    if (this.#notation === 'json') return raw
    if (this.#notation === 'cbor') return raw instanceof Date ? raw.getTime() / 1000 : undefined
    return Date.parse(String(raw)) / 1000
  }

  #checkSize(shape: TextShape | ListShape, size: number, value: unknown, path: Path): void {
    if (size < (shape.min ?? 0)) {
      this.#violated(path, value, `Member must have length greater than or equal to ${shape.min}`)
    }
    if (size > (shape.max ?? size)) {
      this.#violated(path, value, `Member must have length less than or equal to ${shape.max}`)
    }
  }

  #violated(path: Path, value: unknown, constraint: string): void {
    this.violations.push({ path, value, constraint, isMissing: false })
  }

  #missing(path: Path): void {
    this.violations.push({ path, value: null, constraint: 'Member must not be null', isMissing: true })
  }
}

/** `{ member: { 1: 'a', 2: 'b' } }` in the order of the numbers; an empty list is an empty text. A query string has the items. */
function itemsOfForm(raw: unknown): unknown {
  if (raw === '') return []
  if (typeof raw === 'string' || Array.isArray(raw)) return [raw].flat()
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

function wrongType(path: Path, wanted: string): AwsError {
  return new AwsError('SerializationException', `${path.join('.')} is not ${wanted}`, {
    queryCode: 'MalformedInput',
  })
}
