import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { FuncError } from '#func/errors.ts'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import { codeOfRejection, START } from '../../support/store/fixture.ts'
import { KEY, makeHome, removeHome } from '../../support/store/sqlite-home.ts'

describe('func/store/secrets', () => {
  const clock = () => new Date(START)
  let home: string

  beforeEach(() => {
    home = makeHome()
  })
  afterEach(() => removeHome(home))

  function errorOf(work: () => unknown): FuncError {
    try {
      work()
    } catch (error) {
      if (error instanceof FuncError) return error
      throw error
    }
    throw new Error('It did not fail')
  }

  describe('loadKey', () => {
    const bytes = Buffer.alloc(32, 200)
    const GOOD = [
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ` ${bytes.toString('base64')}\n`,
    ]
    for (const value of GOOD) {
      it(`should take ${JSON.stringify(value)}`, () => {
        expect(Buffer.from(loadKey({ home, value })).equals(bytes)).to.equal(true)
        expect(existsSync(join(home, 'secret.key'))).to.equal(false)
      })
    }

    const BAD = [
      '',
      'short',
      Buffer.alloc(31).toString('base64'),
      Buffer.alloc(33).toString('hex'),
      `${GOOD[0]}!`,
    ]
    for (const value of BAD) {
      it(`should refuse ${JSON.stringify(value)} without repeating it`, () => {
        const error = errorOf(() => loadKey({ home, value }))
        expect(error.code).to.equal('FUNC_ERR_SECRET_KEY_INVALID')
        if (value !== '') expect(error.message).not.to.contain(value)
      })
    }

    it('should make a key file once, for its owner alone', () => {
      const folder = join(home, 'new')
      const key = loadKey({ home: folder })

      expect(key).to.have.length(32)
      expect(loadKey({ home: folder })).to.deep.equal(key)
      expect(loadKey({ home })).not.to.deep.equal(key)
      expect(statSync(join(folder, 'secret.key')).mode & 0o777).to.equal(0o600)
      expect(statSync(folder).mode & 0o777).to.equal(0o700)
      expect(readdirSync(folder)).to.deep.equal(['secret.key'])
    })

    it('should refuse a key file that others can read', () => {
      loadKey({ home })
      chmodSync(join(home, 'secret.key'), 0o640)

      const error = errorOf(() => loadKey({ home }))

      expect(error.code).to.equal('FUNC_ERR_SECRET_KEY_PERMISSIONS')
      expect(error.message).to.contain(`chmod 600 '${join(home, 'secret.key')}'`)
    })

    it('should refuse a damaged key file rather than replace it', () => {
      const path = join(home, 'secret.key')
      writeFileSync(path, 'half', { mode: 0o600 })

      expect(errorOf(() => loadKey({ home })).code).to.equal('FUNC_ERR_SECRET_KEY_INVALID')
      expect(readFileSync(path, 'utf8')).to.equal('half')
    })

    it('should say when the home cannot be used', () => {
      const path = join(home, 'file')
      writeFileSync(path, '')
      expect(errorOf(() => loadKey({ home: path })).code).to.equal('FUNC_ERR_SECRET_KEY_UNREADABLE')
    })
  })

  describe('encryption', () => {
    async function withStore<T>(
      key: Uint8Array,
      work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>,
    ) {
      const store = await openStore({ home, key, clock })
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    }

    function inDatabase(sql: string): void {
      const database = new DatabaseSync(join(home, 'funcbox.db'))
      database.exec(sql)
      database.close()
    }

    beforeEach(() =>
      withStore(KEY, async ({ secrets }) => {
        await secrets.set('ONE', 'first', 'prod')
        await secrets.set('TWO', 'other', 'prod')
      }),
    )

    const CHANGES = [
      { what: 'another key', key: new Uint8Array(32).fill(8), sql: '' },
      {
        what: 'the bytes of another secret',
        key: KEY,
        sql: "update secrets set sealed = (select sealed from secrets where name = 'TWO') where name = 'ONE'",
      },
      { what: 'another owner', key: KEY, sql: "update secrets set owner = 'evil' where name = 'ONE'" },
      {
        what: 'a changed byte',
        key: KEY,
        sql: "update secrets set sealed = cast(substr(sealed, 1, 30) || x'00ff00' as blob) where name = 'ONE'",
      },
      { what: 'no bytes', key: KEY, sql: "update secrets set sealed = x'' where name = 'ONE'" },
    ]
    for (const { what, key, sql } of CHANGES) {
      it(`should refuse a secret with ${what}, and find it in a check`, async () => {
        inDatabase(sql)
        await withStore(key, async (store) => {
          expect(await codeOfRejection(store.secrets.get('ONE'))).to.equal('FUNC_ERR_SECRET_UNREADABLE')
          expect((await store.check()).join()).to.match(/Secret 'ONE' of '.*' cannot be decrypted/)
        })
      })
    }

    it('should seal equal values differently', async () => {
      await withStore(KEY, ({ secrets }) => secrets.set('TWO', 'first', 'prod'))
      const database = new DatabaseSync(join(home, 'funcbox.db'))
      const rows = database.prepare('select hex(sealed) as sealed from secrets').all()
      database.close()
      expect(new Set(rows.map(({ sealed }) => sealed)).size).to.equal(2)
    })
  })
})
