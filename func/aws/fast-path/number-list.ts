/** Numbers one after another, in memory that is used again. */
export class NumberList {
  #cells = new Float64Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  at(index: number): number {
    return this.#cells[index] ?? Number.NaN
  }

  push(value: number): void {
    if (this.#length === this.#cells.length) this.#grow()
    this.#cells[this.#length++] = value
  }

  /** Forgets all but the first numbers. */
  cut(length: number): void {
    this.#length = length
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#cells.length)
    larger.set(this.#cells)
    this.#cells = larger
  }
}
