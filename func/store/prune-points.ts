import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { PointTables } from './database.ts'
import type { SqliteFile } from './open-sqlite.ts'
import { retryBusy } from './retry-busy.ts'

const ROWS_PER_TRANSACTION = 5_000
const PAGES_PER_STEP = 1_000

/**
 * Deletes points older than the given time, in pieces between which others can write, then the series that have
 * none left, and gives the space back to the disk.
 */
export async function prunePoints(file: SqliteFile<PointTables>, before: Date): Promise<number> {
  const { db } = file
  const series = await db.selectFrom('series').select('id').execute()
  let total = 0
  for (const { id } of series) total += await pruneSeries(db, id, before.getTime())
  await dropEmptySeries(db)
  await freePages(file)
  return total
}

async function pruneSeries(db: Kysely<PointTables>, id: number, before: number): Promise<number> {
  let total = 0
  for (;;) {
    const deleted = await deleteSome(db, id, before)
    total += deleted
    if (deleted < ROWS_PER_TRANSACTION) return total
    await nextTurn()
  }
}

async function deleteSome(db: Kysely<PointTables>, id: number, before: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from points where (series_id, time, discriminator) in (
      select series_id, time, discriminator from points
      where series_id = ${id} and time < ${before} limit ${ROWS_PER_TRANSACTION}
    )`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** A series gets its first points in the transaction that creates it: one without points is of no use to anyone. */
async function dropEmptySeries(db: Kysely<PointTables>): Promise<void> {
  await db.deleteFrom('series').where('points', '=', 0).execute()
}

/** Through `exec`, as this pragma frees one page a step and other calls take one step only. */
async function freePages({ db, connection }: SqliteFile<PointTables>): Promise<void> {
  for (;;) {
    const before = await freePageCount(db)
    if (before === 0) return
    await retryBusy(() => connection.exec(`pragma incremental_vacuum(${PAGES_PER_STEP})`))
    if ((await freePageCount(db)) >= before) return
    await nextTurn()
  }
}

async function freePageCount(db: Kysely<PointTables>): Promise<number> {
  const { rows } = await sql<{ freelist_count: number }>`pragma freelist_count`.execute(db)
  return rows[0]?.freelist_count ?? 0
}
