import { expect } from 'chai'
import fc from 'fast-check'
import { billedMetrics } from '#func/aws/prices.ts'

function query(metric: string, stat: string, dimension = 'a') {
  const Metric = { MetricName: metric, Dimensions: [{ Name: 'FunctionName', Value: dimension }] }
  return { MetricStat: { Metric, Period: 60, Stat: stat } }
}

describe('aws/prices', () => {
  const cases = [
    { name: 'five statistics of one metric', stats: ['a', 'b', 'c', 'd', 'e'], billed: 1 },
    { name: 'a sixth one', stats: ['a', 'b', 'c', 'd', 'e', 'f'], billed: 2 },
    { name: 'one statistic', stats: ['a'], billed: 1 },
    { name: 'nothing', stats: [], billed: 0 },
    { name: 'one statistic asked twice', stats: ['a', 'a'], billed: 1 },
  ]
  for (const { name, stats, billed } of cases) {
    it(`should bill ${billed} for ${name}`, () => {
      expect(billedMetrics(stats.map((stat) => query('Duration', stat)))).to.equal(billed)
    })
  }

  it('should bill metrics of other dimensions and names on their own', () => {
    const queries = [query('Errors', 'Sum', 'a'), query('Errors', 'Sum', 'b'), query('Duration', 'Sum', 'a')]
    expect(billedMetrics(queries)).to.equal(3)
  })

  it('should not depend on the order of the queries', () => {
    const anyQuery = fc.tuple(fc.constantFrom('m', 'n'), fc.constantFrom(...'abcdefgh'))
    fc.assert(
      fc.property(fc.array(anyQuery), fc.infiniteStream(fc.nat()), (pairs, keys) => {
        const queries = pairs.map(([metric, stat]) => query(metric, stat))
        const shuffled = queries
          .map((item) => ({ item, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item)
        expect(billedMetrics(shuffled)).to.equal(billedMetrics(queries))
      }),
    )
  })
})
