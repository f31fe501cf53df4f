import { expect } from 'chai'
import fc from 'fast-check'
import { merge, parseStatistic, type StatisticSet } from '#func/simulator/cloudwatch/statistics.ts'

const SET: StatisticSet = { count: 10, sum: 200, min: 10, max: 50 }

function value(name: string, set = SET): number {
  return parseStatistic(name)!(set)
}

describe('simulator statistics', () => {
  for (const [name, expected] of [
    ['Sum', 200],
    ['SampleCount', 10],
    ['Average', 20],
    ['Minimum', 10],
    ['Maximum', 50],
    ['p0', 10],
    ['p100', 50],
    ['tc90', 9],
    ['tm100', 20],
    ['wm100', 20],
    ['ts100', 200],
  ] as const) {
    it(`should give ${expected} for ${name}`, () => expect(value(name)).to.be.closeTo(expected, 1e-9))
  }

  it('should know no other names', () => {
    for (const name of ['', 'average', 'Min', 'p101', 'p', 'pp9', 'tm-1', 'p9.']) {
      expect(parseStatistic(name), name).to.equal(undefined)
    }
  })

  it('should count binary samples instead of interpolating them', () => {
    const set: StatisticSet = { count: 10, sum: 3, min: 0, max: 1, binary: true }
    expect([value('p50', set), value('p69.9', set), value('p70.1', set), value('p99', set)]).to.eql([
      0, 0, 1, 1,
    ])
    expect(value('tm100', set)).to.be.closeTo(0.3, 1e-9)
  })

  it('should rise from minimum to maximum with the percentile and have its mean at the average', () => {
    const sets = fc
      .record({
        count: fc.integer({ min: 2, max: 1000 }),
        min: fc.double({ min: 0, max: 1000, noNaN: true }),
        width: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        lean: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      })
      .map(({ count, min, width, lean }) => ({
        count,
        min,
        max: min + width,
        sum: count * (min + width * lean),
      }))
    fc.assert(
      fc.property(sets, (set) => {
        const values = ['p0', 'p10', 'p50', 'p90', 'p99', 'p99.9', 'p100'].map((name) => value(name, set))
        expect(values).to.eql(values.toSorted((a, b) => a - b))
        expect(values[0]).to.equal(set.min)
        expect(values.at(-1)).to.equal(set.max)
        expect(value('tm100', set)).to.be.closeTo(set.sum / set.count, (set.max - set.min) / 1e6)
      }),
    )
  })

  it('should merge as if all samples had come together', () => {
    const other: StatisticSet = { count: 2, sum: 5, min: 1, max: 4 }
    expect(merge(SET, other)).to.eql({ count: 12, sum: 205, min: 1, max: 50 })
    expect(merge(undefined, other)).to.equal(other)
  })
})
