/**
 * Which hours have chunks, each with a number that changes with them, and such a number for all objects: what was read
 * stays good until then.
 */
import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  // Autoincrement: a number is never given again, also when its hour was pruned and came back.
  `create table hours (
    revision integer primary key autoincrement,
    block integer not null unique
  ) strict`,

  'insert into hours (block) select distinct block from presence order by block',

  'create table objects_revision (revision integer not null) strict',
  'insert into objects_revision (revision) values (0)',
]

export const hours: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
