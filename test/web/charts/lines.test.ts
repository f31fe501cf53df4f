import { expect } from 'chai'
import { linesOf } from '../../../web/src/charts/lines.ts'
import { formatUnit } from '../../../web/src/charts/units.ts'

const RESULT = {
  ...{ from: 0, to: 120_000, step: 60_000, times: [0, 60_000] },
  columns: [{ name: 'Errors_Sum' }, { name: 'rate' }],
  groups: [
    {
      tags: { FunctionName: 'a' },
      series: 1,
      values: [
        [1, null],
        [50, null],
      ],
      totals: [1, 50],
    },
    {
      tags: {},
      series: 1,
      values: [
        [null, 2],
        [null, 100],
      ],
      totals: [2, null],
    },
  ],
}

describe('lines of a chart', () => {
  it('should make one line for each group and column, with gaps', () => {
    const lines = linesOf(RESULT, { titles: { rate: 'Rate' }, units: { rate: 'percent' } })
    expect(lines.map(({ label, values, total, unit }) => [label, values, total, unit])).to.deep.equal([
      ['a Errors_Sum', [1, null], 1, undefined],
      ['a Rate', [50, null], 50, 'percent'],
      ['Errors_Sum', [null, 2], 2, undefined],
      ['Rate', [null, 100], null, 'percent'],
    ])
  })

  it('should name lines by group alone where there is one column', () => {
    expect(linesOf(RESULT, { columns: ['rate'] }).map(({ label }) => label)).to.deep.equal(['a', 'rate'])
  })

  const UNITS: readonly (readonly [number, string, string])[] = [
    [1234, 'Count', '1,234'],
    [1_234_567, 'count', '1.23M'],
    [0.4456, 'percent', '0.45 %'],
    [3.456, 'Milliseconds', '3.46 ms'],
    [61_000, 'milliseconds', '1 min 01 s'],
    [1500, 'bytes', '1.5 kB'],
    [0.0028, 'dollars', '$0.0028'],
  ]
  for (const [value, unit, text] of UNITS) {
    it(`should write ${value} ${unit} as ${text}`, () => expect(formatUnit(value, unit, 'en')).to.equal(text))
  }
})
