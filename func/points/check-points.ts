import { type Kysely, sql } from 'kysely'
import { checkSqlite } from '../sqlite/check-sqlite.ts'
import { countBits } from './cells-codec.ts'
import { SERIES_PER_GROUP } from './chunk-layout.ts'
import { toWords } from './presence.ts'
import type { PointTables } from './tables.ts'

/** Damage, and counts that are not what they count; empty when sound. */
export async function checkPoints(db: Kysely<PointTables>): Promise<string[]> {
  const damages = await checkSqlite(db)
  if (damages.length > 0) return damages
  const findings = [
    { wrong: await wrongCounts(db), text: 'series have a wrong count of points' },
    { wrong: await wrongPresence(db), text: 'hours have a wrong count of points' },
  ]
  return findings.filter(({ wrong }) => wrong > 0).map(({ wrong, text }) => `${wrong} ${text}`)
}

async function wrongCounts(db: Kysely<PointTables>): Promise<number> {
  const { rows } = await sql<{ wrong: number }>`
    select count(*) as wrong from series
    where points <> (select count(*) from points where points.series_id = series.id)`.execute(db)
  return rows[0]?.wrong ?? 0
}

const BYTES = (SERIES_PER_GROUP * 64) / 8

async function wrongPresence(db: Kysely<PointTables>): Promise<number> {
  const rows = await db.selectFrom('presence').select(['points', 'minutes']).execute()
  return rows.filter(({ points, minutes }) => {
    if (minutes.byteLength !== BYTES) return true
    return toWords(minutes).reduce((sum, word) => sum + countBits(word), 0) !== points
  }).length
}
