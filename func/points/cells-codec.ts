/**
 * Cells of a chunk as bytes: dense numbers by series and bucket of time, NaN where there is none. Encoded are only the
 * values that are there, each in the fewest bytes that hold all of them exactly:
 *
 *     1 byte   width: index in WIDTHS; 3 bytes unused
 *     4 bytes  bit r: series r has values
 *     8 bytes  for each series that has: bit s: bucket s has a value
 *     values   series by series, in the order of buckets
 *
 * In the byte order of the machine, which is little-endian on every platform that Node runs on.
 */
import { SERIES_PER_GROUP } from './chunk-layout.ts'

const WIDTHS = [Uint8Array, Uint16Array, Float32Array, Float64Array] as const
const FLOAT64 = 3
type Values = InstanceType<(typeof WIDTHS)[number]>
const HEADER_BYTES = 8
const MASK_BYTES = 8
/** Buckets that two words of a mask have room for. */
const MOST_SLOTS = 64
const MOST_BYTES =
  HEADER_BYTES + SERIES_PER_GROUP * (MASK_BYTES + MOST_SLOTS * Float64Array.BYTES_PER_ELEMENT)

/** @param buckets cells of one series, at most 64 */
export function encodeCells(cells: Float64Array, buckets: number): Uint8Array {
  const masks = new Uint32Array(2 * SERIES_PER_GROUP)
  const found = new Float64Array(cells.length)
  let rows = 0
  let rowMask = 0
  let count = 0
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    const before = count
    let low = 0
    let high = 0
    for (let bucket = 0; bucket < buckets; bucket++) {
      const value = cells[row * buckets + bucket] ?? Number.NaN
      if (Number.isNaN(value)) continue
      if (bucket < 32) low |= 1 << bucket
      else high |= 1 << (bucket - 32)
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

export type DecodeCells = (bytes: Uint8Array, buckets: number, into: Float64Array) => void

/**
 * Fills `into` with the cells; those without a value become NaN. Bytes are copied to where views of every width lie
 * ready: making views of them costs more than reading them.
 */
export const decodeCells: DecodeCells = createDecode()

function createDecode(): DecodeCells {
  const scratch = new Uint8Array(MOST_BYTES)
  const words = new Uint32Array(scratch.buffer)
  const views = WIDTHS.map((Width) => new Width(scratch.buffer))
  const dense = new Float64Array(SERIES_PER_GROUP * MOST_SLOTS)
  return (bytes, buckets, into) => {
    scratch.set(bytes)
    const rowMask = words[1] ?? 0
    const rows = countBits(rowMask)
    const view = views[scratch[0] ?? FLOAT64] as Values
    const width = view.BYTES_PER_ELEMENT
    const start = HEADER_BYTES + rows * MASK_BYTES
    const count = (bytes.byteLength - start) / width
    const isFull = count === SERIES_PER_GROUP * buckets
    widen(view, start / width, count, isFull ? into : dense)
    if (!isFull) spreadRows(dense, words, rowMask, buckets, into)
  }
}

/** Each width in a loop of its own kind: a loop that meets several is compiled for none. */
function widen(view: Values, start: number, count: number, into: Float64Array): void {
  if (view instanceof Uint8Array) widenBytes(view, start, count, into)
  else if (view instanceof Uint16Array) widenShorts(view, start, count, into)
  else if (view instanceof Float32Array) widenFloats(view, start, count, into)
  else into.set(view.subarray(start, start + count))
}

function widenBytes(view: Uint8Array, start: number, count: number, into: Float64Array): void {
  for (let at = 0; at < count; at++) into[at] = view[start + at] as number
}

function widenShorts(view: Uint16Array, start: number, count: number, into: Float64Array): void {
  for (let at = 0; at < count; at++) into[at] = view[start + at] as number
}

function widenFloats(view: Float32Array, start: number, count: number, into: Float64Array): void {
  for (let at = 0; at < count; at++) into[at] = view[start + at] as number
}

/** Puts the values of each series where its masks have bits. */
function spreadRows(
  values: Float64Array,
  words: Uint32Array,
  rowMask: number,
  buckets: number,
  into: Float64Array,
): void {
  into.fill(Number.NaN)
  let next = 0
  let at = HEADER_BYTES / 4
  for (let row = 0; row < SERIES_PER_GROUP; row++) {
    if ((rowMask & (1 << row)) === 0) continue
    const start = row * buckets
    next = spread(values, next, words[at] as number, into, start)
    next = spread(values, next, words[at + 1] as number, into, start + 32)
    at += 2
  }
}

/** Puts the next values where the mask has bits; gives the number of values used up. */
function spread(values: Float64Array, next: number, mask: number, into: Float64Array, start: number): number {
  let used = next
  for (let left = mask, bucket = start; left !== 0; left >>>= 1, bucket++) {
    if ((left & 1) !== 0) into[bucket] = values[used++] as number
  }
  return used
}

export function countBits(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count++
  return count
}
