import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { sql } from 'kysely'
import type { FuncError } from '#func/errors.ts'
import { HOME_MIGRATIONS, openStore } from '#func/home/store.ts'
import type { HomeTables } from '#func/home/tables.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { openSqlite } from '#func/sqlite/open-sqlite.ts'
import { codeOfRejection, newTask, START } from '../../support/store/fixture.ts'
import { KEY, makeHome, removeHome } from '../../support/store/sqlite-home.ts'

describe('func/store/open-sqlite', () => {
  const clock = () => new Date(START)
  let home: string
  let path: string

  beforeEach(() => {
    home = makeHome()
    path = join(home, 'funcbox.db')
  })
  afterEach(() => removeHome(home))

  const open = () => openSqlite<HomeTables>({ path, migrations: HOME_MIGRATIONS })
  const setState = (file: Awaited<ReturnType<typeof open>>, value: string) => {
    return file.db.insertInto('state').values({ owner: 'o', key: 'k', value, updated_at: 1 }).execute()
  }

  it('should create home and files for their owner alone', async () => {
    const folder = join(home, 'deep', 'home')
    const store = await openStore({ home: folder, key: KEY, clock })
    const points = await openPointStore({ home: folder, clock })
    await store.tasks.enqueue(newTask())

    expect(statSync(folder).mode & 0o777).to.equal(0o700)
    const files = readdirSync(folder).sort()
    expect(files).to.deep.equal(
      ['funcbox.db', 'points.db'].flatMap((name) => [name, `${name}-shm`, `${name}-wal`]),
    )
    for (const name of files) expect(statSync(join(folder, name)).mode & 0o777, name).to.equal(0o600)
    await store.close()
    await points.close()
  })

  it('should close files to others that were open to them', async () => {
    await (await openStore({ home, key: KEY, clock })).close()
    chmodSync(path, 0o644)
    await (await openStore({ home, key: KEY, clock })).close()
    expect(statSync(path).mode & 0o777).to.equal(0o600)
  })

  it('should set the connection up for durability', async () => {
    const { db } = await open()
    const read = async (name: string) => {
      const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db)
      return Object.values(rows[0] ?? {})[0]
    }
    expect(await read('journal_mode')).to.equal('wal')
    expect(await read('synchronous')).to.equal(2)
    expect(await read('foreign_keys')).to.equal(1)
    await db.destroy()
  })

  it('should wait for the lock of another connection, also of the same thread', async () => {
    const file = await open()
    const other = await open()
    let finish = () => {}
    const hold = new Promise<void>((resolve) => {
      finish = resolve
    })
    const order: string[] = []

    const first = other.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('state').execute()
      await hold
      order.push('first')
    })
    setTimeout(finish, 60)
    const second = setState(file, '1').then(() => order.push('second'))
    await Promise.all([first, second])

    expect(order).to.deep.equal(['first', 'second'])
    await file.db.destroy()
    await other.db.destroy()
  })

  it('should take the write lock at the start of a transaction', async () => {
    const file = await open()
    const probe = new DatabaseSync(path, { timeout: 0 })

    await file.db.transaction().execute(async () => {
      expect(() => probe.exec('begin immediate')).to.throw(/locked/)
    })

    probe.exec('begin immediate; rollback')
    probe.close()
    await file.db.destroy()
  })

  it('should report a full disk and go on when there is space again', async () => {
    const file = await open()
    await sql.raw('pragma max_page_count = 1').execute(file.db)

    const write = () =>
      file.db.transaction().execute((trx) => trx.insertInto('state').values(large).execute())
    const large = { owner: 'o', key: 'k', value: 'x'.repeat(1_000_000), updated_at: 1 }
    const error = await write().catch((reason: FuncError) => reason)

    expect(error).to.include({ name: 'FuncError', code: 'FUNC_ERR_STORE_DISK_FULL' })
    expect((error as FuncError).message).to.contain(path)
    expect((error as FuncError).cause).to.include({ errcode: 13 })
    await sql.raw('pragma max_page_count = 1000000').execute(file.db)
    await write()
    await file.db.destroy()
  })

  it('should report a database that cannot be written', async () => {
    const file = await open()
    await sql.raw('pragma query_only = on').execute(file.db)
    expect(await codeOfRejection(setState(file, '1'))).to.equal('FUNC_ERR_STORE_READ_ONLY')
    await file.db.destroy()
  })

  const UNUSABLE = [
    {
      what: 'a file that is no database',
      code: 'FUNC_ERR_STORE_CORRUPT',
      prepare: () => writeFileSync(path, 'not a database, '.repeat(1_000)),
    },
    { what: 'a folder', code: 'FUNC_ERR_STORE_CANNOT_OPEN', prepare: () => mkdirSync(path) },
    {
      what: 'a home that is a file',
      code: 'FUNC_ERR_STORE_CANNOT_OPEN',
      prepare: () => {
        removeHome(home)
        writeFileSync(home, '')
      },
    },
  ]
  for (const { what, code, prepare } of UNUSABLE) {
    it(`should refuse ${what}`, async () => {
      prepare()
      expect(await codeOfRejection(openStore({ home, key: KEY, clock }))).to.equal(code)
    })
  }

  it('should report a damaged database in a check', async () => {
    const store = await openStore({ home, key: KEY, clock })
    for (let at = 0; at < 200; at++) await store.tasks.enqueue(newTask({ trigger: `trigger ${at}` }))
    await store.close()
    damage(path)

    const damaged = await openStore({ home, key: KEY, clock })

    expect(await damaged.check()).to.not.deep.equal([])
    await damaged.close()
  })
})

/** Overwrites the head of every leaf page of tasks, and leaves the schema readable. */
function damage(path: string): void {
  const database = new DatabaseSync(path)
  const pages = database.prepare("select pageno from dbstat where name = 'tasks' and pagetype = 'leaf'").all()
  database.close()
  const bytes = readFileSync(path)
  for (const { pageno } of pages)
    bytes.fill(0xff, (Number(pageno) - 1) * 4096, (Number(pageno) - 1) * 4096 + 64)
  writeFileSync(path, bytes)
}
