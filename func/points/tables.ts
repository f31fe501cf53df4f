/** The tables of both databases as their migrations leave them. Times are milliseconds since the epoch. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { ActorKind, Role } from '../home/access-types.ts'

/** 0 or 1: SQLite has no booleans. */
export type Flag = number

export interface HomeTables {
  readonly secrets: SecretRow
  readonly triggers: TriggerRow
  readonly tasks: TaskRow
  readonly task_logs: TaskLogRow
  readonly state: StateRow
  readonly processes: ProcessRow
  readonly sinks: SinkRow
  readonly users: UserRow
  readonly sessions: SessionRow
  readonly access_keys: AccessKeyRow
  readonly audit: AuditRow
  readonly idempotency: IdempotencyRow
}

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

export interface SecretRow {
  owner: string
  name: string
  sealed: Uint8Array
  updated_at: number
}

export interface TriggerRow {
  name: string
  title: string
  script_set: string
  cron: string
  timezone: string
  jitter_seconds: number
  timeout_seconds: number
  enabled: Flag
  paused_until: number | null
  generated_sha256: string
  generated_version: string
  parameters: string
  created_at: number
  updated_at: number
}

export interface TaskRow {
  id: string
  trigger_name: string
  script_set: string
  version: string | null
  origin: string
  requested_by: string
  planned_at: number
  created_at: number
  started_at: number | null
  ended_at: number | null
  status: string
  process: string | null
  stop_requested: Flag
  figures: string | null
  error: string | null
  request: Generated<string | null>
}

export interface TaskLogRow {
  task_id: string
  seq: number
  time: number
  level: string
  message: string
  fields: string
}

export interface StateRow {
  owner: string
  key: string
  value: string
  updated_at: number
}

export interface ProcessRow {
  id: string
  pid: number
  host: string
  boot_mark: string
  kind: string
  serves: Generated<Flag>
  started_at: number
  heartbeat_at: number
}

export interface SinkRow {
  name: string
  type: string
  options: string
  required: Flag
  created_at: number
}

export interface UserRow {
  name: string
  role: Role
  password_hash: string
  disabled: Flag
  created_at: number
  updated_at: number
  last_sign_in_at: number | null
}

export interface SessionRow {
  token_sha256: string
  user_name: string
  created_at: number
  seen_at: number
  expires_at: number
}

export interface AccessKeyRow {
  id: string
  name: string
  role: Role
  token_sha256: string
  created_by: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

export interface AuditRow {
  id: string
  at: number
  actor: string
  actor_kind: ActorKind
  action: string
  target: string
  before: string
  after: string
  request_id: string | null
}

export interface IdempotencyRow {
  actor: string
  key: string
  fingerprint: string
  created_at: number
  status: number | null
  answer: string | null
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
  /** For each of the 32 series 64 bits, of which bit m tells that minute m has a point. */
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
