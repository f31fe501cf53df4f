import { expect } from 'chai'
import fc from 'fast-check'
import { openPointStore } from '#func/points/point-store.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import type { Point } from '#func/script.ts'
import { START } from '../../../support/store/fixture.ts'
import { makeHome, removeHome } from '../../../support/store/sqlite-home.ts'

const MINUTE = 60_000

describe('store/freshness', () => {
  const point = (account: string, region: string, fn: string, timestamp: number): Point => ({
    measurement: 'aws_lambda',
    tags: { account_name: account, RegionId: region, FunctionName: fn },
    fields: { Invocations_Sum: 1 },
    timestamp,
  })

  async function newestOf(points: readonly Point[]): Promise<Record<string, number>> {
    const home = makeHome()
    const store = await openPointStore({ home, clock: () => new Date(START) })
    const queries = openPointQueries({ home })
    try {
      await store.write('metric', points)
      const found = await queries.freshness(['account_name', 'RegionId'])
      return Object.fromEntries(
        found.map(({ tags, newest }) => [`${tags.account_name} ${tags.RegionId}`, newest]),
      )
    } finally {
      await queries.close()
      await store.close()
      removeHome(home)
    }
  }

  it('should give nothing for nothing', async () => {
    expect(await newestOf([])).to.deep.equal({})
  })

  it('should find the newest of each account and region, however far they lie apart', async () => {
    const arbitrary = fc.record({
      account: fc.constantFrom('a', 'b'),
      region: fc.constantFrom('us-east-1', 'eu-west-1'),
      fn: fc.integer({ min: 0, max: 40 }).map(String),
      // on the minute and beside it: both ways in which points are kept
      back: fc.integer({ min: 0, max: 10_000 }).map((half) => half * (MINUTE / 2)),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(arbitrary, { minLength: 1, maxLength: 100 }), async (drawn) => {
        const points = drawn.map(({ account, region, fn, back }) => point(account, region, fn, START - back))
        const wanted: Record<string, number> = {}
        for (const { tags, timestamp } of points) {
          const key = `${tags.account_name} ${tags.RegionId}`
          wanted[key] = Math.max(wanted[key] ?? 0, timestamp)
        }
        expect(await newestOf(points)).to.deep.equal(wanted)
      }),
      { numRuns: 15 },
    )
  })
})
