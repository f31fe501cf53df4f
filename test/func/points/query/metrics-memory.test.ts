/** What queries remember must never show: each is asked of one who remembers and of one who has just been made. */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Column, MetricsQuery } from '#func/model/queries.ts'
import { openPointStore } from '#func/points/point-store.ts'
import { createQueryHandler } from '#func/points/query/query-handler.ts'
import type { PointStore } from '#func/points/types.ts'
import type { Point } from '#func/script.ts'
import { START } from '../../../support/store/fixture.ts'
import { naiveMetrics } from '../../../support/store/naive-metrics.ts'
import { makeHome, removeHome } from '../../../support/store/sqlite-home.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** In seven groups of chunks, so that rankings leave most of them to the others. */
const FUNCTIONS = 200

type Change =
  | { readonly kind: 'write'; readonly points: readonly Point[] }
  | { readonly kind: 'prune'; readonly hours: number }

const FIELDS = ['Errors_Sum', 'Duration_Average', 'Duration_SampleCount', 'Duration_Maximum', 'plain']

const POINT: fc.Arbitrary<Point> = fc.record({
  measurement: fc.constant('m'),
  tags: fc.record({ fn: fc.integer({ min: 0, max: FUNCTIONS - 1 }).map((at) => `f${at}`) }),
  fields: fc
    .array(
      // Sums of these depend on the order.
      fc.tuple(
        fc.constantFrom(...FIELDS),
        fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(0.1, 1 / 3, 2e15)),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((entries): Point['fields'] => Object.fromEntries(entries)),
  timestamp: fc.integer({ min: 0, max: 5 * 60 - 1 }).map((minute) => START + minute * MINUTE),
})

const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('write' as const), points: fc.array(POINT, { maxLength: 60 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('prune' as const), hours: fc.integer({ min: 0, max: 3 }) }),
  },
  // A text moves the point out of its chunks.
  {
    weight: 1,
    arbitrary: POINT.map((point) => ({
      kind: 'write' as const,
      points: [{ ...point, fields: { ...point.fields, note: 'text' } }],
    })),
  },
)

const COLUMNS: fc.Arbitrary<readonly Column[]> = fc.constantFrom<readonly Column[]>(
  FIELDS.map((field) => ({ field })),
  [{ expression: '100 * Errors_Sum / Duration_SampleCount' }],
  [
    { field: 'plain', aggregation: 'sum' },
    { field: 'Duration_Average', aggregation: 'min' },
  ],
  [
    { field: 'Errors_Sum', aggregation: 'avg' },
    { field: 'plain', aggregation: 'p50' },
  ],
)

const QUERY: fc.Arbitrary<MetricsQuery & { step: number }> = fc.record({
  measurement: fc.constant('m'),
  columns: COLUMNS as fc.Arbitrary<Column[]>,
  groupBy: fc.constantFrom<string[]>([], ['fn']),
  from: fc.integer({ min: -30, max: 100 }).map((minute) => START + minute * MINUTE),
  to: fc.integer({ min: 101, max: 330 }).map((minute) => START + minute * MINUTE),
  step: fc.constantFrom(MINUTE, 5 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 7 * MINUTE),
  top: fc.record({ count: fc.constantFrom(1, 5, 500), order: fc.constantFrom('highest', 'lowest') }),
})

describe('func/store, what metrics queries remember', () => {
  let home: string
  let store: PointStore
  let connection: DatabaseSync
  beforeEach(async () => {
    home = makeHome()
    store = await openPointStore({ home, clock: () => new Date(START) })
    connection = new DatabaseSync(join(home, 'points.db'))
  })
  afterEach(async () => {
    connection.close()
    await store.close()
    removeHome(home)
  })

  const change = async (one: Change): Promise<void> => {
    if (one.kind === 'write') await store.write('metric', one.points)
    else await store.prune(new Date(START + one.hours * HOUR))
  }

  it('should be what is read anew, bit by bit, whatever was written again, late, moved and pruned', async () => {
    await fc.assert(
      fc
        .asyncProperty(
          fc.array(CHANGE, { minLength: 1, maxLength: 6 }),
          fc.array(QUERY, { minLength: 1, maxLength: 3 }),
          async (changes, asks) => {
            const remembering = createQueryHandler(connection)
            for (const [at, one] of changes.entries()) {
              await change(one)
              for (const each of asks) {
                // As time goes on.
                const ask = { ...each, from: each.from + at * MINUTE, to: each.to + at * MINUTE }
                const fresh = createQueryHandler(connection).metrics(ask, () => {})
                expect(remembering.metrics(ask, () => {})).to.deep.equal(fresh)
              }
            }
          },
        )
        .afterEach(() => store.prune(new Date(START + 100 * HOUR)).then(() => {})),
      { numRuns: 100 },
    )
  })

  it('should be what a naive computation gives after late values and revisions', async () => {
    const remembering = createQueryHandler(connection)
    const written: Point[] = []
    const batches = fc.sample(fc.array(POINT, { minLength: 20, maxLength: 60 }), { numRuns: 25, seed: 7 })
    const ask = {
      ...{ measurement: 'm', columns: FIELDS.map((field) => ({ field })), groupBy: ['fn'] },
      ...{ from: START, to: START + 5 * HOUR, step: 5 * MINUTE, top: { count: 500 } },
    }
    for (const batch of batches) {
      await store.write('metric', batch)
      written.push(...batch)
      const reported = new Map(
        remembering.metrics(ask, () => {}).groups.map((group) => [group.tags.fn, group]),
      )
      const expected = naiveMetrics(written, ask)
      expect([...reported.keys()].sort()).to.deep.equal(expected.map(({ tags }) => tags.fn).sort())
      for (const { tags, totals } of expected) {
        for (const [at, total] of totals.entries()) {
          const found = reported.get(tags.fn)?.totals[at]
          if (total === null) expect(found).to.equal(null)
          else expect(found).to.be.closeTo(total, 1e-9 * Math.max(1, total))
        }
      }
    }
  })

  it('should not count a point twice that has moved to a row', async () => {
    const handler = createQueryHandler(connection)
    const point: Point = { measurement: 'm', tags: { fn: 'a' }, fields: { Errors_Sum: 3 }, timestamp: START }
    const columns = [{ field: 'Errors_Sum' }]
    const ask = { measurement: 'm', columns, from: START, to: START + HOUR, step: 5 * MINUTE }
    const total = () => handler.metrics(ask, () => {}).groups[0]?.totals[0]
    await store.write('metric', [point])
    expect(total()).to.equal(3)
    await store.write('metric', [{ ...point, fields: { note: 'text' } }])
    expect(total()).to.equal(3)
  })

  it('should read again only the hours that have changed', async () => {
    const points = Array.from({ length: 300 }, (_, minute): Point => {
      return {
        measurement: 'm',
        tags: { fn: 'a' },
        fields: { Errors_Sum: 1 },
        timestamp: START + minute * MINUTE,
      }
    })
    await store.write('metric', points)
    const revisions = () => connection.prepare('select block, revision from hours order by block').all()
    const before = revisions()
    await store.write('metric', points)
    expect(revisions(), 'nothing is different').to.deep.equal(before)
    await store.write('metric', [{ ...points[70]!, fields: { Errors_Sum: 2 } }])

    const changed = revisions().filter((each, at) => each.revision !== before[at]?.revision)
    expect(changed.map(({ block }) => Number(block))).to.deep.equal([Math.floor(START / HOUR) + 1])
    await store.prune(new Date(START + 2 * HOUR))
    expect(revisions()).to.have.length(3)
  })
})
