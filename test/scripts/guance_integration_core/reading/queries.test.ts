import { expect } from 'chai'
import fc from 'fast-check'
import { printMetricData } from '#func/aws/fast-path/metric-data-request.ts'
import { BytePool } from '#func/bytes/byte-pool.ts'
import { GrowingBytes } from '#func/bytes/growing-bytes.ts'
import {
  AWS_LIMITS,
  countQueries,
  type PlannedRequest,
  planRequests,
} from '../../../../scripts/guance_integration_core/reading/queries.ts'
import type { MetricSet } from '../../../../scripts/guance_integration_core/types.ts'

const STATISTICS = [
  'Average',
  'Maximum',
  'Minimum',
  'SampleCount',
  'Sum',
  'p50',
  'p90',
  'p95',
  'p99',
  'p99.9',
  'tm99',
  'IQM',
]

const anySet = fc.record({
  value: fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }),
  metrics: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 }),
})
const anyPlan = fc.record({
  sets: fc.array(anySet, { maxLength: 40 }),
  statistics: fc.array(fc.integer({ min: 1, max: STATISTICS.length }), { minLength: 1, maxLength: 6 }),
  values: fc.integer({ min: 1, max: 20_160 }),
})

function setOf({ value, metrics }: { value: string; metrics: number[] }): MetricSet {
  const dimensions = [{ name: 'FunctionName', value }]
  return { dimensions, metrics: metrics.map((number) => `Metric${number}`), tags: {} }
}

/** One entry for each query of a request. */
const queriesOf = (request: PlannedRequest) =>
  request.flatMap(({ set, series }) => series.map(({ metric, statistic }) => ({ set, metric, statistic })))
type Query = ReturnType<typeof queriesOf>[number]
const byIdentity = ({ set, metric }: Query) => `${JSON.stringify(set.dimensions)} ${metric}`

function bodyOf(slices: PlannedRequest): Buffer {
  const body = new GrowingBytes(new BytePool())
  const times = { start: 1_785_585_600_000, end: 1_785_585_600_000 }
  printMetricData({ namespace: 'AWS/Lambda', period: 60, ...times, slices }, undefined, body)
  return body.content
}

