/** What puts the values of a scan together, see accumulators.ts. */

/** Rows of cells that lie side by side in time, NaN where there is no value. */
export interface Cells {
  /** Row by row. */
  readonly values: Float64Array
  /** Of averages: values are sums of value times weight, and these the sums of weights. */
  readonly weights: Float64Array
  /** Of each row: the first bucket of its group; −1 for none. */
  readonly bases: Int32Array
  /** Of each cell of a row: its bucket, counted from that of the row; −1 is nowhere. */
  readonly buckets: Int32Array
  /** Time of the first cell, and from cell to cell. */
  readonly time: number
  readonly step: number
}

export interface Accumulator {
  add(cells: Cells): void
  /** Of each `run` buckets together; NaN where nothing was added. Not to be changed. */
  values(run: number): Float64Array
}
