/**
 * Points put together by bucket, which is a group and a step of time. Each accumulator gives the values of all buckets,
 * or of several that lie side by side as one: those of a group over all its steps.
 */

import type { Aggregation } from '../../../model/queries.ts'
import type { Accumulator, Cells } from './accumulator.ts'
import { Percentile } from './percentile.ts'

export type ResolvedAggregation = Exclude<Aggregation, 'default'>

export function createAccumulator(aggregation: ResolvedAggregation, buckets: number): Accumulator {
  switch (aggregation) {
    case 'sum':
      return new Sum(buckets)
    case 'min':
      return new Minimum(buckets)
    case 'max':
      return new Maximum(buckets)
    case 'avg':
      return new Mean(buckets)
    case 'count':
      return new Count(buckets)
    case 'last':
      return new Last(buckets)
    default:
      return new Percentile(buckets, Number(aggregation.slice(1)) / 100)
  }
}

function emptyBuckets(count: number): Float64Array {
  return new Float64Array(count).fill(Number.NaN)
}

/*
 * Each kind has a loop of its own, similar as they are: one for sums, minima and maxima together took 1.4 times as long,
 * and every cell that a query shows goes through one of them.
 */

class Sum implements Accumulator {
  readonly #sums: Float64Array

  constructor(buckets: number) {
    this.#sums = emptyBuckets(buckets)
  }

  add({ values, bases, buckets }: Cells): void {
    const sums = this.#sums
    for (let row = 0, at = 0; row < bases.length; row++) {
      const base = bases[row] as number
      for (let cell = 0; cell < buckets.length; cell++, at++) {
        const bucket = buckets[cell] as number
        const value = values[at] as number
        if (base < 0 || bucket < 0 || Number.isNaN(value)) continue
        const before = sums[base + bucket] as number
        sums[base + bucket] = Number.isNaN(before) ? value : before + value
      }
    }
  }

  values(run: number): Float64Array {
    return run === 1 ? this.#sums : addRuns(this.#sums, run)
  }
}

class Minimum implements Accumulator {
  readonly #values: Float64Array

  constructor(buckets: number) {
    this.#values = emptyBuckets(buckets)
  }

  add({ values, bases, buckets }: Cells): void {
    const minimum = this.#values
    for (let row = 0, at = 0; row < bases.length; row++) {
      const base = bases[row] as number
      for (let cell = 0; cell < buckets.length; cell++, at++) {
        const bucket = buckets[cell] as number
        const value = values[at] as number
        if (base < 0 || bucket < 0 || Number.isNaN(value)) continue
        if (!(value >= (minimum[base + bucket] as number))) minimum[base + bucket] = value
      }
    }
  }

  values(run: number): Float64Array {
    return run === 1 ? this.#values : aggregateRuns(this.#values, run, Math.min)
  }
}

class Maximum implements Accumulator {
  readonly #values: Float64Array

  constructor(buckets: number) {
    this.#values = emptyBuckets(buckets)
  }

  add({ values, bases, buckets }: Cells): void {
    const maximum = this.#values
    for (let row = 0, at = 0; row < bases.length; row++) {
      const base = bases[row] as number
      for (let cell = 0; cell < buckets.length; cell++, at++) {
        const bucket = buckets[cell] as number
        const value = values[at] as number
        if (base < 0 || bucket < 0 || Number.isNaN(value)) continue
        if (!(value <= (maximum[base + bucket] as number))) maximum[base + bucket] = value
      }
    }
  }

  values(run: number): Float64Array {
    return run === 1 ? this.#values : aggregateRuns(this.#values, run, Math.max)
  }
}

class Mean implements Accumulator {
  readonly #sums: Float64Array
  readonly #weights: Float64Array

  constructor(buckets: number) {
    this.#sums = new Float64Array(buckets)
    this.#weights = new Float64Array(buckets)
  }

