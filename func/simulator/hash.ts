/**
 * Integer hashing for values that look random but are a pure function of their place: text by FNV-1a, numbers by
 * the finalizer of MurmurHash3. All results are unsigned 32-bit integers.
 */
export function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h)
}

export function hash(a: number, b: number, salt = 0): number {
  return mix(Math.imul(mix(a ^ Math.imul(b, 0x9e3779b1)), 5) + Math.imul(salt, 0x7feb352d))
}

/** A number in [0, 1). */
export function unit(a: number, b: number, salt = 0): number {
  return hash(a, b, salt) / 0x1_0000_0000
}

/** One of the items; the list must not be empty. */
export function pick<T>(items: readonly T[], a: number, b: number, salt = 0): T {
  return items[Math.floor(unit(a, b, salt) * items.length)] as T
}

/** Lower-case hexadecimal digits. */
export function hex(a: number, b: number, length: number): string {
  let text = ''
  for (let i = 0; text.length < length; i += 1) text += hash(a, b, i).toString(16).padStart(8, '0')
  return text.slice(0, length)
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits. */
export function letters(a: number, b: number, length: number): string {
  let text = ''
  for (let i = 0; i < length; i += 1) text += LETTERS[hash(a, b, i) % LETTERS.length]
  return text
}

/** A version 4 UUID by form. */
export function uuid(a: number, b: number): string {
  const h = hex(a, b, 32)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`
}
