/**
 * Points put together by slot, which is a group and a step of time. Each accumulator can tell the value of one slot,
 * or of several that lie side by side: those of a group over all its steps.
 */
import { Percentile } from './percentile.ts'
import type { Aggregation } from './types.ts'

/** Cells of one series, one chunk: `slots[i]` is where the value `values[start + i]` goes; −1 is nowhere. */
export interface CellRow {
  readonly values: Float64Array
  /** Of averages: values are sums of value times weight, and these the sums of weights. */
  readonly weights: Float64Array
  readonly start: number
  readonly slots: Int32Array
  /** Added to each slot: the first slot of the group. */
  readonly base: number
  /** Time of the first cell, and from cell to cell. */
  readonly time: number
  readonly step: number
}

export interface Accumulator {
  add(row: CellRow): void
  /** Of the slots from ≤ slot < to together; undefined when nothing was added. */
  value(from: number, to: number): number | undefined
}

export type ResolvedAggregation = Exclude<Aggregation, 'default'>

export function createAccumulator(aggregation: ResolvedAggregation, slots: number): Accumulator {
  switch (aggregation) {
    case 'sum':
      return new Sum(slots)
    case 'min':
      return new Least(slots)
    case 'max':
      return new Greatest(slots)
    case 'avg':
      return new Mean(slots)
    case 'count':
      return new Count(slots)
    case 'last':
      return new Last(slots)
    default:
      return new Percentile(slots, Number(aggregation.slice(1)) / 100)
  }
}

function emptySlots(count: number): Float64Array {
  return new Float64Array(count).fill(Number.NaN)
}

class Sum implements Accumulator {
  readonly #sums: Float64Array

  constructor(slots: number) {
    this.#sums = emptySlots(slots)
  }

  add({ values, start, slots, base }: CellRow): void {
    const sums = this.#sums
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] as number
      const value = values[start + at] as number
      if (slot < 0 || Number.isNaN(value)) continue
      const before = sums[base + slot] as number
      sums[base + slot] = Number.isNaN(before) ? value : before + value
    }
  }

  value(from: number, to: number): number | undefined {
    return fold(this.#sums, from, to, (a, b) => a + b)
  }
}

class Least implements Accumulator {
  readonly #values: Float64Array

  constructor(slots: number) {
    this.#values = emptySlots(slots)
  }

  add({ values, start, slots, base }: CellRow): void {
    const least = this.#values
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] as number
      const value = values[start + at] as number
      if (slot < 0 || Number.isNaN(value) || value >= (least[base + slot] as number)) continue
      least[base + slot] = value
    }
  }

  value(from: number, to: number): number | undefined {
    return fold(this.#values, from, to, Math.min)
  }
}

class Greatest implements Accumulator {
  readonly #values: Float64Array

  constructor(slots: number) {
    this.#values = emptySlots(slots)
  }

  add({ values, start, slots, base }: CellRow): void {
    const greatest = this.#values
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] as number
      const value = values[start + at] as number
      if (slot < 0 || Number.isNaN(value) || value <= (greatest[base + slot] as number)) continue
      greatest[base + slot] = value
    }
  }

  value(from: number, to: number): number | undefined {
    return fold(this.#values, from, to, Math.max)
  }
}

class Mean implements Accumulator {
  readonly #sums: Float64Array
  readonly #weights: Float64Array

  constructor(slots: number) {
    this.#sums = new Float64Array(slots)
    this.#weights = new Float64Array(slots)
  }

  add({ values, weights, start, slots, base }: CellRow): void {
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] as number
      const value = values[start + at] as number
      if (slot < 0 || Number.isNaN(value)) continue
      this.#sums[base + slot] = (this.#sums[base + slot] as number) + value
      this.#weights[base + slot] = (this.#weights[base + slot] as number) + (weights[start + at] as number)
    }
  }

  value(from: number, to: number): number | undefined {
    const weight = fold(this.#weights, from, to, (a, b) => a + b) ?? 0
    return weight === 0 ? undefined : (fold(this.#sums, from, to, (a, b) => a + b) ?? 0) / weight
  }
}

class Count implements Accumulator {
  readonly #counts: Float64Array

  constructor(slots: number) {
    this.#counts = new Float64Array(slots)
  }

  add({ values, start, slots, base }: CellRow): void {
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] as number
      if (slot < 0 || Number.isNaN(values[start + at] as number)) continue
      this.#counts[base + slot] = (this.#counts[base + slot] as number) + 1
    }
  }

  value(from: number, to: number): number | undefined {
    return fold(this.#counts, from, to, (a, b) => a + b) || undefined
  }
}

/** The mean of the values of the newest time. */
class Last implements Accumulator {
  readonly #times: Float64Array
  readonly #sums: Float64Array
  readonly #counts: Float64Array

  constructor(slots: number) {
    this.#times = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY)
    this.#sums = new Float64Array(slots)
    this.#counts = new Float64Array(slots)
  }

  add({ values, start, slots, base, time, step }: CellRow): void {
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at] as number
      const value = values[start + at] as number
      if (slot >= 0 && !Number.isNaN(value)) this.#addOne(base + slot, time + at * step, value)
    }
  }

  #addOne(slot: number, time: number, value: number): void {
    const newest = this.#times[slot] as number
    if (time < newest) return
    const isNewer = time > newest
    this.#times[slot] = time
    this.#sums[slot] = value + (isNewer ? 0 : (this.#sums[slot] as number))
    this.#counts[slot] = 1 + (isNewer ? 0 : (this.#counts[slot] as number))
  }

  value(from: number, to: number): number | undefined {
    for (let slot = to - 1; slot >= from; slot--) {
      const count = this.#counts[slot] as number
      if (count > 0) return (this.#sums[slot] as number) / count
    }
    return undefined
  }
}

function fold(
  values: Float64Array,
  from: number,
  to: number,
  join: (a: number, b: number) => number,
): number | undefined {
  let result = values[from] as number
  for (let at = from + 1; at < to; at++) {
    const value = values[at] as number
    if (Number.isNaN(value)) continue
    result = Number.isNaN(result) ? value : join(result, value)
  }
  return Number.isNaN(result) ? undefined : result
}
