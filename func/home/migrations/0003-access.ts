/** People and programs that use the API, what they changed, and requests that must not be done twice. */
import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  `create table users (
    name text not null primary key,
    role text not null check (role in ('viewer', 'operator', 'admin')),
    password_hash text not null,
    disabled integer not null default 0 check (disabled in (0, 1)),
    created_at integer not null,
    updated_at integer not null,
    last_sign_in_at integer
  ) strict, without rowid`,

  `create table sessions (
    token_sha256 text not null primary key,
    user_name text not null references users (name) on delete cascade,
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null
  ) strict, without rowid`,
  'create index sessions_by_user on sessions (user_name)',

  `create table access_keys (
    id text not null primary key,
    name text not null,
    role text not null check (role in ('viewer', 'operator', 'admin')),
    token_sha256 text not null unique,
    created_by text not null,
    created_at integer not null,
    expires_at integer,
    last_used_at integer
  ) strict, without rowid`,

  `create table audit (
    id text not null primary key,
    at integer not null,
    actor text not null,
    actor_kind text not null,
    action text not null,
    target text not null,
    before text not null,
    after text not null,
    request_id text
  ) strict, without rowid`,

  `create table idempotency (
    actor text not null,
    key text not null,
    fingerprint text not null,
    created_at integer not null,
    status integer,
    answer text,
    primary key (actor, key)
  ) strict, without rowid`,
]

export const access: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
