import { expect } from 'chai'
import fc from 'fast-check'
import { Code, printJson, printLiteral } from '#func/startup-scripts/print.ts'

function evaluate(expression: string): unknown {
  return new Function(`return (${expression})`)()
}

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...awkward()))
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('any'), { maxLength: 5 }),
  object: fc.dictionary(fc.oneof(text, fc.constant('__proto__'), fc.string({ maxLength: 30 })), tie('any'), {
    maxKeys: 5,
    noNullPrototype: true,
  }),
})).any

function awkward(): string[] {
  return [
    "'",
    '"',
    '\\',
    '\n',
    '\r\n',
    '\u2028\u2029',
    '</script>',
    '<!--',
    '`$\u007bx}`',
    '*/',
    '//',
    '\0',
    '\ud800',
    '\ufeff',
    '用户😀',
  ]
}

describe('func/market/print', () => {
  it('should print a literal that evaluates to the value', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 120 }), (given, width) => {
        const printed = printLiteral(given, { width })
        expect(evaluate(printed)).to.deep.equal(given)
        expect(evaluate(Buffer.from(printed, 'utf8').toString('utf8')), 'as a file').to.deep.equal(given)
      }),
      { numRuns: 500 },
    )
  })

  it('should keep a literal from ending the text around it', () => {
    for (const given of awkward()) {
      const printed = printLiteral(given)
      expect(printed).to.match(/^'[^\n\r\u2028\u2029\0]*'$/)
      expect(printed).to.not.include('</')
    }
  })

  it('should print JSON that parses to the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        expect(JSON.parse(printJson(given))).to.deep.equal(JSON.parse(JSON.stringify(given)))
      }),
    )
  })

  it('should keep short values on one line and break long ones', () => {
    expect(printLiteral({ a: [1, 'b'], c: {} })).to.equal("{ a: [1, 'b'], c: {} }")
    expect(printLiteral({ a: [1, 'b'] }, { expand: true, depth: 1 })).to.equal("{\n    a: [1, 'b'],\n  }")
    expect(printLiteral({ first: ['aaaa', 'bbbb'] }, { width: 20 })).to.equal(
      "{\n  first: [\n    'aaaa',\n    'bbbb',\n  ],\n}",
    )
    expect(printLiteral({ key: new Code("env('A')") })).to.equal("{ key: env('A') }")
  })
})
