import type { DatabaseSync } from 'node:sqlite'
import { FuncError } from '../../errors.ts'
import type { EventsQuery, StoredEvent } from '../../model/queries.ts'
import type { Json } from '../../script.ts'
import { decodeFields } from '../field-codec.ts'
import type { CatalogSeries } from './plan/series-catalog.ts'
import { createTagMatch } from './tag-conditions.ts'

const DEFAULT_EVENTS = 100
const MOST_EVENTS = 1000
/** Rows between two looks at whether the query was given up. */
const ROWS_A_STEP = 2000

/** Log events as they were written, the newest first. */
export function createEventReader(connection: DatabaseSync, catalog: () => readonly CatalogSeries[]) {
  const names = connection.prepare('select id, name from field_names')
  const rows = connection.prepare(
    `select time, fields from points where series_id = ? and time >= ? and time < ?
    order by time desc, discriminator desc`,
  )
  return (query: EventsQuery, checkpoint: () => void): StoredEvent[] => {
    const { from, to, where, search = '', limit = DEFAULT_EVENTS } = query
    if (limit < 1 || limit > MOST_EVENTS)
      throw new FuncError(
        'FUNC_ERR_STORE_QUERY_INVALID',
        `Cannot read ${limit} events: wanted 1 to ${MOST_EVENTS} at a time`,
      )
    const nameOf = new Map(names.all().map(({ id, name }) => [Number(id).toString(36), String(name)]))
    const matches = createTagMatch(where)
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    const found: StoredEvent[] = []
    for (const { id, measurement, category, tags } of catalog()) {
      if (category !== 'logging' || !matches(tags)) continue
      let taken = 0
      let seen = 0
      for (const { time, fields: json } of rows.iterate(id, from, to)) {
        if (++seen % ROWS_A_STEP === 0) checkpoint()
        const fields = namedFields(String(json), nameOf)
        if (!hasWords(fields, words)) continue
        found.push({ measurement, tags, fields, timestamp: Number(time) })
        if (++taken === limit) break
      }
    }
    return found.sort((a, b) => b.timestamp - a.timestamp).slice(0, limit)
  }
}

function namedFields(json: string, nameOf: ReadonlyMap<string, string>): Readonly<Record<string, Json>> {
  const fields = Object.entries(decodeFields(json)).map(([key, value]) => [
    nameOf.get(key) ?? key,
    typeof value === 'bigint' ? String(value) : value,
  ])
  return Object.fromEntries(fields)
}

function hasWords(fields: Readonly<Record<string, Json>>, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const text = Object.values(fields).join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}
