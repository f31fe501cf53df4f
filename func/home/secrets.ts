import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { FuncError, messageOf } from '../errors.ts'
import { createPrivateFile, isOpenToOthers } from '../sqlite/create-private-file.ts'
import type { Clock } from '../time.ts'
import { type SecretId, seal, unseal } from './secret-box.ts'
import type { HomeTables } from './tables.ts'
import type { Secrets } from './types.ts'

const KEY_BYTES = 32
const KEY_FILE = 'secret.key'

export interface LoadKeyOptions {
  readonly home: string
  /** The key itself, base64 or hex, e.g. from the environment; it then need not be in the home. */
  readonly value?: string | undefined
}

/**
 * The key that secrets are encrypted with, 32 bytes: the given value, else `home/secret.key`, which is made at
 * the first call (0600).
 * @throws {FuncError} FUNC_ERR_SECRET_KEY_INVALID, FUNC_ERR_SECRET_KEY_PERMISSIONS, FUNC_ERR_SECRET_KEY_UNREADABLE
 */
export function loadKey({ home, value }: LoadKeyOptions): Uint8Array {
  if (value !== undefined) return parseKey(value, 'the given key')
  const path = join(home, KEY_FILE)
  return parseKey(readOrCreate(path), `the key in '${path}'`)
}

function readOrCreate(path: string): string {
  try {
    const fresh = `${randomBytes(KEY_BYTES).toString('base64')}\n`
    createPrivateFile(path, fresh, randomBytes(8).toString('hex'))
    requirePrivate(path)
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof FuncError) throw cause
    const message = `Cannot read or create key file '${path}': ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_SECRET_KEY_UNREADABLE', message, { cause })
  }
}

function requirePrivate(path: string): void {
  if (!isOpenToOthers(path)) return
  const message = `Cannot use key file '${path}' as others than its owner have rights on it: run chmod 600 '${path}'`
  throw new FuncError('FUNC_ERR_SECRET_KEY_PERMISSIONS', message)
}

function parseKey(text: string, what: string): Uint8Array {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, /^[0-9a-f]{64}$/i.test(trimmed) ? 'hex' : 'base64')
  const clean = /^[A-Za-z0-9+/_-]+=*$/.test(trimmed)
  if (clean && key.length === KEY_BYTES) return new Uint8Array(key)
  const message = `Cannot use ${what} as it is not ${KEY_BYTES} bytes in base64 or hex`
  throw new FuncError('FUNC_ERR_SECRET_KEY_INVALID', message)
}

export function createSecrets(db: Kysely<HomeTables>, key: Uint8Array, clock: Clock): Secrets {
  return {
    async names(owner) {
      const query = db.selectFrom('secrets').select('name').distinct().orderBy('name')
      const rows = await (owner === undefined ? query : query.where('owner', '=', owner)).execute()
      return rows.map((row) => row.name)
    },
    get: (name, owner) => getSecret(db, key, name, owner),
    async set(name, value, owner) {
      await storeSecrets(db, key, clock, owner, { [name]: value })
    },
    async list() {
      const query = db.selectFrom('secrets').select(['owner', 'name', 'updated_at'])
      const rows = await query.orderBy('owner').orderBy('name').execute()
      return rows.map(({ owner, name, updated_at }) => ({ owner, name, updatedAt: new Date(updated_at) }))
    },
    async remove(name, owner) {
      const query = db.deleteFrom('secrets').where('owner', '=', owner).where('name', '=', name)
      return (await query.executeTakeFirstOrThrow()).numDeletedRows > 0n
    },
    async removeOf(owner) {
      await removeSecrets(db, owner)
    },
  }
}

async function getSecret(
  db: Kysely<HomeTables>,
  key: Uint8Array,
  name: string,
  owner?: string,
): Promise<string | undefined> {
  const query = db.selectFrom('secrets').selectAll().where('name', '=', name)
  const rows = await (owner === undefined ? query : query.where('owner', '=', owner)).execute()
  const [row] = rows
  if (row === undefined) return undefined
  if (rows.length === 1) return unseal(key, row, row.sealed)
  const owners = rows.map((each) => `'${each.owner}'`).join(', ')
  const message = `Cannot choose a secret '${name}': wanted one owner, there are ${owners}`
  throw new FuncError('FUNC_ERR_SECRET_AMBIGUOUS', message)
}

/** Adds or replaces secrets of one owner; call it with a transaction to store them with something else. */
export async function storeSecrets(
  db: Kysely<HomeTables>,
  key: Uint8Array,
  clock: Clock,
  owner: string,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const updated_at = clock().getTime()
  const rows = Object.entries(secrets).map(([name, value]) => {
    return { owner, name, sealed: seal(key, { owner, name }, value), updated_at }
  })
  if (rows.length === 0) return
  await db
    .insertInto('secrets')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['owner', 'name']).doUpdateSet((eb) => ({
        sealed: eb.ref('excluded.sealed'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute()
}

export async function removeSecrets(db: Kysely<HomeTables>, owner: string): Promise<void> {
  await db.deleteFrom('secrets').where('owner', '=', owner).execute()
}

/** The secrets that this key does not open, for `check`. */
export async function unreadableSecrets(db: Kysely<HomeTables>, key: Uint8Array): Promise<SecretId[]> {
  const rows = await db.selectFrom('secrets').selectAll().orderBy('owner').orderBy('name').execute()
  return rows.filter((row) => !opens(key, row, row.sealed))
}

function opens(key: Uint8Array, id: SecretId, sealed: Uint8Array): boolean {
  try {
    unseal(key, id, sealed)
    return true
  } catch {
    return false
  }
}
