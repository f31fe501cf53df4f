/**
 * Which points have been written, and with which values: each run makes the points of the last minutes again, and
 * only those that are new or have changed need to be written. Pure but for its own tables.
 */
import type { Point } from '#func/script.ts'
import { hash32, hashNumber } from '../../guance_integration_core/index.ts'

/** Points beyond it are written again by the next run: 800 kB of state in one group. */
const MOST_POINTS = 50_000

export class WrittenPoints {
  /** Values by identity. */
  readonly #before = new Map<number, number>()
  readonly #noted = new Map<number, { readonly values: number; readonly timestamp: number }>()

  constructor(kept: string | undefined) {
    const numbers = unpackNumbers(kept)
    for (let at = 0; at + 1 < numbers.length; at += 2)
      this.#before.set(numbers[at] ?? 0, numbers[at + 1] ?? 0)
  }

  /** Notes a point. @returns Whether it has to be written. */
  note(point: Point): boolean {
    const identity = identityOf(point)
    const values = valuesOf(point)
    this.#noted.set(identity, { values, timestamp: point.timestamp })
    return this.#before.get(identity) !== values
  }

  /** What the next run needs: of points from this time on. */
  keep(from: number): string | undefined {
    const kept = [...this.#noted].filter(([, { timestamp }]) => timestamp >= from).slice(-MOST_POINTS)
    return kept.length === 0 ? undefined : packNumbers(kept.flatMap(([id, { values }]) => [id, values]))
  }
}

function identityOf({ measurement, tags, timestamp }: Point): number {
  const text = JSON.stringify([
    measurement,
    timestamp,
    Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
  return hash32(text) * 2 ** 20 + (hash32(text, 1) >>> 12)
}

/** Does not depend on the order of the fields. */
function valuesOf({ fields }: Point): number {
  let sum = 0
  for (const [name, value] of Object.entries(fields)) {
    const seed = hash32(name)
    sum = (sum + (typeof value === 'number' ? hashNumber(value, seed) : hash32(String(value), seed))) >>> 0
  }
  return sum
}

/** Whole numbers below 2^52 as text: eight bytes each, little endian, in base64. */
function packNumbers(numbers: readonly number[]): string {
  return Buffer.from(Float64Array.from(numbers).buffer).toString('base64')
}

/** Nothing at all of a text that is not of such numbers. */
function unpackNumbers(text: string | undefined): Float64Array {
  const bytes = Buffer.from(text ?? '', 'base64')
  if (bytes.length % 8 !== 0) return new Float64Array()
  return Float64Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8))
}
