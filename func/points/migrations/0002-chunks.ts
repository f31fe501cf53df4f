/**
 * Metrics on whole minutes lie in chunks: one field, 32 series, one hour. See docs/decisions/017-points-in-chunks.md.
 * Points that were there stay rows until they grow old; both places are read.
 */
import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  // Without a reference to series: a group is 32 of them.
  `create table chunks (
    field_id integer not null references field_names (id),
    group_id integer not null,
    block integer not null,
    rollup blob not null,
    rollup_weights blob,
    cells blob not null,
    primary key (field_id, group_id, block)
  ) strict, without rowid`,

  // Which minutes of which series have a point, whatever its fields.
  `create table presence (
    group_id integer not null,
    block integer not null,
    points integer not null,
    minutes blob not null,
    primary key (group_id, block)
  ) strict, without rowid`,

  `create table measurement_fields (
    measurement text not null,
    category text not null,
    field text not null,
    type text not null check (type in ('number', 'string', 'boolean')),
    primary key (measurement, category, field, type)
  ) strict, without rowid`,

  // The few series that have points as rows.
  'create index series_with_rows on series (id) where points > 0',
]

/** Pickers know the fields of what is there already: those of objects, and of the newest point of each series. */
const FIELDS_OF_OLD = `
  insert or ignore into measurement_fields
  with newest as (
    select id, measurement, category, (
      select fields from points where series_id = series.id order by time desc limit 1
    ) as fields
    from series
  )
  select newest.measurement, newest.category, field_names.name, ${typeOf('field.type')}
    from newest, json_each(newest.fields) as field, field_names
    where field.key = ${base36('field_names.id')}
  union
  select objects.measurement, 'custom_object', field.key, ${typeOf('field.type')}
    from objects, json_each(objects.fields) as field`

function typeOf(type: string): string {
  return `case ${type} when 'text' then 'string' when 'true' then 'boolean' when 'false' then 'boolean' else 'number' end`
}

/** Points name their fields by number in base 36; three digits are more than any home has had. */
function base36(id: string): string {
  const digit = (value: string) => `substr('0123456789abcdefghijklmnopqrstuvwxyz', 1 + (${value}) % 36, 1)`
  return `ltrim(${digit(`${id} / 1296`)} || ${digit(`${id} / 36`)} || ${digit(id)}, '0')`
}

export const chunks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...STATEMENTS, FIELDS_OF_OLD]) await sql.raw(statement).execute(db)
  },
}
