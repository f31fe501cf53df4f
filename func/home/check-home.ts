import { type Kysely, sql } from 'kysely'
import { hasCode, messageOf } from '../errors.ts'
import { checkSqlite } from '../sqlite/check-sqlite.ts'
import { unreadableSecrets } from './secrets.ts'
import type { HomeTables } from './tables.ts'

/** Damage, rows that belong to nothing, and secrets that the key does not open; empty when sound. */
export async function checkHome(db: Kysely<HomeTables>, key: Uint8Array): Promise<string[]> {
  const damaged = await checkSqlite(db)
  if (damaged.length > 0) return damaged
  try {
    return [...(await lockedSecrets(db, key)), ...(await orphanedRows(db))]
  } catch (error) {
    if (hasCode(error, 'FUNC_ERR_STORE_CORRUPT')) return [messageOf(error)]
    throw error
  }
}

async function lockedSecrets(db: Kysely<HomeTables>, key: Uint8Array): Promise<string[]> {
  const secrets = await unreadableSecrets(db, key)
  return secrets.map(({ owner, name }) => `Secret '${name}' of '${owner}' cannot be decrypted with this key`)
}

async function orphanedRows(db: Kysely<HomeTables>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`
    select distinct 'Secrets of ''' || owner || ''' belong to no sink' as finding from secrets
      where owner like 'sink:%' and substr(owner, 6) not in (select name from sinks)
    union all
    select distinct 'State of ''' || owner || ''' belongs to no trigger' from state
      where owner not in (select name from triggers)
    union all
    select 'Task ''' || id || ''' is running in process ''' || process || ''', which is not registered' from tasks
      where status = 'running' and process not in (select id from processes)`.execute(db)
  return rows.map((row) => row.finding)
}
