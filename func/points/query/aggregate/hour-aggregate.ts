/** One hour of a field put together over the series of each part of a layout. */

import { SERIES_PER_GROUP } from '../../chunk-layout.ts'
import { ROLLUP_KINDS, type RollupKind } from '../../field-aggregation.ts'
import type { Layout } from '../plan/layout.ts'
import type { Decoder } from '../scan/chunk-decoder.ts'
import type { ResolvedAggregation } from './accumulators.ts'

/** Those whose parts can be put together again. */
export function isAggregateKind(aggregation: ResolvedAggregation): aggregation is RollupKind {
  return ROLLUP_KINDS.some((kind) => kind === aggregation)
}

export interface HourAggregate {
  readonly layout: Layout
  /** Of each part. */
  readonly cells: number
  /** By part, then by cell; NaN where there is none. */
  readonly values: Float64Array
  /** Of averages, whose values are sums of value times weight. */
  readonly weights: Float64Array | undefined
  /** By member, then by cell: bit r is set where series r has a value. */
  readonly seen: Uint32Array
}

export interface AggregateShape {
  readonly layout: Layout
  readonly cells: number
  readonly isWeighed: boolean
}

export function emptyAggregate({ layout, cells, isWeighed }: AggregateShape): HourAggregate {
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
export function growAggregate(aggregate: HourAggregate, layout: Layout): HourAggregate {
  const { cells, values, weights, seen } = aggregate
  const grown = emptyAggregate({ layout, cells, isWeighed: weights !== undefined })
  const kept = keptMembers(aggregate)
  const parts = (layout.starts[kept] as number) * cells
  grown.values.set(values.subarray(0, parts))
  if (weights !== undefined) grown.weights?.set(weights.subarray(0, parts))
  grown.seen.set(seen.subarray(0, kept * cells))
  return grown
}

/** Members that stay as they are when series come to the layout. */
export function keptMembers({ layout }: HourAggregate): number {
  return Math.max(0, layout.members.length - 1)
}

/** Takes out what a member has. */
export function clearMember({ layout, cells, values, weights, seen }: HourAggregate, member: number): void {
  const [from, to] = [layout.starts[member] as number, layout.starts[member + 1] as number]
  values.fill(Number.NaN, from * cells, to * cells)
  weights?.fill(Number.NaN, from * cells, to * cells)
  seen.fill(0, member * cells, (member + 1) * cells)
}

export interface AggregatedChunk {
  readonly decoder: Decoder
  /** Cells of each series. */
  readonly cells: number
  /** First of the chunk's cells that each cell of the aggregate puts together, and the one behind the last. */
  readonly bounds: Int32Array
  /** That the chunk belongs to. */
  readonly member: number
}

/** Adds a decoded chunk of the hour. */
export function aggregateChunk(kind: RollupKind, aggregate: HourAggregate, chunk: AggregatedChunk): void {
  const { decoder, cells } = chunk
  const add = aggregate.cells === cells ? addCells : addRuns
  add(kind, decoder.values, aggregate.values, aggregate, chunk)
  if (aggregate.weights !== undefined) add('sum', decoder.weights, aggregate.weights, aggregate, chunk)
}

/** Cell by cell. One loop for all kinds: one of each kind is no faster. */
function addCells(
  kind: RollupKind,
  cells: Float64Array,
  into: Float64Array,
  { layout: { parts }, seen }: HourAggregate,
  { cells: width, member }: AggregatedChunk,
): void {
  const isSum = kind === 'sum' || kind === 'avg'
  const isMinimum = kind === 'min'
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    const part = parts[member * SERIES_PER_GROUP + row] as number
    if (part < 0) continue
    const end = (row + 1) * width
    let at = part * width
    let place = member * width
    for (let cell = row * width; cell < end; cell++, at++, place++) {
      const value = cells[cell] as number
      if (Number.isNaN(value)) continue
      const before = into[at] as number
      if (Number.isNaN(before)) into[at] = value
      else if (isSum) into[at] = before + value
      else if (isMinimum ? value < before : value > before) into[at] = value
      seen[place] = (seen[place] as number) | (1 << row)
    }
  }
}

/** Several cells as one. */
function addRuns(
  kind: RollupKind,
  cells: Float64Array,
  into: Float64Array,
  { layout: { parts }, cells: width, seen }: HourAggregate,
  { cells: length, bounds, member }: AggregatedChunk,
): void {
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    const part = parts[member * SERIES_PER_GROUP + row] as number
    if (part < 0) continue
    const start = row * length
    for (let cell = 0; cell < width; cell++) {
      const at = part * width + cell
      const [from, to] = [start + (bounds[cell] as number), start + (bounds[cell + 1] as number)]
      const value = joinRun(kind, cells, from, to)
      if (Number.isNaN(value)) continue
      into[at] = join(kind, into[at] as number, value)
      const place = member * width + cell
      seen[place] = (seen[place] as number) | (1 << row)
    }
  }
}

function joinRun(kind: RollupKind, cells: Float64Array, from: number, to: number): number {
  let result = Number.NaN
  for (let cell = from; cell < to; cell++) {
    const value = cells[cell] as number
    if (!Number.isNaN(value)) result = join(kind, result, value)
  }
  return result
}

function join(kind: RollupKind, before: number, value: number): number {
  if (Number.isNaN(before)) return value
  if (kind === 'min') return value < before ? value : before
  if (kind === 'max') return value > before ? value : before
  return before + value
}
