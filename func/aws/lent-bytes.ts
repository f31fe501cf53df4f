import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

const LEAST = 2 ** 14
/** Larger ones are seldom wanted, and not kept. */
const LARGEST_KEPT = 2 ** 21
const MOST_KEPT_OF_A_SIZE = 16

/**
 * Memory for requests and answers, lent again and again. V8 counts bytes as growth of its heap, though they lie outside
 * of it: made anew for each call, they made it collect old memory after every thirty calls, and find little to free.
 */
export class LentBytes {
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

  /** The text as UTF-8, and the bytes to give back. */
  write(text: string): LentContent {
    const length = Buffer.byteLength(text)
    const bytes = this.take(length)
    bytes.write(text)
    return { bytes, content: bytes.subarray(0, length) }
  }

  /** All that a stream brings. @throws What ends the stream too early. */
  async collect(stream: Readable): Promise<LentContent> {
    let bytes = this.take(LEAST)
    let length = 0
    stream.on('data', (chunk: Buffer) => {
      if (length + chunk.length > bytes.length) {
        const larger = this.take(Math.max(2 * bytes.length, length + chunk.length))
        larger.set(bytes.subarray(0, length))
        this.giveBack(bytes)
        bytes = larger
      }
      bytes.set(chunk, length)
      length += chunk.length
    })
    await finished(stream, { writable: false })
    return { bytes, content: bytes.subarray(0, length) }
  }
}

export interface LentContent {
  /** To be given back. */
  readonly bytes: Buffer
  /** The part of them that holds something. */
  readonly content: Buffer
}

function sizeFor(length: number): number {
  return Math.max(LEAST, 2 ** Math.ceil(Math.log2(length)))
}
