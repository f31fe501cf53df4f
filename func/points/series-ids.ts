/** Numbers of series and field names, found or made inside the transaction of a write. */
import type { DatabaseSync } from 'node:sqlite'
import type { Category, RowPoint } from '../script.ts'
import { createCache } from './cache.ts'
import { canonicalTags } from './tags.ts'

const CACHED_IDS = 50_000

export interface Ids {
  series(category: Category, point: RowPoint): number
  field(name: string): number
  /** To be called when a transaction failed: the ids it made are gone. */
  forget(): void
}

export function createIds(connection: DatabaseSync): Ids {
  const fields = createCache<number>(CACHED_IDS)
  const nameId = findOrInsert(connection, 'field_names', ['name'])
  const series = createSeriesIds(connection)
  return {
    series: series.find,
    field: (name) => fields.get(name, () => nameId(name)),
    forget() {
      series.forget()
      fields.clear()
    },
  }
}

function createSeriesIds(connection: DatabaseSync) {
  const known = createCache<number>(CACHED_IDS)
  const findOrInsertSeries = findOrInsert(connection, 'series', ['measurement', 'category', 'tags'])
  let last: { readonly category: Category; readonly point: RowPoint; readonly id: number } | undefined

  function find(category: Category, point: RowPoint): number {
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
function isSameSeries(a: RowPoint, b: RowPoint): boolean {
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
