/** Rows of numbers, eight bytes each and nothing beside them, so that a million may be held. */

/** More are added so many at a time; a table of few has room for few. */
const MOST_ADDED = 4096
const LEAST_ADDED = 16

export class NumberRows {
  readonly #width: number
  /** All but the last one have room for `MOST_ADDED` rows. */
  readonly #chunks: Float64Array[] = []
  #length = 0

  /** @param width Numbers of a row. */
  constructor(width: number) {
    this.#width = width
  }

  get length(): number {
    return this.#length
  }

  push(row: readonly number[]): void {
    const place = this.#length % MOST_ADDED
    this.#roomFor(place).set(row, place * this.#width)
    this.#length += 1
  }

  get(row: number, column: number): number {
    const chunk = this.#chunks[Math.floor(row / MOST_ADDED)]
    return chunk?.[(row % MOST_ADDED) * this.#width + column] ?? Number.NaN
  }

  #roomFor(place: number): Float64Array {
    const last = this.#chunks.at(-1)
    if (last === undefined || place === 0) return this.#add(LEAST_ADDED)
    if (place < last.length / this.#width) return last
    this.#chunks.pop()
    const wider = this.#add(Math.min(place * 2, MOST_ADDED))
    wider.set(last)
    return wider
  }

  #add(rows: number): Float64Array {
    const chunk = new Float64Array(rows * this.#width)
    this.#chunks.push(chunk)
    return chunk
  }
}
