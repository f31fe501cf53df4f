/** One hour of a field put together over the series of each part of a layout. */
import type { ResolvedAggregation } from './accumulators.ts'
import type { Decoder } from './chunk-decoder.ts'
import { SERIES_PER_GROUP } from './chunk-layout.ts'
import type { Layout } from './layout.ts'

/** Those whose parts can be put together again. */
const FOLDS = { sum: foldSums, avg: foldSums, min: foldLeast, max: foldGreatest }
export type FoldKind = keyof typeof FOLDS

export function isFoldKind(aggregation: ResolvedAggregation): aggregation is FoldKind {
  return Object.hasOwn(FOLDS, aggregation)
}

/** Cells of an hour that become one; undefined where each stays by itself. */
export interface HourCut {
  /** First cell, and the one behind the last. */
  readonly from: number
  readonly to: number
}

export interface HourFold {
  readonly layout: Layout
  /** Of each part: those of the grain, or one. */
  readonly cells: number
  /** By part, then by cell; NaN where there is none. */
  readonly values: Float64Array
  /** Of averages, whose values are sums of value times weight. */
  readonly weights: Float64Array | undefined
  /** By member, then by cell: bit r tells that series r has a value. */
  readonly seen: Uint32Array
}

export interface FoldShape {
  readonly layout: Layout
  readonly cells: number
  readonly isWeighed: boolean
}

export function emptyFold({ layout, cells, isWeighed }: FoldShape): HourFold {
  const empty = () => new Float64Array(layout.targets.length * cells).fill(Number.NaN)
  return {
    layout,
    cells,
    values: empty(),
    weights: isWeighed ? empty() : undefined,
    seen: new Uint32Array(layout.members.length * cells),
  }
}

/** The same of a layout that series have come to: all but the last of its members, and new ones, are as they were. */
export function growFold(fold: HourFold, layout: Layout): HourFold {
  const { cells, values, weights, seen } = fold
  const grown = emptyFold({ layout, cells, isWeighed: weights !== undefined })
  const kept = keptMembers(fold)
  const parts = (layout.starts[kept] as number) * cells
  grown.values.set(values.subarray(0, parts))
  if (weights !== undefined) grown.weights?.set(weights.subarray(0, parts))
  grown.seen.set(seen.subarray(0, kept * cells))
  return grown
}

/** Members that stay as they are when series come to the layout. */
export function keptMembers({ layout }: HourFold): number {
  return Math.max(0, layout.members.length - 1)
}

/** Takes out what a member has. */
export function clearMember({ layout, cells, values, weights, seen }: HourFold, member: number): void {
  const [from, to] = [layout.starts[member] as number, layout.starts[member + 1] as number]
  values.fill(Number.NaN, from * cells, to * cells)
  weights?.fill(Number.NaN, from * cells, to * cells)
  seen.fill(0, member * cells, (member + 1) * cells)
}

export interface FoldedChunk {
  readonly decoder: Decoder
  /** Cells of each series. */
  readonly cells: number
  readonly cut: HourCut | undefined
  /** That the chunk belongs to. */
  readonly member: number
}

/** Adds a decoded chunk of the hour. */
export function foldChunk(kind: FoldKind, fold: HourFold, chunk: FoldedChunk): void {
  const { decoder, cells, cut, member } = chunk
  const { from, to } = cut ?? { from: 0, to: cells }
  const add = FOLDS[kind]
  const stride = cut === undefined ? 1 : 0
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    const part = fold.layout.parts[member * SERIES_PER_GROUP + row] as number
    if (part < 0) continue
    const first = row * cells + from
    const end = row * cells + to
    const at = part * fold.cells
    if (!add(decoder.values, first, end, fold.values, at, stride)) continue
    if (fold.weights !== undefined) foldSums(decoder.weights, first, end, fold.weights, at, stride)
    see(decoder.values, first, end, fold.seen, member * fold.cells, stride, 1 << row)
  }
}

function see(
  cells: Float64Array,
  first: number,
  end: number,
  seen: Uint32Array,
  at: number,
  stride: number,
  bit: number,
): void {
  for (let cell = first, to = at; cell < end; cell++, to += stride) {
    if (!Number.isNaN(cells[cell] as number)) seen[to] = (seen[to] as number) | bit
  }
}
/** Adds the cells from first to before end, each `stride` behind the one before; false when there is none. */
function foldSums(
  cells: Float64Array,
  first: number,
  end: number,
  into: Float64Array,
  at: number,
  stride: number,
): boolean {
  let found = false
  for (let cell = first, to = at; cell < end; cell++, to += stride) {
    const value = cells[cell] as number
    if (Number.isNaN(value)) continue
    found = true
    const before = into[to] as number
    into[to] = Number.isNaN(before) ? value : before + value
  }
  return found
}

function foldLeast(
  cells: Float64Array,
  first: number,
  end: number,
  into: Float64Array,
  at: number,
  stride: number,
): boolean {
  let found = false
  for (let cell = first, to = at; cell < end; cell++, to += stride) {
    const value = cells[cell] as number
    if (Number.isNaN(value)) continue
    found = true
    if (!(value >= (into[to] as number))) into[to] = value
  }
  return found
}

function foldGreatest(
  cells: Float64Array,
  first: number,
  end: number,
  into: Float64Array,
  at: number,
  stride: number,
): boolean {
  let found = false
  for (let cell = first, to = at; cell < end; cell++, to += stride) {
    const value = cells[cell] as number
    if (Number.isNaN(value)) continue
    found = true
    if (!(value <= (into[to] as number))) into[to] = value
  }
  return found
}
