import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto'
import type { Checksum, ChecksumConstructor, SourceData } from '@smithy/types'

/** More keys than a client signs with at a time. */
const MOST_KEYS = 16

/**
 * SHA-256 for the signer of one client. It signs with the same few keys again and again, and making a key of its bytes
 * takes longer than signing with it.
 */
export function createSha256(): ChecksumConstructor {
  const keys = new Map<SourceData, KeyObject>()
  const keyOf = (secret: SourceData): KeyObject => {
    const known = keys.get(secret)
    if (known !== undefined) return known
    if (keys.size >= MOST_KEYS) keys.clear()
    const key = createSecretKey(bytesOf(secret))
    keys.set(secret, key)
    return key
  }
  return class Sha256 implements Checksum {
    readonly #secret: SourceData | undefined
    #hash: Hash | Hmac

    constructor(secret?: SourceData) {
      this.#secret = secret
      this.#hash = this.#begin()
    }

    update(data: Uint8Array): void {
      this.#hash.update(data)
    }

    async digest(): Promise<Uint8Array> {
      return this.#hash.digest()
    }

    reset(): void {
      this.#hash = this.#begin()
    }

    #begin(): Hash | Hmac {
      return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(this.#secret))
    }
  }
}

function bytesOf(data: SourceData): Buffer {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
}
