/** Rows of 32-bit numbers by id, kept together in one table: thousands of small arrays take ten times the memory. */

const ID_BYTES = 8

export class HashRows {
  /** Numbers of each row. */
  readonly width: number
  readonly #places = new Map<string, number>()
  #cells: Uint32Array

  constructor(width: number) {
    this.width = width
    this.#cells = new Uint32Array(16 * width)
  }

  get size(): number {
    return this.#places.size
  }

  get ids(): Iterable<string> {
    return this.#places.keys()
  }

  /**
   * The row of an id, to be read and written until another is asked for; of zeros when there was none.
   * @param id 16 hexadecimal digits.
   */
  row(id: string): Uint32Array {
    const known = this.#places.get(id)
    const at = known ?? this.#places.size * this.width
    if (known === undefined) this.#places.set(id, at)
    while (at + this.width > this.#cells.length) this.#grow()
    return this.#cells.subarray(at, at + this.width)
  }

  #grow(): void {
    const cells = new Uint32Array(Math.max(1, this.#cells.length) * 2)
    cells.set(this.#cells)
    this.#cells = cells
  }
}

/**
 * As text: eight bytes of an id, then its row, little endian, in base64.
 * @param first The first number of each row that is wanted; rows of nothing but zeros are left out.
 */
export function packRows(rows: HashRows, first = 0): string {
  const ids = [...rows.ids].filter((id) =>
    rows
      .row(id)
      .subarray(first)
      .some((value) => value !== 0),
  )
  const bytes = Buffer.alloc(ids.length * (ID_BYTES + Math.max(0, rows.width - first) * 4))
  let at = 0
  for (const id of ids) {
    at += bytes.write(id, at, ID_BYTES, 'hex')
    for (const value of rows.row(id).subarray(first)) at = bytes.writeUInt32LE(value, at)
  }
  return bytes.toString('base64')
}

/** No rows of a text that is not of such rows. */
export function unpackRows(text: string, width: number): HashRows {
  const bytes = Buffer.from(text, 'base64')
  const size = ID_BYTES + width * 4
  const rows = new HashRows(Math.max(0, width))
  if (width <= 0 || bytes.length % size !== 0) return rows
  for (let at = 0; at < bytes.length; at += size) {
    const row = rows.row(bytes.toString('hex', at, at + ID_BYTES))
    for (let place = 0; place < width; place++) row[place] = bytes.readUInt32LE(at + ID_BYTES + place * 4)
  }
  return rows
}
