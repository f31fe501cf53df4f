import type { Kysely } from 'kysely'
import { FuncError } from '../errors.ts'
import type { Clock } from '../time.ts'
import type { HomeTables } from './tables.ts'
import type { StateStore } from './types.ts'

const ROWS_PER_STATEMENT = 500

export function createState(db: Kysely<HomeTables>, clock: Clock): StateStore {
  return {
    async get(owner, key) {
      const query = db.selectFrom('state').select('value').where('owner', '=', owner).where('key', '=', key)
      const row = await query.executeTakeFirst()
      return row && JSON.parse(row.value)
    },
    async all(owner) {
      const query = db.selectFrom('state').select(['key', 'value']).where('owner', '=', owner).orderBy('key')
      const rows = await query.execute()
      return Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value)]))
    },
    async commit(owner, values, task) {
      const updated_at = clock().getTime()
      const rows = Object.entries(values)
        .filter(([, value]) => value !== null)
        .map(([key, value]) => ({ owner, key, value: JSON.stringify(value), updated_at }))
      const removed = Object.keys(values).filter((key) => values[key] === null)
      await db.transaction().execute(async (trx) => {
        if (task !== undefined) await requireRunning(trx, task)
        for (const key of removed) {
          await trx.deleteFrom('state').where('owner', '=', owner).where('key', '=', key).execute()
        }
        for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
          await upsert(trx, rows.slice(at, at + ROWS_PER_STATEMENT))
        }
      })
    },
  }
}

async function requireRunning(db: Kysely<HomeTables>, task: string): Promise<void> {
  const query = db.selectFrom('tasks').select('status').where('id', '=', task)
  const row = await query.executeTakeFirst()
  if (row?.status === 'running') return
  const status = row?.status ?? 'unknown'
  throw new FuncError(
    'FUNC_ERR_TASK_OVER',
    `Cannot keep the progress of task '${task}' as its status is '${status}', not 'running'`,
  )
}

async function upsert(db: Kysely<HomeTables>, rows: HomeTables['state'][]): Promise<void> {
  await db
    .insertInto('state')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['owner', 'key']).doUpdateSet((eb) => ({
        value: eb.ref('excluded.value'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute()
}
