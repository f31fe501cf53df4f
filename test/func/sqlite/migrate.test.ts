import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { type Migration, sql } from 'kysely'
import type { FuncError } from '#func/errors.ts'
import { HOME_MIGRATIONS, openStore } from '#func/home/store.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import { openSqlite } from '#func/sqlite/open-sqlite.ts'
import { newTrigger, START } from '../../support/store/fixture.ts'
import { KEY, makeHome, removeHome } from '../../support/store/sqlite-home.ts'

describe('func/store/migrate', () => {
  const clock = () => new Date(START)
  let home: string

  beforeEach(() => {
    home = makeHome()
  })
  afterEach(() => removeHome(home))

  function load(dump: string, file: string): void {
    const database = new DatabaseSync(join(home, file))
    database.exec(readFileSync(join(import.meta.dirname, '../points/testdata', dump), 'utf8'))
    database.close()
  }

  function schemaOf(folder: string, file: string): string[] {
    const database = new DatabaseSync(join(folder, file))
    const rows = database
      .prepare('select name, sql from sqlite_schema where sql is not null order by name')
      .all()
    database.close()
    return rows.map(({ name, sql }) => `${name}: ${String(sql).replace(/\s+/g, ' ')}`)
  }

  it('should open a home of version 0001 with everything in it', async () => {
    load('home-0001.sql', 'funcbox.db')
    const store = await openStore({ home, key: KEY, clock })

    expect(await store.triggers.list()).to.deep.equal([newTrigger()])
    expect(await store.secrets.get('PROD_AK_SECRET')).to.equal('hush')
    expect(await store.state.all('prod')).to.deep.equal({ 'window/us-east-1': START })
    expect(await store.sinks.get('local')).to.include({ type: 'local', required: true })
    expect(await store.processes.list()).to.have.length(1)
    const [task] = await store.tasks.list()
    expect(task).to.include({ trigger: 'prod', origin: 'schedule', status: 'success', version: '1.0.0' })
    expect(task!.request).to.equal(null)
    expect(await store.tasks.log(task!.id)).to.deep.include.members([
      { seq: 1, time: new Date(START), level: 'info', message: 'first', fields: { a: 1 } },
    ])
    expect(await store.check()).to.deep.equal([])
    await store.close()
  })

  it('should open points of version 0001 with everything in them', async () => {
    load('points-0001.sql', 'points.db')
    const points = await openPointStore({ home, clock })
    const range = { since: new Date(START), until: new Date(START + 1) }

    const series = await points.series({ measurement: 'aws_lambda', ...range })
    expect(series.map((each) => each.points[0]?.fields)).to.deep.equal([
      { message: 'hello' },
      { Errors_Sum: 1, big: '9007199254740993' },
    ])
    expect((await points.objects())[0]).to.deep.include({
      tags: { name: 'pay' },
      fields: { MemorySize: 128 },
    })
    expect(await points.counts()).to.deep.equal({ objects: 1, series: 2, points: 2 })
    expect(await points.check()).to.deep.equal([])
    await points.close()
  })

  it('should query and rewrite points of version 0001', async () => {
    load('points-0001.sql', 'points.db')
    const points = await openPointStore({ home, clock })
    const queries = openPointQueries({ home })
    const ask = () =>
      queries.metrics({
        measurement: 'aws_lambda',
        columns: [{ field: 'Errors_Sum' }],
        from: START,
        to: START + 60_000,
        step: 60_000,
      })

    expect((await queries.fields('aws_lambda')).map(({ field, types }) => [field, ...types])).to.deep.equal([
      ['Errors_Sum', 'number'],
      ['MemorySize', 'number'],
      ['big', 'number'],
      ['message', 'string'],
    ])
    expect((await ask()).groups[0]?.totals).to.deep.equal([1])
    const [old] = await points.series({
      measurement: 'aws_lambda',
      category: 'metric',
      since: new Date(0),
      until: new Date(START * 2),
    })
    const { measurement, tags } = old!
    await points.write('metric', [{ measurement, tags, fields: { Errors_Sum: 5 }, timestamp: START }])
    expect((await ask()).groups[0]?.totals).to.deep.equal([5])
    expect((await points.counts()).points).to.equal(2)
    expect(await points.check()).to.deep.equal([])
    await queries.close()
    await points.close()
  })

  it('should find the chunks of version 0002', async () => {
    const point = { measurement: 'm', tags: {}, fields: { Errors_Sum: 3 }, timestamp: START }
    const written = await openPointStore({ home, clock })
    await written.write('metric', [point, { ...point, timestamp: START + 3 * 3_600_000 }])
    await written.close()
    const database = new DatabaseSync(join(home, 'points.db'))
    database.exec(`drop table hours; drop table objects_revision;
      drop index presence_revisions; alter table presence drop column revision;
      create table before (field_id integer not null references field_names (id), group_id integer not null,
        block integer not null, rollup blob not null, rollup_weights blob, cells blob not null,
        primary key (field_id, group_id, block)) strict, without rowid;
      insert into before select field_id, group_id, block, rollup, rollup_weights, cells from chunks;
      drop table chunks; alter table before rename to chunks;
      delete from kysely_migration where name > '0002-chunks'`)
    database.close()

    await (await openPointStore({ home, clock })).close()

    const queries = openPointQueries({ home })
    const columns = [{ field: 'Errors_Sum' }]
    const window = { from: START, to: START + 4 * 3_600_000, step: 3_600_000 }
    const { groups } = await queries.metrics({ measurement: 'm', columns, ...window })
    expect(groups[0]?.values[0]).to.deep.equal([3, null, null, 3])
    await queries.close()
  })

  it('should bring an old home to the schema of a new one', async () => {
    load('home-0001.sql', 'funcbox.db')
    load('points-0001.sql', 'points.db')
    const fresh = join(home, 'fresh')
    for (const each of [home, fresh]) {
      await (await openStore({ home: each, key: KEY, clock })).close()
      await (await openPointStore({ home: each, clock })).close()
    }
    for (const file of ['funcbox.db', 'points.db']) {
      expect(schemaOf(home, file)).to.deep.equal(schemaOf(fresh, file))
    }
  })

  const extra = (name: string, up: Migration['up']) => ({ ...HOME_MIGRATIONS, [name]: { up } })
  const open = (migrations: Record<string, Migration>) => {
    return openSqlite<{ extra: { id: number } }>({ path: join(home, 'funcbox.db'), migrations })
  }

  it('should refuse a home that a newer program has written', async () => {
    const newer = await open(
      extra('0004-later', (db) => db.schema.createTable('extra').addColumn('id', 'integer').execute()),
    )
    await newer.db.destroy()

    const error = await openStore({ home, key: KEY, clock }).catch((reason: FuncError) => reason)

    expect(error).to.include({ code: 'FUNC_ERR_STORE_NEWER' })
    expect((error as FuncError).message)
      .to.contain("'0004-later'")
      .and.contain("'0003-access'")
  })

  it('should leave the home as it was when a migration fails', async () => {
    await (await openStore({ home, key: KEY, clock })).close()
    const before = schemaOf(home, 'funcbox.db')
    const failing = extra('0004-fails', async (db) => {
      await sql`create table half (id integer)`.execute(db)
      await sql`create table tasks (id integer)`.execute(db)
    })

    const error = await open(failing).catch((reason: FuncError) => reason)

    expect(error).to.include({ code: 'FUNC_ERR_STORE_MIGRATION' })
    expect((error as FuncError).cause).to.be.instanceOf(Error)
    expect(schemaOf(home, 'funcbox.db')).to.deep.equal(before)
    await (await openStore({ home, key: KEY, clock })).close()
  })
})
