import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { objectsByAccount } from '#func/points/migrations/0006-objects-by-account.ts'
import { canonicalTags, objectIdentity } from '#func/points/tags.ts'
import { openSqlite } from '#func/sqlite/open-sqlite.ts'

const COMMON = { account_name: 'prod', RegionId: 'us-east-1', cloud_provider: 'aws', Runtime: 'nodejs24.x' }

describe('points/migrations of objects', () => {
  it('should give kept objects the identity that new ones have', async () => {
    const path = join(tmpdir(), `objects-${process.pid}.db`)
    const file = await openSqlite<Record<string, never>>({ path, migrations: {} })
    const all = [
      { ...COMMON, name: 'pay', AccountId: '111122223333' },
      { ...COMMON, name: 'mail' },
      { ...COMMON, AccountId: '111122223333' },
    ]
    try {
      file.connection.exec('create table objects (identity text, tags text)')
      for (const tags of all) {
        const { AccountId, ...before } = tags as Record<string, string>
        const identity = objectIdentity(!('name' in tags) ? tags : before)
        file.connection.prepare('insert into objects values (?, ?)').run(identity, canonicalTags(tags))
      }
      await objectsByAccount.up(file.db)
      const rows = file.connection.prepare('select identity from objects').all()
      expect(rows.map(({ identity }) => identity)).to.deep.equal(all.map(objectIdentity))
    } finally {
      await file.db.destroy()
      rmSync(path, { force: true })
    }
  })
})
