/** The tables of the point database as its migrations leave them. Times are milliseconds since the epoch. */
import type { Generated, GeneratedAlways } from 'kysely'

export interface PointTables {
  readonly objects: ObjectRow
  readonly series: SeriesRow
  readonly field_names: FieldNameRow
  readonly points: PointRow
  readonly chunks: ChunkRow
  readonly presence: PresenceRow
  readonly hours: HourRow
  readonly objects_revision: ObjectsRevisionRow
  readonly measurement_fields: MeasurementFieldRow
}

export interface ObjectRow {
  id: GeneratedAlways<number>
  measurement: string
  identity: string
  tags: string
  fields: string
  time: number
  first_seen: number
  last_seen: number
}

export interface SeriesRow {
  id: GeneratedAlways<number>
  measurement: string
  category: string
  tags: string
  /** Those that lie in rows, kept by database triggers; see `presence` for the others. */
  points: GeneratedAlways<number>
}

export interface FieldNameRow {
  id: GeneratedAlways<number>
  name: string
}

export interface PointRow {
  series_id: number
  time: number
  /** Keeps events of one series and millisecond apart; empty for metrics. */
  discriminator: string
  /** A JSON object; keys are ids of field names in base 36. */
  fields: string
}

/** One field of 32 series over one hour; see chunk-layout.ts and cells-codec.ts. */
export interface ChunkRow {
  field_id: number
  group_id: number
  /** Hours since the epoch. */
  block: number
  /** Five-minute cells of the field's own kind, see rollup.ts. */
  rollup: Uint8Array
  /** Of averages. */
  rollup_weights: Uint8Array | null
  cells: Uint8Array
}

export interface PresenceRow {
  group_id: number
  block: number
  /** Number of bits set in `minutes`. */
  points: number
  /** For each of the 32 series 64 bits, of which bit m is set where minute m has a point. */
  minutes: Uint8Array
  /** Of the hour, when chunks of the group last changed in it. */
  revision: Generated<number>
}

/** An hour that has chunks. */
export interface HourRow {
  /** Another one after each change of them. */
  revision: GeneratedAlways<number>
  block: number
}

/** One row. */
export interface ObjectsRevisionRow {
  /** Another one after each change of any object. */
  revision: number
}

export interface MeasurementFieldRow {
  measurement: string
  category: string
  field: string
  type: string
}
