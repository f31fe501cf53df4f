import type { Kysely } from 'kysely'
import { FuncError } from '../errors.ts'
import type { AccessKey } from '../model/access.ts'
import type { Clock } from '../time.ts'
import type { AccessKeyRow, HomeTables } from './tables.ts'
import type { AccessKeys } from './types.ts'

export function createAccessKeys(db: Kysely<HomeTables>, clock: Clock): AccessKeys {
  const now = () => clock().getTime()
  return {
    async list() {
      const rows = await db
        .selectFrom('access_keys')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toKey)
    },
    async add({ id, name, role, createdBy, expiresAt }, token_sha256) {
      const expires_at = expiresAt?.getTime() ?? null
      const row = { id, name, role, token_sha256, created_by: createdBy, created_at: now(), expires_at }
      return toKey(await db.insertInto('access_keys').values(row).returningAll().executeTakeFirstOrThrow())
    },
    async find(tokenSha256) {
      const row = await db
        .selectFrom('access_keys')
        .selectAll()
        .where('token_sha256', '=', tokenSha256)
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now())]))
        .executeTakeFirst()
      return row && toKey(row)
    },
    async used(id) {
      await db.updateTable('access_keys').set({ last_used_at: now() }).where('id', '=', id).execute()
    },
    async remove(id) {
      const row = await db.deleteFrom('access_keys').where('id', '=', id).returningAll().executeTakeFirst()
      if (row !== undefined) return toKey(row)
      throw new FuncError(
        'FUNC_ERR_ACCESS_KEY_UNKNOWN',
        `Cannot remove access key '${id}' as there is none of this id`,
      )
    },
  }
}

function toKey(row: AccessKeyRow): AccessKey {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdBy: row.created_by,
    createdAt: new Date(row.created_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
  }
}
