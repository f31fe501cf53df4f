import { expect } from 'chai'
import fc from 'fast-check'
import { flags, gauge, merged, Samples, statisticSet } from '#func/simulator/cloudwatch/samples.ts'
import { parseStatistic } from '#func/simulator/cloudwatch/statistics.ts'

class Raw extends Samples {
  readonly #values: readonly number[]

  constructor(values: readonly number[]) {
    const sum = values.reduce((all, one) => all + one, 0)
    super(values.length, sum, Math.min(...values), Math.max(...values))
    this.#values = values
  }

  protected sort(): Float64Array {
    return Float64Array.from(this.#values).sort()
  }
}

const TEN = new Raw([50, 10, 20, 30, 40, 60, 70, 80, 90, 100])

function value(name: string, samples: Samples = TEN): number | undefined {
  const statistic = parseStatistic(name)
  if (statistic === undefined) throw new Error(`'${name}' is no statistic`)
  return statistic(samples)
}

describe('simulator statistics', () => {
  for (const [name, expected] of [
    ['Sum', 550],
    ['SampleCount', 10],
    ['Average', 55],
    ['Minimum', 10],
    ['Maximum', 100],
    ['p0', 10],
    ['p10', 10],
    ['p10.1', 20],
    ['p50', 50],
    ['p95', 100],
    ['p100', 100],
    ['tm90', 50],
    ['tm100', 55],
    ['tc90', 9],
    ['tc95', 9.5],
    ['ts90', 450],
    ['ts95', 500],
    ['wm80', (360 + 2 * 80) / 10],
    ['IQM', (0.5 * 30 + 40 + 50 + 60 + 70 + 0.5 * 80) / 5],
    ['TM(25%:75%)', (0.5 * 30 + 40 + 50 + 60 + 70 + 0.5 * 80) / 5],
    ['TM(10%:90%)', (20 + 30 + 40 + 50 + 60 + 70 + 80 + 90) / 8],
    ['TM(80%:)', 95],
    ['TM(:20%)', 15],
    ['TM(20:50)', 40],
    ['TM(:50)', 30],
    ['TM(80:)', 95],
    ['TC(20:50)', 3],
    ['TC(80%:)', 2],
    ['TC(0.005:0.030)', 0],
    ['TS(20:50)', 120],
    ['TS(80%:)', 190],
    ['PR(:30)', 30],
    ['PR(20:50)', 30],
    ['PR(90:)', 10],
    ['PR(:300)', 100],
    ['WM(10%:90%)', (10 + 20 + 30 + 40 + 50 + 60 + 70 + 80 + 90 + 90) / 10],
    ['WM(20:90)', (20 + 20 + 30 + 40 + 50 + 60 + 70 + 80 + 90 + 90) / 10],
    ['WM(:35.5)', (10 + 20 + 30 + 7 * 35.5) / 10],
  ] as const) {
    it(`should give ${expected} for ${name}`, () => expect(value(name)).to.be.closeTo(expected, 1e-9))
  }

  it('should give no mean of nothing', () => {
    expect(value('TM(100:200)')).to.equal(undefined)
    expect(value('TM(1:2)')).to.equal(undefined)
  })

  const UNKNOWN = ['', 'average', 'Min', 'p101', 'p', 'pp9', 'tm-1', 'p9.', 'p1.12345678901', 'P95', 'TM90']
  const NO_RANGES = ['TM(:)', 'TM', 'TM(5)', 'TM(90%:10%)', 'TM(10:10)', 'TM(10%:90)', 'TM(10%:101%)']
  for (const name of [...UNKNOWN, ...NO_RANGES, 'PR(10%:90%)', 'tm(10%:90%)', 'p(10:20)', 'IQM(1:2)']) {
    it(`should know no statistic '${name}'`, () => expect(parseStatistic(name)).to.equal(undefined))
  }

  it('should rise with the percentile from minimum to maximum, each one of the samples', () => {
    const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(samples, (values) => {
        const raw = new Raw(values)
        const found = ['p0', 'p10', 'p50', 'p90', 'p99', 'p99.9', 'p100'].map((name) => value(name, raw)!)
        expect(found).to.eql(found.toSorted((a, b) => a - b))
        expect([found[0], found.at(-1)]).to.eql([raw.min, raw.max])
        expect(values).to.include.members(found)
        expect(value('tm100', raw)).to.be.closeTo(raw.sum / raw.count, 1e-6)
        expect(value('TC(:40%)', raw)! + value('TC(40%:)', raw)!).to.be.closeTo(raw.count, 1e-9)
        expect(value('TS(:40%)', raw)! + value('TS(40%:)', raw)!).to.be.closeTo(raw.sum, 1e-6)
      }),
    )
  })

  it('should count samples that are 0 or 1', () => {
    const samples = flags(10, 3)!
    const found = ['p50', 'p70', 'p70.1', 'p99', 'Average', 'PR(0:)'].map((name) => value(name, samples))
    expect(found).to.eql([0, 0, 1, 1, 0.3, 30])
    expect(flags(0, 0)).to.equal(undefined)
  })

  it('should know only the plain statistics of a statistic set, unless its samples are all the same', () => {
    const set = statisticSet(4, 10, 1, 4)
    expect(['Sum', 'Average', 'Minimum'].map((name) => value(name, set))).to.eql([10, 2.5, 1])
    const extended = ['p50', 'tm90', 'IQM', 'PR(:2)', 'TC(1:2)', 'wm90', 'ts90']
    for (const name of extended) expect(value(name, set), name).to.equal(undefined)
    expect(value('p50', statisticSet(4, 12, 3, 3))).to.equal(3)
    expect(value('p50', gauge(7))).to.equal(7)
  })

  it('should merge as if all samples had come together', () => {
    const both = merged([new Raw([4, 1]), new Raw([3, 2, 5])])!
    expect(['SampleCount', 'Sum', 'Minimum', 'Maximum', 'p50'].map((name) => value(name, both))).to.eql([
      5, 15, 1, 5, 3,
    ])
    expect(value('p50', merged([new Raw([4, 1]), statisticSet(2, 5, 1, 4)]))).to.equal(undefined)
    expect(merged([])).to.equal(undefined)
  })
})
