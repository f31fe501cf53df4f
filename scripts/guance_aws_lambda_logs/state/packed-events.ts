/**
 * Times and hashes of events as text: the first time in eight bytes, then for each event the milliseconds since the
 * one before it, seven bits a byte, and four bytes of hash, all little endian, in base64. A million events of a few
 * minutes take 5 MB of bytes. Pure.
 */

const HEAD = 8
const HASH = 4
const LONGEST = 5 + HASH

/** @param start What the offsets count from. @param pairs Offset and hash of each event, by time. */
export function packEvents(start: number, pairs: Uint32Array): string {
  const bytes = Buffer.alloc(HEAD + (pairs.length / 2) * LONGEST)
  bytes.writeDoubleLE(start)
  let at = HEAD
  let last = 0
  for (let index = 0; index < pairs.length; index += 2) {
    const [offset = 0, hash = 0] = [pairs[index], pairs[index + 1]]
    let rest = offset - last
    last = offset
    for (; rest >= 128; rest = Math.floor(rest / 128)) at = bytes.writeUInt8((rest % 128) + 128, at)
    at = bytes.writeUInt32LE(hash, bytes.writeUInt8(rest, at))
  }
  return bytes.toString('base64', 0, at)
}

/** Time and hash of each; what is cut off is left out. */
export function* unpackEvents(text: string | undefined): Generator<readonly [time: number, hash: number]> {
  const bytes = Buffer.from(text ?? '', 'base64')
  if (bytes.length < HEAD) return
  let time = bytes.readDoubleLE()
  for (let at = HEAD; at < bytes.length; at += HASH) {
    let factor = 1
    for (; (bytes[at] ?? 0) >= 128; at += 1) {
      time += ((bytes[at] ?? 0) - 128) * factor
      factor *= 128
    }
    time += (bytes[at] ?? 0) * factor
    at += 1
    if (at + HASH > bytes.length) return
    yield [time, bytes.readUInt32LE(at)]
  }
}
