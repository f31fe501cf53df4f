import { expect } from 'chai'
import type { FuncError } from '#func/errors.ts'
import { parseExpression } from '#func/points/query/plan/expression.ts'

describe('func/store/expression', () => {
  const values: Record<string, number | undefined> = {
    a: 6,
    b: 3,
    zero: 0,
    'p99.9': 5,
    'say "x"': 7,
    größe: 2,
  }
  const calculate = (text: string) => {
    const value = parseExpression(text).bind((name) => () => values[name] ?? Number.NaN)([], 0)
    return Number.isNaN(value) ? undefined : value
  }

  const RESULTS: [string, number | undefined][] = [
    ['a', 6],
    ['a + b * 2', 12],
    ['(a + b) * 2', 18],
    ['a - b - 1', 2],
    ['a / b / 2', 1],
    ['-a + 1', -5],
    ['a * -b', -18],
    ['100*a/b', 200],
    ['1.5e2 + a', 156],
    ['"p99.9" + "say ""x"""', 12],
    ['größe', 2],
    ['a / zero', undefined],
    ['zero / zero', undefined],
    ['a + missing', undefined],
    ['1e300 * 1e300', undefined],
  ]
  for (const [text, result] of RESULTS) {
    it(`should calculate ${text}`, () => {
      expect(calculate(text)).to.equal(result)
    })
  }

  it('should name each operand once', () => {
    expect(parseExpression('a + b * a + "c d"').names).to.deep.equal(['a', 'b', 'c d'])
  })

  const BROKEN = [
    '',
    ' ',
    'a +',
    '+ a',
    'a b',
    '(a',
    'a)',
    'a ** b',
    '"a',
    '""',
    'a;b',
    '1..2',
    'a, b',
    'a[0]',
  ]
  for (const text of [...BROKEN, `${'-'.repeat(100)}a`, 'a+'.repeat(400)]) {
    it(`should refuse '${text.slice(0, 20)}'`, () => {
      expect(() => parseExpression(text))
        .to.throw(/^Cannot read the expression/)
        .with.property('code', 'FUNC_ERR_STORE_QUERY_INVALID' satisfies FuncError['code'])
    })
  }
})
