/** Tables of whole numbers below 2^52 as text: eight bytes each, little endian, in base64. Pure. */

export function packNumbers(numbers: readonly number[]): string {
  return Buffer.from(Float64Array.from(numbers).buffer).toString('base64')
}

/** Nothing at all of a text that is not of such numbers. */
export function unpackNumbers(text: string | undefined): Float64Array {
  const bytes = Buffer.from(text ?? '', 'base64')
  if (bytes.length % 8 !== 0) return new Float64Array()
  return Float64Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8))
}
