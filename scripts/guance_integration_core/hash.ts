/** Quick hashes that only have to distinguish things; nothing secret depends on them. Pure. */

/** 32 bits of a text: FNV-1a, mixed once more so that its low bits are even. */
export function hash32(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return mix(hash)
}

/** 64 bits as 16 hexadecimal digits: ten thousand texts collide once in a hundred billion times. */
export function hashText(text: string): string {
  return [hash32(text), hash32(text, 1)].map((part) => part.toString(16).padStart(8, '0')).join('')
}

/** The finaliser of MurmurHash3. */
export function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

const number = new Float64Array(1)
const halves = new Uint32Array(number.buffer)

/** 32 bits of a number, all of its 64 bits taken into account; -0 is 0. */
export function hashNumber(value: number, seed: number): number {
  number[0] = value + 0
  return mix(mix(seed ^ (halves[0] ?? 0)) ^ (halves[1] ?? 0))
}
