/** AES-256-GCM. A sealed secret is nonce (12 bytes), tag (16), ciphertext; it opens under its own name only. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { FuncError } from '../errors.ts'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface SecretId {
  readonly owner: string
  readonly name: string
}

export function seal(key: Uint8Array, id: SecretId, value: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(id))
  const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext])
}

/** @throws {FuncError} FUNC_ERR_SECRET_UNREADABLE when key, name, owner or bytes are not those it was sealed with */
export function unseal(key: Uint8Array, id: SecretId, sealed: Uint8Array): string {
  try {
    const nonce = sealed.subarray(0, NONCE_BYTES)
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(boundTo(id))
    decipher.setAuthTag(tag)
    const ciphertext = sealed.subarray(NONCE_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8')
  } catch (cause) {
    const message = `Cannot decrypt secret '${id.name}' of '${id.owner}': wrong key, or changed since it was stored`
    throw new FuncError('FUNC_ERR_SECRET_UNREADABLE', message, { cause })
  }
}

function boundTo({ owner, name }: SecretId): Uint8Array {
  return Buffer.from(JSON.stringify([owner, name]))
}
