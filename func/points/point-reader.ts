/** Points as they were written, series by series, from both places where they lie. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import type { FieldValue, Json } from '../script.ts'
import type { SqliteFile } from '../sqlite/open-sqlite.ts'
import { HOUR_MS, MINUTE_MS } from '../time.ts'
import { decodeCells } from './cells-codec.ts'
import { blockOf, cellOf, groupOf, MINUTES, SERIES_PER_GROUP } from './chunk-layout.ts'
import { decodeFields } from './field-codec.ts'
import { hasBit, hasPoints, toWords } from './presence.ts'
import type { PointTables } from './tables.ts'
import { nameMatches, tagsMatch } from './tags-match.ts'
import type { PointFilter, SeriesData } from './types.ts'

const DEFAULT_POINTS = 100_000
/** Chunks of a group are kept while its series are read: one read gives 32 series. */
const KEPT_CHUNKS = 20_000

type StoredPoint = SeriesData['points'][number]

export async function readSeries(file: SqliteFile<PointTables>, filter: PointFilter): Promise<SeriesData[]> {
  const rows = await matchingSeries(file.db, filter)
  const names = await fieldNames(file.db, filter.fields ?? [])
  const readRows = createRowsReader(file.connection, names, filter)
  const readCells = createCellsReader(file.connection, names, filter)
  const result: SeriesData[] = []
  let left = filter.limit ?? DEFAULT_POINTS
  for (const { id, measurement, tags, category, points: rowCount } of rows) {
    if (left <= 0) break
    const cells = category === 'metric' ? readCells(id, left) : []
    const inRows = rowCount > 0 ? readRows(id, left) : []
    const points = merge(cells, inRows).slice(0, left)
    left -= points.length
    if (points.length > 0) result.push({ measurement, tags: JSON.parse(tags), points })
  }
  return result
}

function merge(cells: readonly StoredPoint[], rows: readonly StoredPoint[]): readonly StoredPoint[] {
  if (rows.length === 0) return cells
  return [...cells, ...rows].sort((a, b) => a.timestamp - b.timestamp)
}

function matchingSeries(db: Kysely<PointTables>, filter: PointFilter) {
  const query = db
    .selectFrom('series')
    .select(['id', 'measurement', 'tags', 'category', 'points'])
    .where('measurement', '=', filter.measurement)
    .where((eb) => tagsMatch(eb, 'series.tags', filter.tags))
    .orderBy('tags')
    .orderBy('category')
  return (filter.category === undefined ? query : query.where('category', '=', filter.category)).execute()
}

/** Names of the wanted fields by their numbers. */
async function fieldNames(
  db: Kysely<PointTables>,
  patterns: readonly string[],
): Promise<Map<number, string>> {
  const query = db.selectFrom('field_names').select(['id', 'name']).orderBy('id')
  const rows = await query.where((eb) => nameMatches(eb, patterns)).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

type ReadPoints = (series: number, limit: number) => StoredPoint[]

function createRowsReader(
  connection: DatabaseSync,
  names: ReadonlyMap<number, string>,
  filter: PointFilter,
): ReadPoints {
  const wanted = new Map([...names].map(([id, name]) => [id.toString(36), name]))
  const [since, until] = [filter.since.getTime(), filter.until.getTime()]
  const select = connection.prepare(
    'select time, fields from points where series_id = ? and time >= ? and time < ? order by time, discriminator',
  )
  return (series, limit) => {
    const points: StoredPoint[] = []
    for (const row of select.iterate(series, since, until)) {
      const fields = toNamedFields(String(row.fields), wanted)
      if (Object.keys(fields).length > 0) points.push({ timestamp: Number(row.time), fields })
      if (points.length === limit) break
    }
    return points
  }
}

function toNamedFields(json: string, names: ReadonlyMap<string, string>): Record<string, Json> {
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

interface Hour {
  readonly block: number
  readonly minutes: Uint32Array
}

function createCellsReader(
  connection: DatabaseSync,
  names: ReadonlyMap<number, string>,
  filter: PointFilter,
): ReadPoints {
  const [since, until] = [filter.since.getTime(), filter.until.getTime()]
  const readHours = createHoursReader(connection, since, until)
  const readChunk = createChunkReader(connection)

  function readPoint(series: number, timestamp: number): StoredPoint | undefined {
    const fields: Record<string, Json> = {}
    let found = false
    for (const [id, name] of names) {
      const value = readChunk(id, groupOf(series), blockOf(timestamp))?.[cellOf(series, timestamp)]
      if (value === undefined || Number.isNaN(value)) continue
      fields[name] = value
      found = true
    }
    return found ? { timestamp, fields } : undefined
  }

  return (series, limit) => {
    const points: StoredPoint[] = []
    for (const { block, minutes } of readHours(groupOf(series))) {
      const row = series % SERIES_PER_GROUP
      if (!hasPoints(minutes, row)) continue
      for (let minute = 0; minute < MINUTES; minute++) {
        const timestamp = block * HOUR_MS + minute * MINUTE_MS
        if (timestamp < since || timestamp >= until || !hasBit(minutes, row, minute)) continue
        const point = readPoint(series, timestamp)
        if (point !== undefined) points.push(point)
        if (points.length === limit) return points
      }
    }
    return points
  }
}

function createHoursReader(connection: DatabaseSync, since: number, until: number) {
  const select: StatementSync = connection.prepare(
    'select block, minutes from presence where group_id = ? and block between ? and ? order by block',
  )
  let last: { readonly group: number; readonly hours: readonly Hour[] } | undefined
  return (group: number): readonly Hour[] => {
    if (last?.group === group) return last.hours
    const rows = select.all(group, blockOf(since), blockOf(until))
    const hours = rows.map(({ block, minutes }) => {
      return { block: Number(block), minutes: toWords(minutes as Uint8Array) }
    })
    last = { group, hours }
    return hours
  }
}

/** Cells of a chunk, undefined when there is none. */
function createChunkReader(connection: DatabaseSync) {
  const select = connection.prepare(
    'select cells from chunks where field_id = ? and group_id = ? and block = ?',
  )
  const known = new Map<string, Float64Array | undefined>()
  return (field: number, group: number, block: number): Float64Array | undefined => {
    const key = `${field} ${group} ${block}`
    if (known.has(key)) return known.get(key)
    if (known.size >= KEPT_CHUNKS) known.clear()
    const found = select.get(field, group, block)?.cells
    const cells = found instanceof Uint8Array ? new Float64Array(SERIES_PER_GROUP * MINUTES) : undefined
    if (cells !== undefined) decodeCells(found as Uint8Array<ArrayBuffer>, MINUTES, cells)
    known.set(key, cells)
    return cells
  }
}
