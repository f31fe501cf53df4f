import { expect } from 'chai'
import fc from 'fast-check'
import { Lags } from '../../../../scripts/guance_integration_core/reading/lags.ts'
import {
  HashRows,
  packRows,
  unpackRows,
} from '../../../../scripts/guance_integration_core/reading/packed-rows.ts'
import { planRequests } from '../../../../scripts/guance_integration_core/reading/queries.ts'
import { Revisions } from '../../../../scripts/guance_integration_core/reading/revisions.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function open(kept: unknown, start: number, end: number, fingerprint = 'a') {
  const window = { start: start * MINUTE, end: end * MINUTE }
  const revisions = new Revisions(kept as never, { window, periodSeconds: 60, fingerprint })
  return {
    revisions,
    /** Notes one minute of a set. */
    note(setKey: string, minute: number, fields: Readonly<Record<string, number>>) {
      const periods = end - start
      const values = new Float64Array(METRICS.length * periods).fill(Number.NaN)
      for (const [row, metric] of METRICS.entries())
        values[row * periods + minute - start] = fields[metric] ?? Number.NaN
      return revisions.note(setKey, { slice: SLICE, values, row: 0, periods })[minute - start]
    },
  }
}

const METRICS = ['Errors', 'Duration']
const SLICE = [
  ...planRequests([{ dimensions: [], metrics: METRICS, tags: {} }], {
    ...{ namespace: 'N', period: 60, valuesPerQuery: 1, statisticsOf: () => ['Sum'] },
  }),
][0]![0]!

const through = (json: unknown) => JSON.parse(JSON.stringify(json))

