/**
 * Chunks are found by hour, then field, then group of series: what changed lies together. In a table with an index of
 * small keys, as looking for a key among rows of ten kilobytes reads many of them.
 */
import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  'alter table chunks rename to chunks_before',
  `create table chunks (
    id integer primary key,
    block integer not null,
    field_id integer not null references field_names (id),
    group_id integer not null,
    rollup blob not null,
    rollup_weights blob,
    cells blob not null
  ) strict`,
  `insert into chunks (block, field_id, group_id, rollup, rollup_weights, cells)
    select block, field_id, group_id, rollup, rollup_weights, cells from chunks_before
    order by block, group_id, field_id`,
  'create unique index chunk_places on chunks (block, field_id, group_id)',
  'drop table chunks_before',
]

export const chunksByHour: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
