/**
 * Cells of a chunk as bytes: dense numbers by series and slot of time, NaN where there is none. Encoded are only the
 * values that are there, each in the fewest bytes that hold all of them exactly:
 *
 *     1 byte   width: index in WIDTHS; 3 bytes unused
 *     4 bytes  bit r: series r has values
 *     8 bytes  for each series that has: bit s: slot s has a value
 *     values   series by series, in the order of slots
 *
 * In the byte order of the machine, which is little-endian on every platform that Node runs on.
 */
import { SERIES_PER_GROUP } from './chunk-layout.ts'

const WIDTHS = [Uint8Array, Uint16Array, Float32Array, Float64Array] as const
const FLOAT64 = 3
const HEADER_BYTES = 8
const MASK_BYTES = 8

/** @param slots cells of one series, at most 64 */
export function encodeCells(cells: Float64Array, slots: number): Uint8Array {
  const masks = new Uint32Array(2 * SERIES_PER_GROUP)
  const found = new Float64Array(cells.length)
  let rows = 0
  let rowMask = 0
  let count = 0
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    const before = count
    let low = 0
    let high = 0
    for (let slot = 0; slot < slots; slot++) {
      const value = cells[row * slots + slot] ?? Number.NaN
      if (Number.isNaN(value)) continue
      if (slot < 32) low |= 1 << slot
      else high |= 1 << (slot - 32)
      found[count++] = value
    }
    if (count === before) continue
    rowMask |= 1 << row
    masks[2 * rows] = low
    masks[2 * rows + 1] = high
    rows++
  }
  return assemble(rowMask, masks.subarray(0, 2 * rows), found.subarray(0, count))
}

function assemble(rowMask: number, masks: Uint32Array, values: Float64Array): Uint8Array {
  const width = narrowest(values)
  const Values = WIDTHS[width] ?? Float64Array
  const start = HEADER_BYTES + masks.byteLength
  const bytes = new Uint8Array(start + values.length * Values.BYTES_PER_ELEMENT)
  bytes[0] = width
  new Uint32Array(bytes.buffer, 4, 1)[0] = rowMask
  new Uint32Array(bytes.buffer, HEADER_BYTES, masks.length).set(masks)
  new Values(bytes.buffer, start, values.length).set(values)
  return bytes
}

function narrowest(values: Float64Array): number {
  let width = 0
  for (const value of values) {
    while (!fits(value, width)) width++
    if (width === FLOAT64) break
  }
  return width
}

function fits(value: number, width: number): boolean {
  if (width === FLOAT64) return true
  if (width === 2) return Math.fround(value) === value
  return Number.isInteger(value) && value >= 0 && value < (width === 0 ? 0x100 : 0x1_0000)
}

/** Fills `into` with the cells; those without a value become NaN. */
export function decodeCells(bytes: Uint8Array<ArrayBuffer>, slots: number, into: Float64Array): void {
  into.fill(Number.NaN)
  const { buffer, byteOffset } = aligned(bytes)
  const Values = WIDTHS[bytes[0] ?? FLOAT64] ?? Float64Array
  const rowMask = new Uint32Array(buffer, byteOffset + 4, 1)[0] ?? 0
  const rows = countBits(rowMask)
  const masks = new Uint32Array(buffer, byteOffset + HEADER_BYTES, 2 * rows)
  const start = HEADER_BYTES + rows * MASK_BYTES
  const length = (bytes.byteLength - start) / Values.BYTES_PER_ELEMENT
  const values = new Values(buffer, byteOffset + start, length)
  let next = 0
  let at = 0
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    if ((rowMask & (1 << row)) === 0) continue
    next = spread(values, next, masks[at] ?? 0, into, row * slots)
    next = spread(values, next, masks[at + 1] ?? 0, into, row * slots + 32)
    at += 2
  }
}

/** Puts the next values where the mask has bits; gives the number of values used up. */
function spread(
  values: ArrayLike<number>,
  next: number,
  mask: number,
  into: Float64Array,
  start: number,
): number {
  let used = next
  for (let left = mask; left !== 0; left &= left - 1) {
    into[start + (31 - Math.clz32(left & -left))] = values[used++] ?? Number.NaN
  }
  return used
}

/** Typed arrays begin at multiples of their width only. */
function aligned(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
}

export function countBits(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count++
  return count
}
