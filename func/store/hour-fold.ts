/** One hour of a field put together over the series of each part of a layout. */
import type { ResolvedAggregation } from './accumulators.ts'
import type { Decoder } from './chunk-decoder.ts'
import { SERIES_PER_GROUP } from './chunk-layout.ts'
import type { Layout } from './layout.ts'

/** Those whose parts can be put together again. */
const FOLD_KINDS = ['sum', 'avg', 'min', 'max'] as const
export type FoldKind = (typeof FOLD_KINDS)[number]

export function isFoldKind(aggregation: ResolvedAggregation): aggregation is FoldKind {
  return FOLD_KINDS.some((kind) => kind === aggregation)
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
  addCells(kind, chunk.decoder.values, fold.values, fold, chunk)
  if (fold.weights !== undefined) addCells('sum', chunk.decoder.weights, fold.weights, fold, chunk)
}

/** One loop for all kinds: one of each kind is no faster. */
function addCells(
  kind: FoldKind,
  cells: Float64Array,
  into: Float64Array,
  { layout: { parts }, cells: width, seen }: HourFold,
  { cells: length, cut, member }: FoldedChunk,
): void {
  const { from, to } = cut ?? { from: 0, to: length }
  const stride = cut === undefined ? 1 : 0
  const isSum = kind === 'sum' || kind === 'avg'
  const isLeast = kind === 'min'
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    const part = parts[member * SERIES_PER_GROUP + row] as number
    if (part < 0) continue
    const end = row * length + to
    let at = part * width
    let place = member * width
    for (let cell = row * length + from; cell < end; cell++, at += stride, place += stride) {
      const value = cells[cell] as number
      if (Number.isNaN(value)) continue
      const before = into[at] as number
      if (Number.isNaN(before)) into[at] = value
      else if (isSum) into[at] = before + value
      else if (isLeast ? value < before : value > before) into[at] = value
      seen[place] = (seen[place] as number) | (1 << row)
    }
  }
}
