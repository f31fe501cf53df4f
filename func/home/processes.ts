import type { Kysely } from 'kysely'
import { FuncError } from '../errors.ts'
import type { Clock } from '../time.ts'
import type { HomeTables, ProcessRow } from './tables.ts'
import type { Processes, ProcessRecord } from './types.ts'

type Row = Omit<ProcessRow, 'serves'>

export function createProcesses(db: Kysely<HomeTables>, clock: Clock): Processes {
  return {
    async register({ id, pid, host, bootMark: boot_mark, kind }) {
      const now = clock().getTime()
      const row = { id, pid, host, boot_mark, kind, started_at: now, heartbeat_at: now }
      await db.replaceInto('processes').values(row).execute()
    },
    async heartbeat(id) {
      const heartbeat_at = clock().getTime()
      await db.updateTable('processes').set({ heartbeat_at }).where('id', '=', id).execute()
    },
    async list() {
      const rows = await db.selectFrom('processes').selectAll().orderBy('started_at').orderBy('id').execute()
      return rows.map(toRecord)
    },
    async remove(id) {
      await db.deleteFrom('processes').where('id', '=', id).execute()
    },
    acquireServe: (id, dead) => db.transaction().execute((trx) => acquireServe(trx, id, dead)),
  }
}

async function acquireServe(
  trx: Kysely<HomeTables>,
  id: string,
  dead: readonly string[],
): Promise<ProcessRecord | undefined> {
  const holder = await trx.selectFrom('processes').selectAll().where('serves', '=', 1).executeTakeFirst()
  if (holder !== undefined && holder.id !== id && !dead.includes(holder.id)) return toRecord(holder)
  await trx.updateTable('processes').set({ serves: 0 }).where('serves', '=', 1).execute()
  const taken = await trx.updateTable('processes').set({ serves: 1 }).where('id', '=', id).executeTakeFirst()
  if (taken.numUpdatedRows > 0n) return undefined
  const message = `Cannot serve this home as process '${id}' is not registered`
  throw new FuncError('FUNC_ERR_STORE_PROCESS_UNKNOWN', message)
}

function toRecord(row: Row): ProcessRecord {
  return {
    id: row.id,
    pid: row.pid,
    host: row.host,
    bootMark: row.boot_mark,
    kind: row.kind === 'serve' ? 'serve' : 'cli',
    startedAt: new Date(row.started_at),
    heartbeatAt: new Date(row.heartbeat_at),
  }
}
