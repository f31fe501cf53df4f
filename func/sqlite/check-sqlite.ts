import { type Kysely, sql } from 'kysely'
import { hasCode, messageOf } from '../errors.ts'

/** What the database itself finds wrong; empty when sound. A damaged file is a finding, not an error. */
export async function checkSqlite<T>(db: Kysely<T>): Promise<string[]> {
  try {
    return [...(await damages(db)), ...(await orphans(db))]
  } catch (error) {
    if (hasCode(error, 'FUNC_ERR_STORE_CORRUPT')) return [messageOf(error)]
    throw error
  }
}

async function damages<T>(db: Kysely<T>): Promise<string[]> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
  return rows.map((row) => row.integrity_check).filter((finding) => finding !== 'ok')
}

async function orphans<T>(db: Kysely<T>): Promise<string[]> {
  const { rows } = await sql<{ child: string; parent: string; count: number }>`
    select "table" as child, parent, count(*) as count from pragma_foreign_key_check group by 1, 2`.execute(
    db,
  )
  return rows.map(({ child, parent, count }) => `${count} rows of table ${child} have no ${parent}`)
}
