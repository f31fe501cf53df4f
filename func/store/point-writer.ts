import { createHash } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { FuncError } from '../errors.ts'
import type { Category, Point } from '../script.ts'
import { createCache } from './cache.ts'
import { encodeFields } from './field-codec.ts'
import { inTransaction } from './open-sqlite.ts'
import { isForeignKeyViolation } from './store-error.ts'
import { canonicalTags } from './tags.ts'

const CACHED_IDS = 50_000
const ROWS_PER_STATEMENT = 50

interface Row {
  readonly series: number
  readonly time: number
  readonly discriminator: string
  readonly fields: string
}

/** Writes metric and logging points in bulk; synchronous, one transaction a call. */
export interface PointWriter {
  write(category: Category, points: readonly Point[]): void
}

export function createPointWriter(connection: DatabaseSync): PointWriter {
  const ids = createIds(connection)
  const insertMany = connection.prepare(insertStatement(ROWS_PER_STATEMENT))
  const insertOne = connection.prepare(insertStatement(1))

  function writeOnce(category: Category, points: readonly Point[]): void {
    try {
      inTransaction(connection, () => {
        const rows = points.map((point) => toRow(category, point, ids)).filter(hasFields)
        insert(rows.sort(bySeriesAndTime), insertMany, insertOne)
      })
    } catch (error) {
      ids.forget()
      throw error
    }
  }

  return {
    write(category, points) {
      try {
        writeOnce(category, points)
      } catch (error) {
        // Another process has pruned a series that was remembered here.
        if (!isForeignKeyViolation(error)) throw error
        writeOnce(category, points)
      }
    },
  }
}

interface Ids {
  series(category: Category, point: Point): number
  /** A field's key in stored JSON. */
  fieldKey(name: string): string
  /** To be called when a transaction failed: the ids it made are gone. */
  forget(): void
}

function createIds(connection: DatabaseSync): Ids {
  const fieldKeys = createCache<string>(CACHED_IDS)
  const nameId = findOrInsert(connection, 'field_names', ['name'])
  const series = createSeriesIds(connection)
  return {
    series: series.find,
    fieldKey: (name) => fieldKeys.get(name, () => nameId(name).toString(36)),
    forget() {
      series.forget()
      fieldKeys.clear()
    },
  }
}

function createSeriesIds(connection: DatabaseSync) {
  const known = createCache<number>(CACHED_IDS)
  const findOrInsertSeries = findOrInsert(connection, 'series', ['measurement', 'category', 'tags'])
  let last: { readonly category: Category; readonly point: Point; readonly id: number } | undefined

  function find(category: Category, point: Point): number {
    if (last?.category === category && isSameSeries(last.point, point)) return last.id
    const tags = canonicalTags(point.tags)
    const key = `${category} ${tags} ${point.measurement}`
    const id = known.get(key, () => findOrInsertSeries(point.measurement, category, tags))
    last = { category, point, id }
    return id
  }

  function forget(): void {
    last = undefined
    known.clear()
  }

  return { find, forget }
}

/** Points mostly come series by series. */
function isSameSeries(a: Point, b: Point): boolean {
  if (a.measurement !== b.measurement) return false
  for (const name in a.tags) if (a.tags[name] !== b.tags[name]) return false
  return Object.keys(a.tags).length === Object.keys(b.tags).length
}

function findOrInsert(connection: DatabaseSync, table: string, columns: readonly string[]) {
  const condition = columns.map((column) => `${column} = ?`).join(' and ')
  const find = connection.prepare(`select id from ${table} where ${condition}`)
  const values = columns.map(() => '?').join(', ')
  const insert = connection.prepare(`insert into ${table} (${columns.join(', ')}) values (${values})`)
  return (...key: readonly string[]): number => {
    const found = find.get(...key)
    return Number(found?.id ?? insert.run(...key).lastInsertRowid)
  }
}

/** A repeat that changes nothing dirties no page. */
function insertStatement(rows: number): string {
  const values = Array.from({ length: rows }, () => '(?, ?, ?, ?)').join(', ')
  return `insert into points (series_id, time, discriminator, fields) values ${values}
    on conflict do update set fields = json_patch(points.fields, excluded.fields)
    where points.fields <> excluded.fields`
}

function insert(rows: readonly Row[], many: StatementSync, one: StatementSync): void {
  const end = rows.length - (rows.length % ROWS_PER_STATEMENT)
  const values: (number | string)[] = []
  for (const [at, row] of rows.entries()) {
    values.push(row.series, row.time, row.discriminator, row.fields)
    if (at < end && values.length < ROWS_PER_STATEMENT * 4) continue
    const statement = at < end ? many : one
    statement.run(...values)
    values.length = 0
  }
}

function toRow(category: Category, point: Point, ids: Ids): Row {
  const time = toTime(point)
  const fields = encodeFields(point.fields, ids.fieldKey)
  const discriminator = category === 'logging' ? hashFields(point) : ''
  return { series: ids.series(category, point), time, discriminator, fields }
}

/** @throws {FuncError} FUNC_ERR_STORE_POINT_INVALID */
export function toTime({ timestamp, measurement }: Point): number {
  const time = Math.floor(timestamp)
  if (Number.isSafeInteger(time)) return time
  const message = `Cannot store a point of '${measurement}' at ${timestamp}: wanted milliseconds since the epoch`
  throw new FuncError('FUNC_ERR_STORE_POINT_INVALID', message)
}

/** Events that happen in the same millisecond stay apart, while a repeat of one overwrites it. */
function hashFields({ fields }: Point): string {
  const sorted = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256')
    .update(encodeFields(sorted, (name) => name))
    .digest('base64url')
    .slice(0, 16)
}

function hasFields(row: Row): boolean {
  return row.fields !== '{}'
}

/** Rows that lie together in the database are written together; equal ones keep their order. */
function bySeriesAndTime(a: Row, b: Row): number {
  return a.series - b.series || a.time - b.time
}
