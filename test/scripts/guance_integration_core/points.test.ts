import { expect } from 'chai'
import {
  fieldName,
  fillZeros,
  pointsBySet,
  zeroPoints,
} from '../../../scripts/guance_integration_core/points.ts'

const SET = { dimensions: [], metrics: ['Errors', 'Duration'], tags: { FunctionName: 'a' } }
const OTHER = { ...SET, tags: { FunctionName: 'b' } }
const query = (set: typeof SET, metric: string, statistic: string) => ({ set, metric, statistic })

const metricPoints = (...given: Parameters<typeof pointsBySet>) =>
  pointsBySet(...given).flatMap(({ points }) => points)

describe('core/points', () => {
  const names = [
    ['Duration', 'Average', 'Duration_Average'],
    ['Duration', 'p99.9', 'Duration_p99.9'],
    ['Duration', 'PR(:10)', 'Duration_PR_10'],
    ['Duration', 'TM(2%:98%)', 'Duration_TM_2_98'],
  ] as const
  for (const [metric, statistic, name] of names) {
    it(`should name the field of ${statistic} ${name}`, () => {
      expect(fieldName(metric, statistic)).to.equal(name)
    })
  }

  it('should make one point of a dimension set and time', () => {
    const queries = [
      query(SET, 'Errors', 'Sum'),
      query(OTHER, 'Errors', 'Sum'),
      query(SET, 'Duration', 'p95'),
    ]
    const values = [
      new Map([
        [60, 1],
        [120, 2],
      ]),
      new Map([[60, 3]]),
      new Map([[120, 4.5]]),
    ]
    expect(metricPoints('m', queries, values)).to.deep.equal([
      { measurement: 'm', tags: SET.tags, fields: { Errors_Sum: 1 }, timestamp: 60 },
      { measurement: 'm', tags: SET.tags, fields: { Errors_Sum: 2, Duration_p95: 4.5 }, timestamp: 120 },
      { measurement: 'm', tags: OTHER.tags, fields: { Errors_Sum: 3 }, timestamp: 60 },
    ])
  })

  it('should leave out what is not a number', () => {
    const values = [
      new Map([
        [60, Number.NaN],
        [120, Number.POSITIVE_INFINITY],
      ]),
    ]
    expect(metricPoints('m', [query(SET, 'Errors', 'Sum')], values)).to.deep.equal([])
  })

  it('should fill only counts, only sums, only the given times, and no known value', () => {
    const queries = [
      query(SET, 'Errors', 'Sum'),
      query(SET, 'Errors', 'Average'),
      query(SET, 'Duration', 'Sum'),
    ]
    const values = queries.map(() => new Map([[60, 7]]))
    const filled = fillZeros(queries, values, { isCount: (metric) => metric === 'Errors', times: [60, 120] })
    expect(filled.map((known) => [...known])).to.deep.equal([
      [
        [60, 7],
        [120, 0],
      ],
      [[60, 7]],
      [[60, 7]],
    ])
  })

  it('should write zeros of an idle set for the asked sums only', () => {
    const statisticsOf = (metric: string) =>
      metric === 'Errors' ? ['Average', 'Sum', 'SampleCount'] : ['Average']
    expect(zeroPoints('m', SET, { times: [60], statisticsOf })).to.deep.equal([
      { measurement: 'm', tags: SET.tags, fields: { Errors_Sum: 0, Errors_SampleCount: 0 }, timestamp: 60 },
    ])
    expect(zeroPoints('m', SET, { times: [60], statisticsOf: () => ['Average'] })).to.deep.equal([])
  })
})
