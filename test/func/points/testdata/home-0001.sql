-- funcbox.db as version 0001 left it, with a row in each table. Never edit: homes like this exist.
CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
CREATE TABLE secrets (
  owner text not null,
  name text not null,
  sealed blob not null,
  updated_at integer not null,
  primary key (owner, name)
) strict, without rowid;
CREATE TABLE triggers (
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
) strict, without rowid;
CREATE TABLE tasks (
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
) strict, without rowid;
CREATE TABLE task_logs (
  task_id text not null references tasks (id) on delete cascade,
  seq integer not null,
  time integer not null,
  level text not null,
  message text not null,
  fields text not null,
  primary key (task_id, seq)
) strict, without rowid;
CREATE TABLE state (
  owner text not null,
  key text not null,
  value text not null,
  updated_at integer not null,
  primary key (owner, key)
) strict, without rowid;
CREATE TABLE processes (
  id text not null primary key,
  pid integer not null,
  host text not null,
  boot_mark text not null,
  kind text not null check (kind in ('serve', 'cli')),
  serves integer not null default 0 check (serves in (0, 1)),
  started_at integer not null,
  heartbeat_at integer not null
) strict, without rowid;
CREATE TABLE sinks (
  name text not null primary key,
  type text not null,
  options text not null,
  required integer not null check (required in (0, 1)),
  created_at integer not null
) strict, without rowid;
CREATE INDEX secrets_by_name on secrets (name);
CREATE UNIQUE INDEX tasks_one_per_slot on tasks (trigger_name, planned_at) where origin = 'schedule';
CREATE UNIQUE INDEX tasks_one_running on tasks (trigger_name) where status = 'running';
CREATE INDEX tasks_by_trigger on tasks (trigger_name, id);
CREATE INDEX tasks_open on tasks (status, id) where status in ('waiting', 'running');
CREATE UNIQUE INDEX processes_one_serves on processes (serves) where serves = 1;
insert into tasks (id, trigger_name, script_set, version, origin, requested_by, planned_at, created_at, started_at, ended_at, status, process, stop_requested, figures, error) values ('t-1hm6gq8q0000001', 'prod', 'guance_aws_lambda', '1.0.0', 'schedule', 'cli', 1705320000000, 1705320000000, 1705320000000, 1705320000000, 'success', 'p1', 0, null, null);
insert into kysely_migration (name, timestamp) values ('0001-initial', '2026-11-22T01:21:59.871Z');
insert into kysely_migration_lock (id, is_locked) values ('migration_lock', 0);
insert into secrets (owner, name, sealed, updated_at) values ('prod', 'PROD_AK_SECRET', x'f236d84203f3e116b41ecc2b2b20615c0df2154346b41d7b94ce4a053a1c6cb7', 1705320000000);
insert into triggers (name, title, script_set, cron, timezone, jitter_seconds, timeout_seconds, enabled, paused_until, generated_sha256, generated_version, parameters, created_at, updated_at) values ('prod', 'AWS Lambda collection (prod)', 'guance_aws_lambda', '*/5 * * * *', 'UTC', 0, 300, 1, null, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '1.0.0', '{"regions":["us-east-1"],"nested":{"deep":[1,null,"ü"]}}', 1705320000000, 1705320000000);
insert into task_logs (task_id, seq, time, level, message, fields) values ('t-1hm6gq8q0000001', 1, 1705320000000, 'info', 'first', '{"a":1}');
insert into state (owner, key, value, updated_at) values ('prod', 'window/us-east-1', '1705320000000', 1705320000000);
insert into processes (id, pid, host, boot_mark, kind, serves, started_at, heartbeat_at) values ('p1', 42, 'here', 'boot', 'serve', 0, 1705320000000, 1705320000000);
insert into sinks (name, type, options, required, created_at) values ('local', 'local', '{}', 1, 1705320000000);
