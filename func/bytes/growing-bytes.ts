import type { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { BytePool } from './byte-pool.ts'

/** Up to this length, going through a text is quicker than leaving it to native code. */
const SHORT = 64
/** UTF-8 takes no more for a unit of UTF-16. */
const MAX_BYTES_OF_A_UNIT = 3

const QUOTE = 0x22

/** 1 for each character that is one byte. */
const ASCII = Uint8Array.from({ length: 0x80 }, () => 1)
/** 1 for each character that stands for itself in a text of JSON. */
const PLAIN = ASCII.map((_, code) => (JSON.stringify(String.fromCharCode(code)).length === 3 ? 1 : 0))

/** A stretch of the content. */
export interface Part {
  readonly from: number
  readonly to: number
}

/** Content that grows in bytes of a pool: large texts are made of thousands of small ones without a copy of each. */
export class GrowingBytes {
  readonly #pool: BytePool
  #bytes: Buffer
  #length = 0

  /** @param expected About how many bytes will be wanted. */
  constructor(pool: BytePool, expected = 0) {
    this.#pool = pool
    this.#bytes = pool.acquire(expected)
  }

  get length(): number {
    return this.#length
  }

  /** Valid until the bytes are released. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** As UTF-8. */
  addText(text: string): void {
    this.#makeRoom(text.length * MAX_BYTES_OF_A_UNIT)
    if (!this.#addShort(text, ASCII)) this.#length += this.#bytes.write(text, this.#length)
  }

  /** As a text of JSON. */
  addQuoted(text: string): void {
    this.#makeRoom(text.length + 2)
    const from = this.#length
    this.#bytes[this.#length++] = QUOTE
    if (this.#addShort(text, PLAIN)) this.#bytes[this.#length++] = QUOTE
    else {
      this.#length = from
      this.addText(JSON.stringify(text))
    }
  }

  addBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Copies a part of the content to its end. */
  addAgain({ from, to }: Part): void {
    this.#makeRoom(to - from)
    this.#bytes.copyWithin(this.#length, from, to)
    this.#length += to - from
  }

  /** Begins again in the same bytes. */
  clear(): void {
    this.#length = 0
  }

  /** To be called once, when nobody uses the content any more. */
  release(): void {
    this.#pool.release(this.#bytes)
  }

  /** Whether the text was short, and of such characters alone. */
  #addShort(text: string, characters: Uint8Array): boolean {
    if (text.length > SHORT) return false
    const bytes = this.#bytes
    const at = this.#length
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (characters[code] !== 1) return false
      bytes[at + index] = code
    }
    this.#length = at + text.length
    return true
  }

  #makeRoom(length: number): void {
    const wanted = this.#length + length
    if (wanted <= this.#bytes.length) return
    const larger = this.#pool.acquire(Math.max(wanted, 2 * this.#bytes.length))
    larger.set(this.content)
    this.#pool.release(this.#bytes)
    this.#bytes = larger
  }
}

/** All that a stream brings. @param expected About how many bytes. @throws What ends the stream too early. */
export async function collect(stream: Readable, pool: BytePool, expected = 0): Promise<GrowingBytes> {
  const bytes = new GrowingBytes(pool, expected)
  stream.on('data', (chunk: Uint8Array) => bytes.addBytes(chunk))
  await finished(stream, { writable: false })
  return bytes
}