  add({ values, weights, bases, buckets }: Cells): void {
    const ofValues = this.#sums
    const ofWeights = this.#weights
    for (let row = 0, at = 0; row < bases.length; row++) {
      const base = bases[row] as number
      for (let cell = 0; cell < buckets.length; cell++, at++) {
        const bucket = buckets[cell] as number
        const value = values[at] as number
        if (base < 0 || bucket < 0 || Number.isNaN(value)) continue
        ofValues[base + bucket] = (ofValues[base + bucket] as number) + value
        ofWeights[base + bucket] = (ofWeights[base + bucket] as number) + (weights[at] as number)
      }
    }
  }

  /** Where there is no weight, 0 / 0. */
  values(run: number): Float64Array {
    const weights = addRuns(this.#weights, run)
    return addRuns(this.#sums, run).map((sum, at) => sum / (weights[at] as number))
  }
}

class Count implements Accumulator {
  readonly #counts: Float64Array

  constructor(buckets: number) {
    this.#counts = new Float64Array(buckets)
  }

  add({ values, bases, buckets }: Cells): void {
    for (let row = 0, at = 0; row < bases.length; row++) {
      const base = bases[row] as number
      for (let cell = 0; cell < buckets.length; cell++, at++) {
        const bucket = buckets[cell] as number
        if (base < 0 || bucket < 0 || Number.isNaN(values[at] as number)) continue
        this.#counts[base + bucket] = (this.#counts[base + bucket] as number) + 1
      }
    }
  }

  values(run: number): Float64Array {
    return addRuns(this.#counts, run).map((count) => count || Number.NaN)
  }
}

/** The mean of the values of the newest time. */
class Last implements Accumulator {
  readonly #times: Float64Array
  readonly #sums: Float64Array
  readonly #counts: Float64Array

  constructor(buckets: number) {
    this.#times = new Float64Array(buckets).fill(Number.NEGATIVE_INFINITY)
    this.#sums = new Float64Array(buckets)
    this.#counts = new Float64Array(buckets)
  }

  add({ values, bases, buckets, time, step }: Cells): void {
    for (let row = 0, at = 0; row < bases.length; row++) {
      const base = bases[row] as number
      for (let cell = 0; cell < buckets.length; cell++, at++) {
        const bucket = buckets[cell] as number
        const value = values[at] as number
        if (base < 0 || bucket < 0 || Number.isNaN(value)) continue
        this.#addOne(base + bucket, time + cell * step, value)
      }
    }
  }

  #addOne(bucket: number, time: number, value: number): void {
    const newest = this.#times[bucket] as number
    if (time < newest) return
    const isNewer = time > newest
    this.#times[bucket] = time
    this.#sums[bucket] = value + (isNewer ? 0 : (this.#sums[bucket] as number))
    this.#counts[bucket] = 1 + (isNewer ? 0 : (this.#counts[bucket] as number))
  }

  values(run: number): Float64Array {
    return Float64Array.from({ length: this.#times.length / run }, (_, at) =>
      this.#newest(at * run, (at + 1) * run),
    )
  }

  #newest(from: number, to: number): number {
    for (let bucket = to - 1; bucket >= from; bucket--) {
      const count = this.#counts[bucket] as number
      if (count > 0) return (this.#sums[bucket] as number) / count
    }
    return Number.NaN
  }
}

function addRuns(values: Float64Array, run: number): Float64Array {
  return aggregateRuns(values, run, (a, b) => a + b)
}

function aggregateRuns(
  values: Float64Array,
  run: number,
  join: (a: number, b: number) => number,
): Float64Array {
  const aggregated = new Float64Array(values.length / run)
  for (let at = 0, from = 0; at < aggregated.length; at++, from += run) {
    let result = values[from] as number
    for (let bucket = from + 1; bucket < from + run; bucket++) {
      const value = values[bucket] as number
      if (Number.isNaN(value)) continue
      result = Number.isNaN(result) ? value : join(result, value)
    }
    aggregated[at] = result
  }
  return aggregated
}
