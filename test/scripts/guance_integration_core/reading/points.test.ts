import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { fieldName } from '../../../../scripts/guance_integration_core/reading/field-name.ts'
import {
  fillZeros,
  pointAt,
  type SliceValues,
  zeroFields,
} from '../../../../scripts/guance_integration_core/reading/points.ts'
import { planRequests } from '../../../../scripts/guance_integration_core/reading/queries.ts'
import { toPlainPoint } from '../../../support/plain-point.ts'

const SET = { dimensions: [], metrics: ['Errors', 'Duration'], tags: { FunctionName: 'a' } }
const PERIODS = 2
const ASKED: Readonly<Record<string, readonly string[]>> = {
  Errors: ['Sum', 'Average'],
  Duration: ['Sum', 'p95'],
}
const [REQUEST = []] = planRequests([SET], {
  ...{ namespace: 'N', period: 60, valuesPerQuery: PERIODS, statisticsOf: (metric) => ASKED[metric] ?? [] },
})
const NONE = Number.NaN

/** The values of a slice that is not the first of its request: one row for each query. */
function found(...rows: readonly (readonly number[])[]): SliceValues {
  const values = Float64Array.from([NONE, NONE, ...rows.flat()])
  return { slice: REQUEST[0]!, values, row: 1, periods: PERIODS }
}

function fieldsAt(values: SliceValues, period: number) {
  const point = pointAt(values, period, { measurement: 'm', tags: SET.tags, timestamp: 60 })
  return point && toPlainPoint(point).fields
}

describe('core/points', () => {
  const names = [
    ['Duration', 'Average', 'Duration_Average'],
    ['Duration', 'p99.9', 'Duration_p99.9'],
    ['Duration', 'PR(:10)', 'Duration_PR_to_10'],
    ['Duration', 'PR(10:)', 'Duration_PR_from_10'],
    ['Duration', 'TM(2%:98%)', 'Duration_TM_2pct_to_98pct'],
    ['Duration', 'TM(2:98)', 'Duration_TM_2_to_98'],
  ] as const
  for (const [metric, statistic, name] of names) {
    it(`should name the field of ${statistic} ${name}`, () => {
      expect(fieldName(metric, statistic)).to.equal(name)
    })
  }

  it('should give distinct statistics distinct fields that need no escaping', () => {
    const manifest = JSON.parse(readFileSync('manifests/guance_aws_lambda.json', 'utf8'))
    const accepted = new RegExp(manifest.config.properties.statistics.additionalProperties.items.pattern)
    const number = fc.constantFrom('', '0', '2', '2.5', '.5', '25', '98', '100', '300', '2%', '2.5%', '98%')
    const bounded = fc
      .tuple(fc.constantFrom('TM', 'WM', 'TC', 'TS', 'PR'), number, number)
      .map(([name, from, to]) => `${name}(${from}:${to})`)
    const plain = fc.constantFrom(
      'Average',
      'IQM',
      'p5',
      'p50',
      'p99.9',
      'p100',
      'tm99',
      'tc9',
      'wm98',
      'ts90',
    )
    const statistic = fc.oneof(plain, bounded).filter((text) => accepted.test(text))
    const property = fc.property(statistic, statistic, (one, other) => {
      expect(fieldName('Duration', one)).to.match(/^[\w.]+$/)
      expect(fieldName('Duration', one) === fieldName('Duration', other)).to.equal(one === other)
    })
    fc.assert(property, { numRuns: 5000 })
  })

  it('should make one point of the values of one period', () => {
    const values = found([1, 2], [NONE, NONE], [NONE, 0], [4.5, NONE])
    const point = pointAt(values, 0, { measurement: 'm', tags: SET.tags, timestamp: 60 })
    expect(point).to.include({ measurement: 'm', tags: SET.tags, timestamp: 60 })
    expect(fieldsAt(values, 0)).to.deep.equal({ Errors_Sum: 1, Duration_p95: 4.5 })
    expect(fieldsAt(values, 1)).to.deep.equal({ Errors_Sum: 2, Duration_Sum: 0 })
  })

  it('should make points of one slice that share their names and tags', () => {
    const values = found([1, 2], [NONE, 3], [NONE, NONE], [NONE, NONE])
    const [first, second] = [0, 1].map((at) =>
      pointAt(values, at, { measurement: 'm', tags: SET.tags, timestamp: at }),
    )
    expect(first?.values).to.deep.equal([1, NONE, NONE, NONE])
    expect(second?.names).to.equal(first?.names)
    expect(second?.tags).to.equal(first?.tags)
  })

  it('should leave out what is not a finite number', () => {
    const values = found([NONE, Number.POSITIVE_INFINITY], [NONE, 1], [NONE, NONE], [NONE, -Infinity])
    expect(fieldsAt(values, 0)).to.equal(undefined)
    expect(fieldsAt(values, 1)).to.deep.equal({ Errors_Average: 1 })
  })

  it('should fill only counts, only sums, only the first periods, no known value and nothing unknown', () => {
    const isCount = (metric: string) => metric === 'Errors'
    const options = { isCount, isUnknown: () => false, from: 0, until: 2 }
    const rows = [
      [NONE, 7],
      [NONE, NONE],
      [NONE, NONE],
      [NONE, NONE],
    ]
    const filled = (change: object) => {
      const values = found(...rows)
      fillZeros(values, { ...options, ...change })
      return [...values.values.slice(PERIODS)]
    }
    expect(filled({})).to.deep.equal([0, 7, ...rows.slice(1).flat()])
    expect(filled({ from: 1 })).to.deep.equal(rows.flat())
    expect(filled({ from: Number.POSITIVE_INFINITY })).to.deep.equal(rows.flat())
    expect(filled({ until: 0 })).to.deep.equal(rows.flat())
    expect(filled({ isUnknown: () => true })).to.deep.equal(rows.flat())
    expect(filled({ isCount: () => true })).to.deep.equal([0, 7, NONE, NONE, 0, 0, NONE, NONE])
  })

  it('should write zeros of an idle set for the asked sums only', () => {
    const statisticsOf = (metric: string) =>
      metric === 'Errors' ? ['Average', 'Sum', 'SampleCount'] : ['Average']
    const names = ['Errors_Sum', 'Errors_SampleCount']
    expect(zeroFields(SET, statisticsOf)).to.deep.equal({ names, values: [0, 0] })
    expect(zeroFields(SET, () => ['Average'])).to.deep.equal({ names: [], values: [] })
  })
})
