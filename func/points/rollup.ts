/** Minutes rolled up to five minutes, by the field's own kind. Always computed from the minutes themselves. */
import { MINUTES, ROLLUPS, SERIES_PER_GROUP } from './chunk-layout.ts'
import type { RollupKind } from './field-aggregation.ts'

const WIDTH = MINUTES / ROLLUPS
const CELLS = SERIES_PER_GROUP * ROLLUPS

export interface Rollup {
  /** Sums, minima or maxima; of averages the weighted sums. */
  readonly values: Float64Array
  /** Of averages: the sums of weights. */
  readonly weights?: Float64Array
}

export function rollUp(kind: RollupKind, cells: Float64Array, weights: Float64Array | undefined): Rollup {
  if (kind !== 'avg') return { values: aggregate(cells, FOLDS[kind]) }
  const sums = cells.slice()
  const all = weights?.slice() ?? new Float64Array(cells.length).fill(Number.NaN)
  weigh(sums, all)
  return { values: aggregate(sums, FOLDS.sum), weights: aggregate(all, FOLDS.sum) }
}

/** Turns values into value times weight; a weight that is missing or not positive is taken as 1. In place. */
export function weigh(values: Float64Array, weights: Float64Array): void {
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN
    const given = weights[at] ?? Number.NaN
    const weight = given > 0 ? given : 1
    values[at] = value * weight
    weights[at] = Number.isNaN(value) ? Number.NaN : weight
  }
}

const FOLDS = {
  sum: (a: number, b: number) => a + b,
  min: (a: number, b: number) => (b < a ? b : a),
  max: (a: number, b: number) => (b > a ? b : a),
}

function aggregate(cells: Float64Array, join: (a: number, b: number) => number): Float64Array {
  const result = new Float64Array(CELLS)
  for (let at = 0; at < CELLS; at++) {
    let value = Number.NaN
    for (let cell = at * WIDTH; cell < (at + 1) * WIDTH; cell++) {
      const next = cells[cell] ?? Number.NaN
      if (Number.isNaN(next)) continue
      value = Number.isNaN(value) ? next : join(value, next)
    }
    result[at] = value
  }
  return result
}
