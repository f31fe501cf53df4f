import type { Kysely } from 'kysely'
import type { IdempotentRequest, IdempotentState } from '../model/access.ts'
import { type Clock, MINUTE_MS } from '../time.ts'
import type { HomeTables, IdempotencyRow } from './tables.ts'
import type { Idempotency } from './types.ts'

/** A request that runs longer than this was left by a server that died. */
const LONGEST_RUN_MS = 10 * MINUTE_MS

export function createIdempotency(db: Kysely<HomeTables>, clock: Clock): Idempotency {
  const now = () => clock().getTime()
  return {
    begin: (request) => db.transaction().execute((trx) => begin(trx, request, now())),
    async finish({ actor, key }, status, answer) {
      const query = db.updateTable('idempotency').set({ status, answer: JSON.stringify(answer) })
      await query.where('actor', '=', actor).where('key', '=', key).execute()
    },
    async forget({ actor, key }) {
      await db.deleteFrom('idempotency').where('actor', '=', actor).where('key', '=', key).execute()
    },
    async prune(before) {
      await db.deleteFrom('idempotency').where('created_at', '<', before.getTime()).execute()
    },
  }
}

async function begin(
  trx: Kysely<HomeTables>,
  { actor, key, fingerprint }: IdempotentRequest,
  now: number,
): Promise<IdempotentState> {
  const query = trx.selectFrom('idempotency').selectAll()
  const row = await query.where('actor', '=', actor).where('key', '=', key).executeTakeFirst()
  const isLeft = row !== undefined && row.status === null && row.created_at < now - LONGEST_RUN_MS
  if (row !== undefined && !isLeft) return stateOf(row, fingerprint)
  const fresh = { actor, key, fingerprint, created_at: now, status: null, answer: null }
  await trx.replaceInto('idempotency').values(fresh).execute()
  return { state: 'new' }
}

function stateOf({ fingerprint, status, answer }: IdempotencyRow, asked: string): IdempotentState {
  if (fingerprint !== asked) return { state: 'other' }
  if (status === null || answer === null) return { state: 'running' }
  return { state: 'done', status, answer: JSON.parse(answer) }
}
