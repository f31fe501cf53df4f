import type { DatabaseSync } from 'node:sqlite'
import type { RowPoint } from '../script.ts'
import { inTransaction } from '../sqlite/open-sqlite.ts'
import { encodeFields } from './field-codec.ts'
import { createMeasurementFields } from './measurement-fields.ts'
import { toTime } from './point-writer.ts'
import { canonicalTags, objectIdentity } from './tags.ts'

/** A newer point replaces an object, so that tags and fields it has lost vanish; one of the same time adds to it. */
const UPSERT = `
  insert into objects (measurement, identity, tags, fields, time, first_seen, last_seen)
  values (?1, ?2, ?3, ?4, ?5, ?6, ?6)
  on conflict (measurement, identity) do update set
    tags = excluded.tags,
    fields = case when excluded.time = objects.time
      then json_patch(objects.fields, excluded.fields) else excluded.fields end,
    time = excluded.time,
    last_seen = excluded.last_seen
  where excluded.time >= objects.time`

/** Keeps the newest state of each object; synchronous, one transaction a call. */
export function createObjectWriter(connection: DatabaseSync) {
  const upsert = connection.prepare(UPSERT)
  const revise = connection.prepare('update objects_revision set revision = revision + 1')
  const known = createMeasurementFields(connection)

  function writeObject(point: RowPoint, now: number): void {
    const { measurement, tags } = point
    const fields = encodeFields(point, (name) => name)
    upsert.run(measurement, objectIdentity(tags), canonicalTags(tags), fields, toTime(point), now)
  }

  return (points: readonly RowPoint[], now: number): void => {
    try {
      inTransaction(connection, () => {
        for (const point of points) writeObject(point, now)
        revise.run()
        known.note('custom_object', points)
      })
    } catch (error) {
      known.forget()
      throw error
    }
  }
}
