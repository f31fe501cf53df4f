/** Tables of 32-bit numbers as text: eight bytes of an id, then the row, little endian, in base64. Pure. */

const ID_BYTES = 8

/** @param rows By id, 16 hexadecimal digits; all rows are of one length, empty ones are left out. */
export function packRows(rows: ReadonlyMap<string, Uint32Array>): string {
  const filled = [...rows].filter(([, row]) => row.some((value) => value !== 0))
  const width = filled[0]?.[1].length ?? 0
  const bytes = Buffer.alloc(filled.length * (ID_BYTES + width * 4))
  let at = 0
  for (const [id, row] of filled) {
    at += bytes.write(id, at, ID_BYTES, 'hex')
    for (const value of row) at = bytes.writeUInt32LE(value, at)
  }
  return bytes.toString('base64')
}

/** Nothing at all of a text that is not of such rows. */
export function unpackRows(text: string, width: number): Map<string, Uint32Array> {
  const bytes = Buffer.from(text, 'base64')
  const size = ID_BYTES + width * 4
  if (width <= 0 || bytes.length % size !== 0) return new Map()
  return new Map(
    Array.from({ length: bytes.length / size }, (_, index) => {
      const from = index * size + ID_BYTES
      const row = Uint32Array.from({ length: width }, (_, slot) => bytes.readUInt32LE(from + slot * 4))
      return [bytes.toString('hex', index * size, from), row]
    }),
  )
}
