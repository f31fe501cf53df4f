/** Which fields a measurement has been written with, and as what: for pickers. */
import type { DatabaseSync } from 'node:sqlite'
import type { Category, FieldValue, Point } from '../script.ts'

const MOST_REMEMBERED = 100_000

export interface MeasurementFields {
  note(category: Category, points: readonly Point[]): void
  /** To be called when a transaction failed. */
  forget(): void
}

const TYPES = ['number', 'string', 'boolean'] as const

/** The types a field is known with, as bits by the place in TYPES. */
type KnownFields = Map<string, number>

export function createMeasurementFields(connection: DatabaseSync): MeasurementFields {
  const insert = connection.prepare(
    'insert or ignore into measurement_fields (measurement, category, field, type) values (?, ?, ?, ?)',
  )
  const known = new Map<string, KnownFields>()
  let remembered = 0

  function fieldsOf(category: Category, measurement: string): KnownFields {
    const key = `${category} ${measurement}`
    const found = known.get(key) ?? new Map<string, number>()
    known.set(key, found)
    return found
  }

  function notePoint(category: Category, { measurement, fields }: Point, knownFields: KnownFields): void {
    for (const field in fields) {
      const type = typeOf(fields[field])
      const types = knownFields.get(field) ?? 0
      if (type === -1 || (types & (1 << type)) !== 0) continue
      insert.run(measurement, category, field, TYPES[type] ?? 'number')
      if (++remembered <= MOST_REMEMBERED) knownFields.set(field, types | (1 << type))
    }
  }

  return {
    note(category, points) {
      let measurement: string | undefined
      let fields: KnownFields = new Map()
      for (const point of points) {
        if (point.measurement !== measurement) fields = fieldsOf(category, point.measurement)
        measurement = point.measurement
        notePoint(category, point, fields)
      }
    },
    forget() {
      known.clear()
      remembered = 0
    },
  }
}

/** Place in TYPES; −1 for what is not stored. */
function typeOf(value: FieldValue | undefined): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : -1
  if (typeof value === 'bigint') return 0
  return value === undefined ? -1 : TYPES.indexOf(typeof value as 'string' | 'boolean')
}
