/**
 * Tables for the values of answers, lent again and again: one made anew for each answer would outlive the collections of
 * young memory, and leave hundreds of megabytes to those of old.
 */
export class Tables {
  readonly #free: Float64Array[] = []

  /** @param cells At least so many are in the table, with values of whoever had it before. It is the work's own until its end. */
  async lend<Result>(cells: number, work: (table: Float64Array) => Promise<Result>): Promise<Result> {
    const given = this.#free.pop()
    const table = given !== undefined && given.length >= cells ? given : new Float64Array(cells)
    try {
      return await work(table)
    } finally {
      this.#free.push(table)
    }
  }
}
