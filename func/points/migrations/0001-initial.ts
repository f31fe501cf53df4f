/** Points and objects. Times are milliseconds since the epoch. */
import { type Kysely, type Migration, sql } from 'kysely'

const STATEMENTS = [
  `create table objects (
    id integer primary key,
    measurement text not null,
    identity text not null,
    tags text not null,
    fields text not null,
    time integer not null,
    first_seen integer not null,
    last_seen integer not null,
    unique (measurement, identity)
  ) strict`,

  // Autoincrement: an id that another process still remembers is never given to another series.
  `create table series (
    id integer primary key autoincrement,
    measurement text not null,
    category text not null,
    tags text not null,
    points integer not null default 0,
    unique (measurement, category, tags)
  ) strict`,

  // Points refer to field names by number: a third of the size.
  `create table field_names (
    id integer primary key autoincrement,
    name text not null unique
  ) strict`,

  `create table points (
    series_id integer not null references series (id),
    time integer not null,
    discriminator text not null,
    fields text not null,
    primary key (series_id, time, discriminator)
  ) strict, without rowid`,

  // Counting ten million points takes seconds; keeping the count costs next to nothing.
  `create trigger points_count_up after insert on points begin
    update series set points = points + 1 where id = new.series_id;
  end`,
  `create trigger points_count_down after delete on points begin
    update series set points = points - 1 where id = old.series_id;
  end`,
]

export const initial: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
