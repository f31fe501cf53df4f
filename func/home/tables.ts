/** The tables of the home's database as its migrations leave them. Times are milliseconds since the epoch. */

import type { Generated } from 'kysely'
import type { ActorKind, Role } from '../model/access.ts'

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
