/** One hour of a field put together over the series of each target, in the order of the chunks. */
import type { ResolvedAggregation } from './accumulators.ts'
import type { Decoder, Reading } from './chunk-decoder.ts'
import { SERIES_PER_GROUP } from './chunk-layout.ts'

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
  /** By target, then by cell; NaN where there is none. */
  readonly values: Float64Array
  /** Of averages, whose values are sums of value times weight. */
  readonly weights: Float64Array | undefined
  /** By place of the members, then by cell: bit r tells that series r has a value. */
  readonly seen: Uint32Array
  /** Of each target: those of the grain, or one. */
  readonly cells: number
}

export interface FoldShape {
  readonly targets: number
  readonly members: number
  readonly reading: Pick<Reading, 'grain' | 'isWeighed'>
  readonly cut: HourCut | undefined
}

export function emptyFold({ targets, members, reading, cut }: FoldShape): HourFold {
  const cells = cut === undefined ? reading.grain.cells : 1
  const empty = () => new Float64Array(targets * cells).fill(Number.NaN)
  return {
    values: empty(),
    weights: reading.isWeighed ? empty() : undefined,
    seen: new Uint32Array(members * cells),
    cells,
  }
}

export interface FoldedChunk {
  readonly decoder: Decoder
  /** Cells of each series. */
  readonly cells: number
  readonly cut: HourCut | undefined
  /** Where each of the 32 series belongs, −1 for nowhere. */
  readonly targets: Int32Array
  /** Place of the members. */
  readonly member: number
}

/** Adds a decoded chunk of the hour. */
export function foldChunk(kind: FoldKind, fold: HourFold, chunk: FoldedChunk): void {
  const { decoder, cells, cut, targets, member } = chunk
  const { from, to } = cut ?? { from: 0, to: cells }
  const add = FOLDS[kind]
  const stride = cut === undefined ? 1 : 0
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    const target = targets[row] as number
    if (target < 0) continue
    const first = row * cells + from
    const end = row * cells + to
    const at = target * fold.cells
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
