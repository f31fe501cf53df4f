import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { openPointStore } from '#func/points/point-store.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import type { PointStore } from '#func/points/types.ts'
import { START } from '../../../../support/store/fixture.ts'
import { makeHome, removeHome } from '../../../../support/store/sqlite-home.ts'

describe('func/store/point-queries, warmed', () => {
  let home: string
  let store: PointStore
  const point = { measurement: 'm', tags: { fn: 'a' }, fields: { Errors_Sum: 3 }, timestamp: START }
  const query = { measurement: 'm', columns: [{ field: 'Errors_Sum' }], from: START, to: START + 3_600_000 }
  beforeEach(async () => {
    home = makeHome()
    store = await openPointStore({ home, clock: () => new Date(START) })
    await store.write('metric', [point])
  })
  afterEach(async () => {
    await store.close()
    removeHome(home)
  })

  it('should answer queries that come at once, and see what is written behind it', async () => {
    const queries = openPointQueries({ home })
    queries.warm()
    const first = Promise.all([1, 2, 3, 4].map(() => queries.metrics(query)))
    for (const { groups } of await first) expect(groups[0]?.totals).to.deep.equal([3])
    await store.write('metric', [{ ...point, fields: { Errors_Sum: 5 } }])

    expect((await queries.metrics(query)).groups[0]?.totals).to.deep.equal([5])
    await queries.close()
  })

  it('should be closed while it gets ready', async () => {
    const queries = openPointQueries({ home })
    queries.warm()
    await queries.close()

    const error = await queries.metrics(query).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error).with.property('message').that.contains('closed')
  })

  it('should fail the query, not the process, when the file is broken', async () => {
    const broken = join(home, 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'points.db'), 'no database, but long enough to be taken for one. '.repeat(20))
    const queries = openPointQueries({ home: broken })
    queries.warm()
    const error = await queries.metrics(query).catch((reason: unknown) => reason)
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('code')
      .that.matches(/^FUNC_ERR_STORE_/)
    await queries.close()
  })
})
