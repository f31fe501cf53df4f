/** Which fields a measurement has been written with, and as what: for pickers. */
import type { DatabaseSync } from 'node:sqlite'
import { isValue } from '../model/row-point.ts'
import type { Category, FieldValue, RowPoint } from '../script.ts'

const MOST_REMEMBERED = 100_000

export interface MeasurementFields {
  note(category: Category, points: readonly RowPoint[]): void
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

  function notePoint(category: Category, point: RowPoint, knownFields: KnownFields): void {
    const { measurement, names, values } = point
    for (let index = 0; index < names.length; index++) {
      const field = names[index] ?? ''
      const value = values[index]
      if (!isValue(value)) continue
      const type = typeOf(value)
      const types = knownFields.get(field) ?? 0
      if ((types & (1 << type)) !== 0) continue
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

/** Place in TYPES. */
function typeOf(value: FieldValue): number {
  return typeof value === 'bigint' ? 0 : TYPES.indexOf(typeof value as (typeof TYPES)[number])
}
