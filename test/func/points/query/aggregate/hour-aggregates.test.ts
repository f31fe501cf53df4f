/** What of the chunks is read again after a change: no more than what has changed. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { createHoursReader, createPlacesReader } from '#func/points/hours.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { type AggregateHours, createHourAggregates } from '#func/points/query/aggregate/hour-aggregates.ts'
import { createLayout, type Layout } from '#func/points/query/plan/layout.ts'
import type { Reading } from '#func/points/query/scan/chunk-decoder.ts'
import { createFetch, type FetchChunks } from '#func/points/query/scan/chunk-fetch.ts'
import type { PointStore } from '#func/points/types.ts'
import { START } from '../../../../support/store/fixture.ts'
import { makeHome, removeHome } from '../../../../support/store/sqlite-home.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const BLOCK = START / HOUR
const READING: Reading = {
  ...{ kind: 'rollups', field: 1, isWeighed: false },
  grain: { ms: 5 * MINUTE, cells: 12 },
}

describe('func/store/hour-aggregates', () => {
  let home: string
  let store: PointStore
  let connection: DatabaseSync
  let aggregateHours: AggregateHours
  /** Hour since START and members, of each time that chunks were read. */
  let read: [hour: number, ...members: number[]][]
  beforeEach(async () => {
    home = makeHome()
    store = await openPointStore({ home, clock: () => new Date(START) })
    connection = new DatabaseSync(join(home, 'points.db'))
    read = []
    const fetch = createFetch(connection)
    const spy: FetchChunks = (query, take) => {
      const { block, members, isWanted = () => true } = query
      read.push([block - BLOCK, ...[...members.keys()].filter(isWanted)])
      fetch(query, take)
    }
    aggregateHours = createHourAggregates({ fetch: spy, readPlaces: createPlacesReader(connection) })
  })
  afterEach(async () => {
    connection.close()
    await store.close()
    removeHome(home)
  })

  /** Series 1 to 95 are in groups 0 to 2, and those after in the next. */
  const write = (fns: readonly number[], hour: number, value: number) =>
    store.write(
      'metric',
      fns.map((fn) => {
        const tags = { fn: String(fn) }
        return { measurement: 'm', tags, fields: { Errors_Sum: value }, timestamp: START + hour * HOUR }
      }),
    )
  const layout = (series: number): Layout => {
    const groups = Math.ceil((series + 1) / 32)
    const members = Array.from({ length: groups }, (_, group) => {
      const targets = Int32Array.from({ length: 32 }, (_, row) => {
        const id = 32 * group + row
        return id >= 1 && id <= series ? 0 : -1
      })
      return { group, targets }
    })
    return createLayout('all', members)
  }
  const all = Array.from({ length: 95 }, (_, at) => at + 1)
  const three = layout(95)

  /** First cell of all parts together, by hour. */
  function sums(of: Layout, window = { from: START, to: START + 2 * HOUR }): number[] {
    const hours = createHoursReader(connection)(BLOCK, BLOCK + 1)
    const step = 5 * MINUTE
    const aggregates = aggregateHours({
      ...{ reading: READING, kind: 'sum', layout: of, hours, checkpoint: () => {} },
      window: { ...window, step, steps: (window.to - window.from) / step },
    })
    return [...aggregates].map(({ aggregate: { values, cells } }) =>
      values.filter((value, at) => at % cells === 0 && !Number.isNaN(value)).reduce((a, b) => a + b, 0),
    )
  }

  it('should read nothing again that has not changed, and after a write the group and hour that has', async () => {
    await write(all, 0, 1)
    await write(all, 1, 1)
    expect(sums(three)).to.deep.equal([95, 95])
    expect(read.splice(0)).to.deep.equal([
      [0, 0, 1, 2],
      [1, 0, 1, 2],
    ])
    expect(sums(three)).to.deep.equal([95, 95])
    expect(read).to.deep.equal([])

    await write([40], 1, 11)

    expect(sums(three)).to.deep.equal([95, 105])
    expect(read).to.deep.equal([[1, 1]])
  })

  it('should keep what it has when series come, but for the last group', async () => {
    await write(all, 0, 1)
    expect(sums(three)).to.deep.equal([95])
    read.splice(0)

    await write([96, 97], 0, 1)

    expect(sums(layout(97))).to.deep.equal([97])
    expect(read).to.deep.equal([[0, 2, 3]])
  })

  it('should take what was pruned out of an hour that others still have', async () => {
    await write(all, 0, 1)
    await write(all, 1, 1)
    sums(three)
    const drop = (table: string) =>
      connection.exec(`delete from ${table} where group_id = 1 and block = ${BLOCK}`)
    drop('chunks')
    drop('presence')
    connection.exec(`insert or replace into hours (block) values (${BLOCK})`)

    expect(sums(three)).to.deep.equal([63, 95])
  })

  it('should be right in the next turn when a query was given up, with a aggregate half made', async () => {
    await write(all, 0, 1)
    sums(three)
    await write([5, 40, 80], 0, 11)
    const hours = createHoursReader(connection)(BLOCK, BLOCK)
    const checkpoint = () => {
      throw new Error('Given up')
    }
    const window = { from: START, to: START + HOUR, step: 5 * MINUTE, steps: 12 }
    const half = aggregateHours({ reading: READING, kind: 'sum', layout: three, hours, checkpoint, window })
    expect(() => [...half]).to.throw('Given up')

    expect(sums(three)).to.deep.equal([125])
  })
})
