/** What an operation takes: the members that are simulated, with the limits that AWS's service models give them. */
export type Shape =
  | TextShape
  | NumberShape
  | { readonly kind: 'flag'; readonly required?: boolean }
  /** Seconds since the epoch in the input that an operation gets, whatever the protocol says. */
  | { readonly kind: 'time'; readonly required?: boolean }
  | ListShape
  | StructureShape

export interface TextShape {
  readonly kind: 'text'
  readonly required?: boolean
  /** Characters. */
  readonly min?: number
  readonly max?: number
  /** Of the whole text. */
  readonly pattern?: RegExp
  readonly oneOf?: readonly string[]
}

export interface NumberShape {
  readonly kind: 'integer' | 'double'
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
}

export interface ListShape {
  readonly kind: 'list'
  readonly of: Shape
  readonly required?: boolean
  /** Members. */
  readonly min?: number
  readonly max?: number
}

export interface StructureShape {
  readonly kind: 'structure'
  readonly members: Members
  readonly required?: boolean
}

/** By name, as AWS spells it. */
export type Members = Readonly<Record<string, Shape>>

type Options<T> = Omit<T, 'kind' | 'of' | 'members'>

export function text(options: Options<TextShape> = {}): TextShape {
  return { kind: 'text', ...options }
}

export function integer(options: Options<NumberShape> = {}): NumberShape {
  return { kind: 'integer', ...options }
}

export function flag(): Shape {
  return { kind: 'flag' }
}

export function time(options: { readonly required?: boolean } = {}): Shape {
  return { kind: 'time', ...options }
}

export function list(of: Shape, options: Options<ListShape> = {}): ListShape {
  return { kind: 'list', of, ...options }
}

export function structure(members: Members, options: Options<StructureShape> = {}): StructureShape {
  return { kind: 'structure', members, ...options }
}
