import type { DatabaseSync } from 'node:sqlite'
import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { FieldValue, Json } from '../script.ts'
import type { ObjectRow, PointTables } from './database.ts'
import { decodeFields } from './field-codec.ts'
import { createNameFilter, toSqliteGlob } from './glob.ts'
import type { SqliteFile } from './open-sqlite.ts'
import type { ObjectFilter, PointFilter, SeriesData, StoredObject } from './types.ts'

const DEFAULT_OBJECTS = 1_000
const DEFAULT_POINTS = 100_000

type TagFilter = Readonly<Record<string, string>> | undefined
type Fields = Readonly<Record<string, Json>>

export async function readObjects(db: Kysely<PointTables>, filter: ObjectFilter): Promise<StoredObject[]> {
  let query = db
    .selectFrom('objects')
    .select(['measurement', 'tags', 'fields', 'time', 'first_seen', 'last_seen'])
    .where((eb) => tagsMatch(eb, 'objects.tags', filter.tags))
    .orderBy('measurement')
    .orderBy('identity')
    .limit(filter.limit ?? DEFAULT_OBJECTS)
    .offset(filter.offset ?? 0)
  if (filter.measurement !== undefined) query = query.where('measurement', '=', filter.measurement)
  if (filter.since !== undefined) query = query.where('last_seen', '>=', filter.since.getTime())
  const rows = await query.execute()
  return rows.map(toObject)
}

export async function readSeries(file: SqliteFile<PointTables>, filter: PointFilter): Promise<SeriesData[]> {
  const rows = await matchingSeries(file.db, filter)
  const readPoints = createPointsReader(file.connection, await fieldNames(file.db), filter)
  const result: SeriesData[] = []
  let left = filter.limit ?? DEFAULT_POINTS
  for (const { id, measurement, tags } of rows) {
    if (left <= 0) break
    const points = readPoints(id, left)
    left -= points.length
    if (points.length > 0) result.push({ measurement, tags: JSON.parse(tags), points })
  }
  return result
}

function matchingSeries(db: Kysely<PointTables>, filter: PointFilter) {
  const query = db
    .selectFrom('series')
    .select(['id', 'measurement', 'tags'])
    .where('measurement', '=', filter.measurement)
    .where((eb) => tagsMatch(eb, 'series.tags', filter.tags))
    .orderBy('tags')
    .orderBy('category')
  return (filter.category === undefined ? query : query.where('category', '=', filter.category)).execute()
}

/** The tags named must all be there, with values that fit. */
function tagsMatch<T extends 'objects' | 'series'>(
  eb: ExpressionBuilder<PointTables, T>,
  column: `${T}.tags`,
  tags: TagFilter = {},
) {
  const conditions = Object.entries(tags).map(([name, glob]) => {
    return sql<SqlBool>`exists (
      select 1 from json_each(${sql.ref(column)}) as tag
      where tag.key = ${name} and tag.value glob ${toSqliteGlob(glob)})`
  })
  return eb.and(conditions)
}

/** Names of fields by the key they have in stored points. */
async function fieldNames(db: Kysely<PointTables>): Promise<Map<string, string>> {
  const rows = await db.selectFrom('field_names').select(['id', 'name']).execute()
  return new Map(rows.map(({ id, name }) => [id.toString(36), name]))
}

function createPointsReader(
  connection: DatabaseSync,
  names: ReadonlyMap<string, string>,
  filter: PointFilter,
) {
  const isWanted = createNameFilter(filter.fields ?? [])
  const wanted = new Map([...names].filter(([, name]) => isWanted(name)))
  const [since, until] = [filter.since.getTime(), filter.until.getTime()]
  const select = connection.prepare(
    'select time, fields from points where series_id = ? and time >= ? and time < ? order by time, discriminator',
  )
  return (series: number, limit: number): SeriesData['points'] => {
    const points: { timestamp: number; fields: Fields }[] = []
    for (const row of select.iterate(series, since, until)) {
      const fields = toNamedFields(String(row.fields), wanted)
      if (Object.keys(fields).length > 0) points.push({ timestamp: Number(row.time), fields })
      if (points.length === limit) break
    }
    return points
  }
}

function toNamedFields(json: string, names: ReadonlyMap<string, string>): Fields {
  const stored = decodeFields(json)
  const fields: Record<string, Json> = {}
  for (const key in stored) {
    const name = names.get(key)
    const value = stored[key]
    if (name !== undefined && value !== undefined) fields[name] = toJson(value)
  }
  return fields
}

function toJson(value: FieldValue): Json {
  return typeof value === 'bigint' ? String(value) : value
}

function toObject(row: Omit<ObjectRow, 'id' | 'identity'>): StoredObject {
  return {
    measurement: row.measurement,
    tags: JSON.parse(row.tags),
    fields: decodeFields(row.fields),
    timestamp: row.time,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
  }
}