describe('core/revisions', () => {
  it('should report new, unchanged and revised points of the run before', () => {
    const before = open(undefined, 0, 10)
    expect(before.note('pay', 8, { Errors: 1, Duration: 5 })).to.equal('new')
    expect(before.note('pay', 9, { Errors: 2 })).to.equal('new')
    const after = open(through(before.revisions.toJson(5 * MINUTE, true)), 5, 15)
    expect(after.note('pay', 8, { Duration: 5, Errors: 1 })).to.equal('unchanged')
    expect(after.note('pay', 9, { Errors: 3 })).to.equal('revised')
    expect(after.note('pay', 10, { Errors: 0 })).to.equal('new')
    expect(after.note('mail', 8, { Errors: 1, Duration: 5 })).to.equal('new')
    expect(after.revisions.counts).to.deep.equal({ new: 2, revised: 1, unchanged: 1 })
  })

  it('should keep what it knows of sets and minutes that a run did not read', () => {
    const first = open(undefined, 0, 10)
    first.note('pay', 9, { Errors: 2 })
    const second = open(through(first.revisions.toJson(0, true)), 5, 15)
    const third = open(through(second.revisions.toJson(5 * MINUTE, false)), 8, 18)
    expect(third.note('pay', 9, { Errors: 2 })).to.equal('unchanged')
  })

  it('should see a field come, go or trade its value with another', () => {
    const cases: Record<string, number>[] = [
      { Errors: 1, Duration: 2 },
      { Errors: 1 },
      { Errors: 2, Duration: 1 },
    ]
    for (const [index, fields] of cases.entries()) {
      const before = open(undefined, 0, 2)
      before.note('pay', 1, cases[(index + 1) % 3]!)
      const after = open(through(before.revisions.toJson(0, true)), 0, 2)
      expect(after.note('pay', 1, fields)).to.equal('revised')
    }
  })

  it('should forget all when the period is another', () => {
    const before = open(undefined, 0, 10)
    before.note('pay', 5, { Errors: 1 })
    const kept = { ...through(before.revisions.toJson(0, true)), period: 300 }
    expect(open(kept, 0, 10).note('pay', 5, { Errors: 1 })).to.equal('new')
  })

  it('should stay small: drop the oldest minutes of a table that grows too large', () => {
    const large = open(undefined, 0, 60)
    for (let set = 0; set < 50_000; set++) large.note(`set ${set}`, 59, { Errors: 1 })
    const kept = through(large.revisions.toJson(0, false)) as { start: number; points: string }
    expect(kept.start).to.equal(30 * MINUTE)
    expect(kept.points.length).to.be.below(9_000_000)
  })

  it('should learn from complete runs until when a metric changes', () => {
    const lags = new Lags(undefined, 0)
    const before = open(undefined, 0, 10)
    before.note('pay', 1, { Errors: 1, Duration: 7 })
    const kept = through(before.revisions.toJson(0, true))
    const late = open(kept, 0, 15)
    late.note('pay', 1, { Errors: 2, Duration: 7 })
    late.revisions.learn(lags, 15 * MINUTE, false)
    expect(lags.minutes, 'not from a run with holes').to.deep.equal({})
    late.revisions.learn(lags, 15 * MINUTE, true)
    expect(lags.minutes).to.deep.equal({ Errors: 8 })
    expect(lags.laterThan(8, 15 * MINUTE)).to.deep.equal(['Errors'])
    expect(lags.laterThan(9, 15 * MINUTE)).to.deep.equal([])
    const other = new Lags(undefined, 0)
    const changed = open(kept, 0, 15, 'b')
    changed.note('pay', 1, { Errors: 2 })
    changed.revisions.learn(other, 15 * MINUTE, true)
    expect(other.minutes, 'not from another configuration').to.deep.equal({})
  })

  /** Minutes of lag that a run learns when it reads other values than the run before; `from` is what that one kept. */
  const learned = (
    before: readonly (readonly [string, number, Readonly<Record<string, number>>])[],
    after: typeof before,
    from = 0,
  ) => {
    const first = open(undefined, 0, 10)
    for (const entry of before) first.note(...entry)
    const second = open(through(first.revisions.toJson(from * MINUTE, true)), 0, 15)
    for (const entry of after) second.note(...entry)
    const lags = new Lags(undefined, 0)
    second.revisions.learn(lags, 15 * MINUTE, true)
    return lags.minutes
  }

  it('should learn from what both runs read, to the minute', () => {
    expect(learned([['pay', 0, { Errors: 1 }]], [['pay', 0, { Errors: 2 }]])).to.deep.equal({ Errors: 9 })
    expect(learned([['pay', 9, { Errors: 1 }]], [['pay', 9, { Errors: 2 }]])).to.deep.equal({ Errors: 0 })
    expect(learned([], [['pay', 10, { Errors: 2 }]]), 'newer than the run before').to.deep.equal({})
    expect(learned([], [['pay', 4, { Errors: 2 }]], 5), 'older than what it kept').to.deep.equal({})
    const same = [['pay', 6, { Errors: 2 }]] as const
    expect(learned(same, same, 5), 'what stayed the same').to.deep.equal({})
    expect(learned([], [['pay', 5, { Errors: 2 }]], 5), 'the first that it kept').to.deep.equal({ Errors: 4 })
  })

  it('should learn of a metric that the run before had no value of', () => {
    expect(learned([['pay', 1, { Errors: 1 }]], [['pay', 1, { Errors: 1, Duration: 4 }]])).to.deep.equal({
      Duration: 8,
    })
  })

  it('should learn nothing from a zero that comes or goes: it may have been written for no value', () => {
    expect(learned([], [['pay', 1, { Errors: 0 }]])).to.deep.equal({})
    expect(learned([['pay', 1, { Errors: 0 }]], [])).to.deep.equal({})
  })

  it('should learn when two sets trade their values, and nothing when they keep them', () => {
    const before = [
      ['pay', 1, { Errors: 1 }],
      ['mail', 1, { Errors: 2 }],
    ] as const
    const traded = [
      ['pay', 1, { Errors: 2 }],
      ['mail', 1, { Errors: 1 }],
    ] as const
    expect(learned(before, traded)).to.deep.equal({ Errors: 8 })
    expect(learned(before, before.toReversed())).to.deep.equal({})
  })

  it('should say nothing of a minute without a value', () => {
    const { note, revisions } = open(undefined, 0, 10)
    expect(note('pay', 3, {})).to.equal(undefined)
    expect(note('pay', 3, { Errors: Number.POSITIVE_INFINITY })).to.equal(undefined)
    expect(note('pay', 3, { Errors: Number.POSITIVE_INFINITY, Duration: 1 })).to.equal('new')
    expect(note('pay', 3, { Duration: 1 }), 'an infinity is no value').to.equal('unchanged')
    expect(revisions.counts).to.deep.equal({ new: 1, revised: 0, unchanged: 1 })
  })

  it('should read the rows of its own set in a table of several', () => {
    const { revisions } = open(undefined, 0, 2)
    const values = Float64Array.of(1, 1, 1, 1, 5, Number.NaN, Number.NaN, Number.NaN)
    expect(revisions.note('pay', { slice: SLICE, values, row: 2, periods: 2 })).to.deep.equal([
      'new',
      undefined,
    ])
  })

  it('should keep its window from the wanted minute on, the period and the configuration', () => {
    const { note, revisions } = open(undefined, 0, 10)
    note('pay', 9, { Errors: 1 })
    const { points, metrics, ...others } = through(revisions.toJson(8 * MINUTE, true))
    expect(others).to.deep.equal({ start: 8 * MINUTE, end: 10 * MINUTE, period: 60, fingerprint: 'a' })
    expect(unpackRows(points, 2).size).to.equal(1)
    expect(metrics.Errors).to.have.length(2)
    const early = through(revisions.toJson(-5 * MINUTE, false))
    expect(early.start, 'no earlier than it read').to.equal(0)
    expect(early, 'only of a complete run').not.to.have.property('metrics')
  })

  it('should know nothing of a window that ends before it begins', () => {
    const { revisions } = open(undefined, 10, 5)
    expect(revisions.toJson(0, true)).to.deep.include({ points: '' })
  })

  it('should begin anew with what is no table of a run', () => {
    const { note, revisions } = open(undefined, 0, 10)
    note('pay', 5, { Errors: 1 })
    const kept = through(revisions.toJson(0, true))
    expect(open(kept, 0, 10).note('pay', 5, { Errors: 1 }), 'as it was kept').to.equal('unchanged')
    const broken = [
      ...[undefined, null, 'x', 3, [kept]],
      ...[
        { ...kept, start: '0' },
        { ...kept, end: null },
        { ...kept, points: 7 },
      ],
    ]
    for (const other of broken) {
      expect(open(other, 0, 10).note('pay', 5, { Errors: 1 }), JSON.stringify(other)).to.equal('new')
    }
  })

  it('should learn nothing when the run before kept no metrics', () => {
    const before = open(undefined, 0, 10)
    before.note('pay', 5, { Errors: 1 })
    for (const change of [{ metrics: null }, { metrics: undefined }]) {
      const after = open({ ...through(before.revisions.toJson(0, true)), ...change }, 0, 15)
      expect(after.note('pay', 5, { Errors: 1 })).to.equal('unchanged')
      const lags = new Lags(undefined, 0)
      after.revisions.learn(lags, 15 * MINUTE, true)
      expect(lags.minutes).to.deep.equal({})
    }
  })

  it('should count a change at its earliest moment, however short the pause', () => {
    const lags = new Lags(undefined, 0)
    lags.note('Errors', { ended: 0, seen: 30 * MINUTE, before: 18 * MINUTE })
    expect(lags.minutes).to.deep.equal({ Errors: 18 })
    expect(lags.laterThan(20, 30 * MINUTE)).to.deep.equal([])
  })

  it('should complain of a late change for a day, and let a lesser one take its place then', () => {
    const lags = new Lags(undefined, 0)
    const change = (minutes: number, seen: number) => ({
      ended: seen - 50 * MINUTE,
      seen,
      before: seen - (50 - minutes) * MINUTE,
    })
    lags.note('Errors', change(30, HOUR))
    lags.note('Errors', change(5, 2 * HOUR))
    expect(lags.laterThan(20, 24 * HOUR)).to.deep.equal(['Errors'])
    expect(lags.laterThan(20, 25 * HOUR)).to.deep.equal([])
    lags.note('Errors', change(5, 25 * HOUR))
    expect(lags.minutes).to.deep.equal({ Errors: 5 })
  })

  it('should forget a lag after a week', () => {
    const lags = new Lags(undefined, 0)
    lags.note('Errors', { ended: 0, seen: 5 * HOUR, before: 10 * MINUTE })
    expect(lags.minutes).to.deep.equal({ Errors: 10 })
    const kept = through(lags.toJson())
    expect(new Lags(kept, 5 * HOUR + 6 * 24 * HOUR).minutes).to.deep.equal({ Errors: 10 })
    expect(new Lags(kept, 5 * HOUR + 8 * 24 * HOUR).minutes).to.deep.equal({})
  })

  it('should pack any table and read it again', () => {
    const row = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 5, maxLength: 5 })
    const ids = fc.stringMatching(/^[0-9a-f]{16}$/)
    fc.assert(
      fc.property(fc.dictionary(ids, row, { maxKeys: 40 }), fc.nat(4), (table, first) => {
        const rows = new HashRows(5)
        for (const [id, values] of Object.entries(table)) rows.row(id).set(values)
        const wanted = Object.entries(table).map(([id, values]) => [id, values.slice(first)] as const)
        const filled = wanted.filter(([, values]) => values.some((value) => value > 0))
        expect(asObject(unpackRows(packRows(rows, first), 5 - first))).to.deep.equal(
          Object.fromEntries(filled),
        )
      }),
    )
    expect(unpackRows('nonsense', 5).size).to.equal(0)
  })
})

function asObject(rows: HashRows): Record<string, number[]> {
  return Object.fromEntries([...rows.ids].map((id) => [id, [...rows.row(id)]]))
}
