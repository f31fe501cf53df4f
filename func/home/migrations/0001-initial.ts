/** Everything but points. Times are milliseconds since the epoch. */
import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  `create table secrets (
    owner text not null,
    name text not null,
    sealed blob not null,
    updated_at integer not null,
    primary key (owner, name)
  ) strict, without rowid`,
  'create index secrets_by_name on secrets (name)',

  `create table triggers (
    name text not null primary key,
    title text not null,
    script_set text not null,
    cron text not null,
    timezone text not null,
    jitter_seconds real not null,
    timeout_seconds real not null,
    enabled integer not null check (enabled in (0, 1)),
    paused_until integer,
    generated_sha256 text not null,
    generated_version text not null,
    parameters text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict, without rowid`,

  `create table tasks (
    id text not null primary key,
    trigger_name text not null,
    script_set text not null,
    version text,
    origin text not null check (origin in ('schedule', 'manual')),
    requested_by text not null,
    planned_at integer not null,
    created_at integer not null,
    started_at integer,
    ended_at integer,
    status text not null check (
      status in ('waiting', 'running', 'success', 'failure', 'timeout', 'stopped', 'skipped', 'lost')
    ),
    process text,
    stop_requested integer not null default 0 check (stop_requested in (0, 1)),
    figures text,
    error text
  ) strict, without rowid`,
  // A slot of a schedule has one task, whoever finds it due.
  "create unique index tasks_one_per_slot on tasks (trigger_name, planned_at) where origin = 'schedule'",
  // Runs of one trigger never overlap.
  "create unique index tasks_one_running on tasks (trigger_name) where status = 'running'",
  'create index tasks_by_trigger on tasks (trigger_name, id)',
  "create index tasks_open on tasks (status, id) where status in ('waiting', 'running')",

  `create table task_logs (
    task_id text not null references tasks (id) on delete cascade,
    seq integer not null,
    time integer not null,
    level text not null,
    message text not null,
    fields text not null,
    primary key (task_id, seq)
  ) strict, without rowid`,

  `create table state (
    owner text not null,
    key text not null,
    value text not null,
    updated_at integer not null,
    primary key (owner, key)
  ) strict, without rowid`,

  `create table processes (
    id text not null primary key,
    pid integer not null,
    host text not null,
    boot_mark text not null,
    kind text not null check (kind in ('serve', 'cli')),
    serves integer not null default 0 check (serves in (0, 1)),
    started_at integer not null,
    heartbeat_at integer not null
  ) strict, without rowid`,
  'create unique index processes_one_serves on processes (serves) where serves = 1',

  `create table sinks (
    name text not null primary key,
    type text not null,
    options text not null,
    required integer not null check (required in (0, 1)),
    created_at integer not null
  ) strict, without rowid`,
]

export const initial: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
