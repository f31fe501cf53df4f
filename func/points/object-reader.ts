import type { Kysely } from 'kysely'
import { decodeFields } from './field-codec.ts'
import type { ObjectRow, PointTables } from './tables.ts'
import { tagsMatch } from './tags-match.ts'
import type { ObjectFilter, StoredObject } from './types.ts'

const DEFAULT_OBJECTS = 1_000

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