describe('core/queries', () => {
  const plan = (input: {
    sets: { value: string; metrics: number[] }[]
    statistics: number[]
    values: number
  }) => {
    const sets = input.sets.map((set, index) => setOf({ ...set, value: `${index}${set.value}` }))
    const statisticsOf = (metric: string) =>
      STATISTICS.slice(0, input.statistics[Number(metric.slice(6)) % input.statistics.length])
    const options = { namespace: 'AWS/Lambda', period: 60, valuesPerQuery: input.values, statisticsOf }
    const planned = [...planRequests(sets, options)]
    return { sets, statisticsOf, planned, requests: planned.map(queriesOf) }
  }

  it('should ask for everything once and for nothing else', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const { sets, statisticsOf, requests } = plan(input)
        const wanted = sets.flatMap((set) =>
          set.metrics.flatMap((metric) =>
            statisticsOf(metric).map((statistic) => ({ set, metric, statistic })),
          ),
        )
        expect(requests.flat()).to.deep.equal(wanted)
      }),
      { numRuns: 50 },
    )
  })

  it('should stay within every limit of a request', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        for (const request of plan(input).planned) {
          const queries = request.reduce((sum, { series }) => sum + series.length, 0)
          expect(queries).to.be.within(1, AWS_LIMITS.queries)
          expect(queries * input.values).to.be.at.most(AWS_LIMITS.values)
          expect(bodyOf(request).length).to.be.at.most(AWS_LIMITS.bytes)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('should bill no metric more often than needed: its statistics travel in fives', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const { sets, statisticsOf, requests } = plan(input)
        const billed = requests
          .flatMap((queries) => [...Map.groupBy(queries, byIdentity).values()])
          .reduce((sum, queries) => sum + Math.ceil(queries.length / 5), 0)
        expect(billed).to.equal(countQueries(sets, statisticsOf).billed)
      }),
      { numRuns: 50 },
    )
  })

  it('should not part the metrics of a set that fits into one request', () => {
    fc.assert(
      fc.property(anyPlan, (input) => {
        const { sets, statisticsOf, requests } = plan(input)
        const room = Math.min(500, Math.floor(AWS_LIMITS.values / input.values))
        for (const set of sets) {
          const size = set.metrics.reduce((sum, metric) => sum + statisticsOf(metric).length, 0)
          if (size > room) continue
          expect(requests.filter((queries) => queries.some((query) => query.set === set))).to.have.length(1)
        }
      }),
      { numRuns: 50 },
    )
  })

  /** Requests of at most 10,000 bytes. */
  const planSmall = (sets: readonly MetricSet[]) => [
    ...planRequests(sets, {
      ...{ namespace: 'AWS/Lambda', period: 60, valuesPerQuery: 1 },
      statisticsOf: () => STATISTICS.slice(0, 5),
      limits: { ...AWS_LIMITS, bytes: 10_000 },
    }),
  ]
  /** Kept for what stands around the queries, and for ids of fewer digits. */
  const MOST_UNUSED = 500 + 3 * 50

  it('should fill a request to the last byte that AWS takes: a larger one is refused, smaller ones are more', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 5, maxLength: 30 }), (lengths) => {
        const sets = lengths.map((length, index) =>
          setOf({ value: `${index}${'é'.repeat(length)}`, metrics: [1] }),
        )
        const requests = planSmall(sets)
        expect(requests.flatMap(queriesOf)).to.have.length(5 * sets.length)
        for (const [index, request] of requests.entries()) {
          expect(bodyOf(request).length).to.be.at.most(10_000)
          const next = requests[index + 1]?.[0]
          if (next !== undefined) {
            expect(bodyOf([...request, next]).length).to.be.above(10_000 - MOST_UNUSED)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('should count the account of a query, too', () => {
    const sets = Array.from({ length: 20 }, (_, index) => ({
      ...setOf({ value: `${index}`, metrics: [1] }),
      account: '123456789012'.repeat(20),
    }))
    const requests = planSmall(sets)
    for (const request of requests) expect(bodyOf(request).length).to.be.within(5000, 10_000)
  })

  it('should part a set that is too large alone, but no metric of it', () => {
    const requests = planSmall([setOf({ value: 'é'.repeat(300), metrics: [1, 2, 3, 4] })])
    const metrics = requests.map((request) => queriesOf(request).map(({ metric }) => metric))
    const five = (metric: string) => Array<string>(5).fill(metric)
    expect(metrics).to.deep.equal([
      [...five('Metric1'), ...five('Metric2')],
      [...five('Metric3'), ...five('Metric4')],
    ])
    for (const request of requests) expect(bodyOf(request).length).to.be.at.most(10_000)
  })

  it('should keep apart lists of metrics whose names run together', () => {
    const sets = [
      ['ab', 'c'],
      ['a', 'bc'],
    ].map((metrics) => ({ ...setOf({ value: 'x', metrics: [] }), metrics }))
    expect(
      planSmall(sets)
        .flatMap(queriesOf)
        .map(({ metric }) => metric),
    ).to.deep.equal(['ab', 'c', 'a', 'bc'].flatMap((metric) => Array<string>(5).fill(metric)))
  })

  it('should count queries, and metrics as AWS bills them', () => {
    const sets = [setOf({ value: 'a', metrics: [1, 2] }), setOf({ value: 'b', metrics: [1] })]
    const statisticsOf = (metric: string) => STATISTICS.slice(0, metric === 'Metric1' ? 6 : 5)
    expect(countQueries(sets, statisticsOf)).to.deep.equal({ queries: 17, billed: 5 })
  })

  it('should say of a slice whether it is the whole set', () => {
    const sets = [setOf({ value: 'a', metrics: [1, 2, 3] }), setOf({ value: 'b', metrics: [1] })]
    const options = {
      ...{ namespace: 'N', period: 60, valuesPerQuery: 1, statisticsOf: () => ['Sum'] },
      limits: { ...AWS_LIMITS, queries: 2 },
    }
    const requests = [...planRequests(sets, options)]
    for (const { series, fields } of requests.flat()) {
      expect(fields).to.deep.equal(series.map(({ field }) => field))
    }
    const planned = requests.map((request) =>
      request.map(({ set, series, isWhole }) => [set.dimensions[0]?.value, series.length, isWhole]),
    )
    expect(planned).to.deep.equal([
      [['a', 2, false]],
      [
        ['a', 1, false],
        ['b', 1, true],
      ],
    ])
  })
})
