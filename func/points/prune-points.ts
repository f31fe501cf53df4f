import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { inTransaction, type SqliteFile } from '../sqlite/open-sqlite.ts'
import { retryBusy } from '../sqlite/retry-busy.ts'
import { HOUR_MS } from '../time.ts'
import { blockOf, SERIES_PER_GROUP } from './chunk-layout.ts'
import { createHours } from './hours.ts'
import { hasPoints, toWords } from './presence.ts'
import type { PointTables } from './tables.ts'

const ROWS_PER_TRANSACTION = 5_000
const PAGES_PER_STEP = 1_000

/** Points older than the given time, and objects that have not been written since. */
export async function prunePoints(file: SqliteFile<PointTables>, before: Date): Promise<number> {
  await pruneObjects(file, before.getTime())
  return pruneOldPoints(file, before)
}

async function pruneObjects({ connection }: SqliteFile<PointTables>, before: number): Promise<void> {
  const drop = connection.prepare('delete from objects where last_seen < ?')
  const revise = connection.prepare('update objects_revision set revision = revision + 1')
  const dropOld = () =>
    inTransaction(connection, () => {
      if (drop.run(before).changes > 0) revise.run()
    })
  await retryBusy(dropOld)
}

/**
 * Deletes points older than the given time, in pieces between which others can write, then the series that have
 * none left, and gives the space back to the disk. Of points in chunks only whole hours are deleted.
 */
async function pruneOldPoints(file: SqliteFile<PointTables>, before: Date): Promise<number> {
  const { db } = file
  const deleted =
    (await pruneRows(db, before.getTime())) + (await pruneChunks(file, blockOf(before.getTime())))
  await dropEmptySeries(file)
  await freePages(file)
  return deleted
}

/**
 * Deletes the oldest hours until what is kept fits into so many bytes; gives the number of points deleted. Objects
 * are not deleted for their size: where they take more than half, points keep the other half.
 */
export async function prunePointsToSize(file: SqliteFile<PointTables>, bytes: number): Promise<number> {
  const ofObjects = objectBytes(file)
  const most = Math.max(bytes, ofObjects + bytes / 2)
  let total = 0
  for (let used = await usedBytes(file.db); used > most; ) {
    const oldest = await oldestHour(file.db)
    if (oldest === undefined) break
    const deleted = await pruneOldPoints(file, new Date((oldest + 1) * HOUR_MS))
    total += deleted
    if (deleted === 0) break
    used = await usedBytes(file.db)
  }
  return total
}

function objectBytes({ connection }: SqliteFile<PointTables>): number {
  const columns = ['measurement', 'identity', 'tags', 'fields'].map((name) => `length(cast(${name} as blob))`)
  const row = connection.prepare(`select total(${columns.join(' + ')}) as bytes from objects`).get()
  return Number(row?.bytes ?? 0)
}

async function usedBytes(db: Kysely<PointTables>): Promise<number> {
  const { rows } = await sql<{ used: number }>`
    select (page_count - freelist_count) * page_size as used
    from pragma_page_count, pragma_freelist_count, pragma_page_size`.execute(db)
  return rows[0]?.used ?? 0
}

async function oldestHour(db: Kysely<PointTables>): Promise<number | undefined> {
  const { rows } = await sql<{ oldest: number | null }>`
    select min(oldest) as oldest from (
      select min(block) as oldest from presence
      union all
      select (select time from points where series_id = series.id order by time limit 1) / ${HOUR_MS}
      from series where points > 0
    )`.execute(db)
  return rows[0]?.oldest ?? undefined
}

async function pruneRows(db: Kysely<PointTables>, before: number): Promise<number> {
  const series = await db.selectFrom('series').select('id').where('points', '>', 0).execute()
  let total = 0
  for (const { id } of series) total += await pruneSeries(db, id, before)
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

/** A group at a time: at most 32 series, in one transaction. */
async function pruneChunks(file: SqliteFile<PointTables>, before: number): Promise<number> {
  const { connection } = file
  const groups = connection.prepare('select distinct group_id as id from presence where block < ?')
  const sum = connection.prepare(
    'select sum(points) as points from presence where group_id = ? and block < ?',
  )
  const deleteChunks = connection.prepare(`delete from chunks
    where block in (select block from presence where group_id = ?1 and block < ?2)
      and field_id in (select id from field_names) and group_id = ?1`)
  const deletePresence = connection.prepare('delete from presence where group_id = ? and block < ?')
  const hours = createHours(connection)
  const pruneGroup = (group: number) =>
    inTransaction(connection, () => {
      const points = Number(sum.get(group, before)?.points ?? 0)
      hours.changeOfGroup(group, before)
      deleteChunks.run(group, before)
      deletePresence.run(group, before)
      return points
    })
  let total = 0
  for (const { id } of groups.all(before)) {
    total += await retryBusy(() => pruneGroup(Number(id)))
    await nextTurn()
  }
  await retryBusy(() => hours.dropEmpty(before))
  return total
}

/**
 * A series gets its first points in the transaction that creates it: one without points is of no use to anyone.
 * Looked at group by group, each in a transaction, so that none gets points in between.
 */
async function dropEmptySeries({ connection }: SqliteFile<PointTables>): Promise<void> {
  const groups = connection.prepare(
    `select distinct id / ${SERIES_PER_GROUP} as id from series where points = 0`,
  )
  const candidates = connection.prepare('select id from series where points = 0 and id between ? and ?')
  const presence = connection.prepare('select minutes from presence where group_id = ?')
  const drop = connection.prepare('delete from series where id = ?')
  const dropOfGroup = (group: number) =>
    inTransaction(connection, () => {
      const hours = presence.all(group).map(({ minutes }) => toWords(minutes as Uint8Array))
      const first = group * SERIES_PER_GROUP
      for (const { id } of candidates.all(first, first + SERIES_PER_GROUP - 1)) {
        const row = Number(id) - first
        if (!hours.some((minutes) => hasPoints(minutes, row))) drop.run(Number(id))
      }
    })
  for (const { id } of groups.all()) {
    await retryBusy(() => dropOfGroup(Number(id)))
    await nextTurn()
  }
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
