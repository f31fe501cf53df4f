/** Percentiles of values that are all kept: between the two closest ranks, linearly. */
import type { Accumulator, Cells } from './accumulator.ts'

const FIRST_LENGTH = 16

export class Percentile implements Accumulator {
  readonly #lists: (Float64Array | undefined)[]
  readonly #lengths: Int32Array
  readonly #part: number

  /** @param part from 0 to 1 */
  constructor(buckets: number, part: number) {
    this.#lists = new Array<Float64Array | undefined>(buckets).fill(undefined)
    this.#lengths = new Int32Array(buckets)
    this.#part = part
  }

  add({ values, bases, buckets }: Cells): void {
    for (let row = 0, at = 0; row < bases.length; row++) {
      const base = bases[row] as number
      for (let cell = 0; cell < buckets.length; cell++, at++) {
        const bucket = buckets[cell] as number
        const value = values[at] as number
        if (base >= 0 && bucket >= 0 && !Number.isNaN(value)) this.#push(base + bucket, value)
      }
    }
  }

  #push(bucket: number, value: number): void {
    const length = this.#lengths[bucket] as number
    let list = this.#lists[bucket]
    if (list === undefined || length === list.length) {
      const longer = new Float64Array(Math.max(FIRST_LENGTH, 2 * length))
      if (list !== undefined) longer.set(list)
      list = longer
      this.#lists[bucket] = list
    }
    list[length] = value
    this.#lengths[bucket] = length + 1
  }

  values(run: number): Float64Array {
    return Float64Array.from({ length: this.#lengths.length / run }, (_, at) =>
      this.#value(at * run, (at + 1) * run),
    )
  }

  #value(from: number, to: number): number {
    const all = this.#all(from, to)
    if (all.length === 0) return Number.NaN
    const rank = this.#part * (all.length - 1)
    const below = select(all, Math.floor(rank))
    if (Number.isInteger(rank)) return below
    return below + (leastFrom(all, Math.ceil(rank)) - below) * (rank - Math.floor(rank))
  }

  /** The values of these buckets, in any order. */
  #all(from: number, to: number): Float64Array {
    const parts = this.#lists.slice(from, to).map((list, at) => list?.subarray(0, this.#lengths[from + at]))
    if (parts.length === 1) return parts[0] ?? new Float64Array()
    const all = new Float64Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0))
    let next = 0
    for (const part of parts) {
      if (part === undefined) continue
      all.set(part, next)
      next += part.length
    }
    return all
  }
}

/** The value that would be at this place in order; no smaller one lies behind it then, no larger before (Hoare's FIND). */
function select(values: Float64Array, place: number): number {
  let first = 0
  let last = values.length - 1
  while (first < last) {
    const [left, right] = partition(values, first, last)
    if (place <= right) last = right
    else if (place >= left) first = left
    else break
  }
  return values[place] as number
}

/** Values from first to `right` are at most a pivot, those from `left` to last at minimum; between lie equal ones. */
function partition(
  values: Float64Array,
  first: number,
  last: number,
): readonly [left: number, right: number] {
  const pivot = middleOfThree(
    values[first] as number,
    values[(first + last) >> 1] as number,
    values[last] as number,
  )
  let left = first
  let right = last
  while (left <= right) {
    while ((values[left] as number) < pivot) left++
    while ((values[right] as number) > pivot) right--
    if (left > right) break
    const moved = values[left] as number
    values[left++] = values[right] as number
    values[right--] = moved
  }
  return [left, right]
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}

function leastFrom(values: Float64Array, start: number): number {
  let minimum = values[start] as number
  for (let at = start + 1; at < values.length; at++) minimum = Math.min(minimum, values[at] as number)
  return minimum
}
