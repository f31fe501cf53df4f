-- points.db as version 0001 left it, with a row in each table. Never edit: homes like this exist.
CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
CREATE TABLE objects (
  id integer primary key,
  measurement text not null,
  identity text not null,
  tags text not null,
  fields text not null,
  time integer not null,
  first_seen integer not null,
  last_seen integer not null,
  unique (measurement, identity)
) strict;
CREATE TABLE series (
  id integer primary key autoincrement,
  measurement text not null,
  category text not null,
  tags text not null,
  points integer not null default 0,
  unique (measurement, category, tags)
) strict;
CREATE TABLE field_names (
  id integer primary key autoincrement,
  name text not null unique
) strict;
CREATE TABLE points (
  series_id integer not null references series (id),
  time integer not null,
  discriminator text not null,
  fields text not null,
  primary key (series_id, time, discriminator)
) strict, without rowid;
insert into series (id, measurement, category, tags, points) values (1, 'aws_lambda', 'metric', '{"name":"pay"}', 1);
insert into series (id, measurement, category, tags, points) values (2, 'aws_lambda', 'logging', '{"name":"pay"}', 1);
insert into kysely_migration (name, timestamp) values ('0001-initial', '2026-11-22T01:22:00.116Z');
insert into kysely_migration_lock (id, is_locked) values ('migration_lock', 0);
insert into objects (id, measurement, identity, tags, fields, time, first_seen, last_seen) values (1, 'aws_lambda', '{"name":"pay"}', '{"name":"pay"}', '{"MemorySize":128}', 1705320000000, 1705320000000, 1705320000000);
insert into field_names (id, name) values (1, 'Errors_Sum');
insert into field_names (id, name) values (2, 'big');
insert into field_names (id, name) values (3, 'message');
insert into points (series_id, time, discriminator, fields) values (1, 1705320000000, '', '{"1":1,"2":9007199254740993}');
insert into points (series_id, time, discriminator, fields) values (2, 1705320000000, 'my1Dr_v0mjZwKN8u', '{"3":"hello"}');
CREATE TRIGGER points_count_up after insert on points begin
  update series set points = points + 1 where id = new.series_id;
  end;
CREATE TRIGGER points_count_down after delete on points begin
  update series set points = points - 1 where id = old.series_id;
  end;
