import { Buffer } from 'node:buffer'

const MIN_SIZE = 2 ** 14
/** Larger ones are seldom wanted, and not kept. */
const MAX_KEPT_SIZE = 2 ** 21
const MAX_KEPT_OF_A_SIZE = 16

/**
 * Memory for requests and answers, used again and again. V8 counts bytes as growth of its heap, though they lie outside
 * of it: new ones for each call made it collect old memory after every thirty calls, and find little to free.
 */
export class BytePool {
  readonly #free = new Map<number, Buffer[]>()

  /** At least so many bytes, with whatever their last user left in them. */
  acquire(length: number): Buffer {
    const size = sizeFor(length)
    return this.#free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size)
  }

  /** For bytes that nobody uses any more. Those that are never released are collected as others are. */
  release(bytes: Buffer): void {
    const free = this.#free.get(bytes.length) ?? []
    if (bytes.length > MAX_KEPT_SIZE || free.length >= MAX_KEPT_OF_A_SIZE) return
    free.push(bytes)
    this.#free.set(bytes.length, free)
  }
}

function sizeFor(length: number): number {
  return Math.max(MIN_SIZE, 2 ** Math.ceil(Math.log2(length)))
}
