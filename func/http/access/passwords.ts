/** Passwords, kept as argon2id in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Gate } from '../gate.ts'

export interface PasswordCost {
  readonly memoryKib: number
  readonly passes: number
}

/** @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const COST: PasswordCost = { memoryKib: 19_456, passes: 2 }
const SALT_BYTES = 16
const TAG_BYTES = 32
const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

export interface Passwords {
  hash(password: string): Promise<string>
  /** Without a hash it takes as long as with one: that a user is unknown cannot be measured. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** @param gate Lets only a few hash at once: each takes memory and a thread. */
export function createPasswords(gate: Gate, cost: PasswordCost = COST): Passwords {
  const derive = (password: string, salt: Uint8Array, of: PasswordCost) =>
    gate(() => argon2id(password, salt, of))
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES)
      const tag = await derive(password, salt, cost)
      return `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=1$${unpadded(salt)}$${unpadded(tag)}`
    },
    async verify(password, hash) {
      const [, memory, passes, salt, tag] = FORM.exec(hash ?? '') ?? []
      if (salt === undefined || tag === undefined) {
        await derive(password, randomBytes(SALT_BYTES), cost)
        return false
      }
      const of = { memoryKib: Number(memory), passes: Number(passes) }
      const found = await derive(password, Buffer.from(salt, 'base64'), of)
      const wanted = Buffer.from(tag, 'base64')
      return found.length === wanted.length && timingSafeEqual(found, wanted)
    },
  }
}

function argon2id(password: string, nonce: Uint8Array, { memoryKib, passes }: PasswordCost): Promise<Buffer> {
  const message = password.normalize('NFC')
  const options = { message, nonce, parallelism: 1, tagLength: TAG_BYTES, memory: memoryKib, passes }
  return new Promise((resolve, reject) => {
    argon2('argon2id', options, (error, tag) => (error === null ? resolve(tag) : reject(error)))
  })
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
