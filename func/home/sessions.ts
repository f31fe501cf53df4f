import type { Kysely } from 'kysely'
import type { Clock } from '../time.ts'
import type { HomeTables } from './tables.ts'
import type { Sessions } from './types.ts'
import { toUser } from './users.ts'

export function createSessions(db: Kysely<HomeTables>, clock: Clock): Sessions {
  const now = () => clock().getTime()
  return {
    async add({ tokenSha256: token_sha256, user: user_name, expiresAt }) {
      const at = now()
      const row = { token_sha256, user_name, created_at: at, seen_at: at, expires_at: expiresAt.getTime() }
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('sessions').where('expires_at', '<=', at).execute()
        await trx.insertInto('sessions').values(row).execute()
      })
    },
    async find(tokenSha256, usedSince) {
      const row = await db
        .selectFrom('sessions')
        .innerJoin('users', 'name', 'user_name')
        .selectAll('users')
        .select('seen_at')
        .where('token_sha256', '=', tokenSha256)
        .where('expires_at', '>', now())
        .where('seen_at', '>=', usedSince.getTime())
        .where('disabled', '=', 0)
        .executeTakeFirst()
      return row && { user: toUser(row), seenAt: new Date(row.seen_at) }
    },
    async touch(tokenSha256) {
      const query = db.updateTable('sessions').set({ seen_at: now() })
      await query.where('token_sha256', '=', tokenSha256).execute()
    },
    async remove(tokenSha256) {
      await db.deleteFrom('sessions').where('token_sha256', '=', tokenSha256).execute()
    },
  }
}
