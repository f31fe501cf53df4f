import { Buffer } from 'node:buffer'

const LEAST = 2 ** 14
/** Larger ones are seldom wanted, and not kept. */
const LARGEST_KEPT = 2 ** 21
const MOST_KEPT_OF_A_SIZE = 16

/**
 * Memory for requests and answers, used again and again. V8 counts bytes as growth of its heap, though they lie outside
 * of it: made anew for each call, they made it collect old memory after every thirty calls, and find little to free.
 */
export class BytePool {
  readonly #free = new Map<number, Buffer[]>()

  /** At least so many bytes, with what whoever had them before left in them. */
  take(length: number): Buffer {
    const size = sizeFor(length)
    return this.#free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size)
  }

  /** For bytes that nobody uses any more. Those that are never given back are collected as others are. */
  giveBack(bytes: Buffer): void {
    const free = this.#free.get(bytes.length) ?? []
    if (bytes.length > LARGEST_KEPT || free.length >= MOST_KEPT_OF_A_SIZE) return
    free.push(bytes)
    this.#free.set(bytes.length, free)
  }
}

function sizeFor(length: number): number {
  return Math.max(LEAST, 2 ** Math.ceil(Math.log2(length)))
}
