/**
 * Tables for the values of answers, used again and again: one made for each answer would outlive the collections of young
 * memory, and leave hundreds of megabytes to those of old.
 */
export class Tables {
  readonly #free: Float64Array[] = []

  /** @param cells At least so many are in the table, with values of its last user. It is the work's own until its end. */
  async use<Result>(cells: number, work: (table: Float64Array) => Promise<Result>): Promise<Result> {
    const last = this.#free.pop()
    const table = last !== undefined && last.length >= cells ? last : new Float64Array(cells)
    try {
      return await work(table)
    } finally {
      this.#free.push(table)
    }
  }
}
