import type { Kysely } from 'kysely'
import type { SinkRecord } from '../model/sink.ts'
import type { Clock } from '../time.ts'
import { removeSecrets, storeSecrets } from './secrets.ts'
import type { HomeTables, SinkRow } from './tables.ts'
import type { SinkConfigs } from './types.ts'

export function createSinkConfigs(db: Kysely<HomeTables>, key: Uint8Array, clock: Clock): SinkConfigs {
  return {
    async list() {
      const rows = await db.selectFrom('sinks').selectAll().orderBy('name').execute()
      return rows.map(toRecord)
    },
    async get(name) {
      const row = await db.selectFrom('sinks').selectAll().where('name', '=', name).executeTakeFirst()
      return row && toRecord(row)
    },
    async save(record, secrets) {
      const owner = sinkOwner(record.name)
      await db.transaction().execute(async (trx) => {
        await trx.replaceInto('sinks').values(toRow(record)).execute()
        await removeSecrets(trx, owner)
        await storeSecrets(trx, key, clock, owner, secrets)
      })
    },
    async remove(name) {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('sinks').where('name', '=', name).execute()
        await removeSecrets(trx, sinkOwner(name))
      })
    },
  }
}

function sinkOwner(name: string): string {
  return `sink:${name}`
}

function toRow(record: SinkRecord): SinkRow {
  return {
    name: record.name,
    type: record.type,
    options: JSON.stringify(record.options),
    required: Number(record.required),
    created_at: record.createdAt.getTime(),
  }
}

function toRecord(row: SinkRow): SinkRecord {
  return {
    name: row.name,
    type: row.type,
    options: JSON.parse(row.options),
    required: row.required === 1,
    createdAt: new Date(row.created_at),
  }
}
