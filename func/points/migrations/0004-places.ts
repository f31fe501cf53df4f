/** Which groups of series have changed in an hour: those whose number is above the one under which it was read. */
import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  // Of the hour, when the chunks of the group last changed in it; 0 where they have not since there is this number.
  'alter table presence add column revision integer not null default 0',
  'create index presence_revisions on presence (block, group_id, revision)',
]

export const places: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
