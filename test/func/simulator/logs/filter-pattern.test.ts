import { expect } from 'chai'
import fc from 'fast-check'
import { parseFilterPattern } from '#func/simulator/logs/filter-pattern.ts'

const REPORT = JSON.stringify({
  time: '2026-03-04T10:00:00.000Z',
  type: 'platform.report',
  record: { requestId: 'a', status: 'timeout', metrics: { durationMs: 3000.5, initDurationMs: null } },
})

const TEXT: readonly (readonly [pattern: string, message: string, matches: boolean])[] = [
  ['', 'anything', true],
  ['" "', 'anything', true],
  ['ERROR', 'an ERRORCODE', true],
  ['ERROR', 'an error', false],
  ['ERROR code', 'code of an ERROR', true],
  ['ERROR code', 'an ERROR', false],
  ['"Task timed out"', 'x Task timed out after', true],
  ['"Task timed out"', 'Task and timed out', false],
  ['"a \\"b\\""', 'say a "b" c', true],
  ['ERROR -Exit', 'ERROR Exit', false],
  ['ERROR -Exit', 'ERROR', true],
  ['-ERROR', 'fine', true],
  ['-ERROR', 'ERROR', false],
  ['-"Task timed out"', 'Task timed out', false],
  ['?REPORT ?MONITORING', 'MONITORING|1', true],
  ['?REPORT ?MONITORING', 'INIT_REPORT', true],
  ['?REPORT ?MONITORING', 'END', false],
  ['?"platform.report" ?"Task timed out"', REPORT, true],
  ['?REPORT ?MONITORING END', 'REPORT', false],
  ['?REPORT ?MONITORING END', 'END', true],
]

const JSON_PATTERNS: readonly (readonly [pattern: string, matches: boolean])[] = [
  ['{ $.type = "platform.report" }', true],
  ['{$.type="platform.report"}', true],
  ['{ $.type = platform.* }', true],
  ['{ $.type = "*start" }', false],
  ['{ $.type != "platform.start" }', true],
  ['{ $.nothing != "x" }', false],
  ['{ $.record.metrics.durationMs > 3000 && $.type = "platform.report" }', true],
  ['{ $.record.metrics.durationMs < 3000 || $.record.status = "timeout" }', true],
  ['{ $.record.metrics.durationMs = 3000.5 }', true],
  ['{ $.type = "a" || $.type = "platform.report" && $.record.status = "success" }', false],
  ['{ ($.type = "a" || $.type = "platform.report") && $.record.status = "timeout" }', true],
  ['{ $.record.errorType NOT EXISTS }', true],
  ['{ $.record.metrics.initDurationMs IS NULL }', true],
  ['{ $.record.status IS TRUE }', false],
  ['{ $.["type"] = "platform.report" }', true],
]

const REFUSED = [
  'Task-timed',
  '"open',
  '{ $.type = "a"',
  '{ $.type }',
  '{ type = "a" }',
  '{ $.type = "a" && }',
  '{ ($.type = "a" }',
  '{ $.type ~ "a" }',
  '{ $.n > "a" }',
  '%REPORT|MONITORING%',
  '[w1=REPORT, ...]',
  'x'.repeat(1025),
]

describe('simulator filter patterns', () => {
  for (const [pattern, message, matches] of TEXT) {
    it(`should say ${matches} to ${pattern || 'nothing'} for ${message.slice(0, 30)}`, () => {
      expect(parseFilterPattern(pattern)(message)).to.equal(matches)
    })
  }

  for (const [pattern, matches] of JSON_PATTERNS) {
    it(`should say ${matches} to ${pattern} for a report`, () => {
      expect(parseFilterPattern(pattern)(REPORT)).to.equal(matches)
    })
  }

  it('should match a JSON pattern with JSON objects alone', () => {
    const matches = parseFilterPattern('{ $.type NOT EXISTS }')
    expect(['{}', '{"type":1}', '{', 'text', '[1]', '7'].map(matches)).to.eql([
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  for (const pattern of REFUSED) {
    it(`should refuse ${pattern.slice(0, 30)}`, () => {
      expect(() => parseFilterPattern(pattern))
        .to.throw(/^Invalid filter pattern/)
        .with.property('code', 'InvalidParameterException')
    })
  }

  it('should find each quoted term wherever it stands, and forbid it with a minus', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.string(), fc.string(), (term, a, b) => {
        fc.pre(term.trim() !== '')
        const quoted = `"${term.replace(/[\\"]/g, '\\$&')}"`
        const message = `${a}${term}${b}`
        expect(parseFilterPattern(quoted)(message)).to.equal(true)
        expect(parseFilterPattern(`?zzzz ?${quoted}`)(message)).to.equal(true)
        expect(parseFilterPattern(`-${quoted}`)(message)).to.equal(false)
      }),
    )
  })

  it('should combine terms as sets do', () => {
    const word: fc.Arbitrary<string> = fc.constantFrom('alpha', 'beta', 'gamma', 'delta')
    const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(words, words, fc.array(word), (some, others, present) => {
        const message = present.join(' ')
        const has = (one: string) => present.includes(one)
        expect(parseFilterPattern(some.join(' '))(message)).to.equal(some.every(has))
        expect(parseFilterPattern(some.map((one) => `?${one}`).join(' '))(message)).to.equal(some.some(has))
        const mixed = [...some, ...others.map((one) => `-${one}`)].join(' ')
        expect(parseFilterPattern(mixed)(message)).to.equal(some.every(has) && !others.some(has))
      }),
    )
  })

  it('should compare the values of JSON as numbers', () => {
    const value = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(value, value, (held, wanted) => {
        const message = JSON.stringify({ record: { n: [held] } })
        const says = (operator: string) =>
          parseFilterPattern(`{ $.record.n[0] ${operator} ${wanted} }`)(message)
        expect(['<', '<=', '=', '!=', '>=', '>'].map(says)).to.eql([
          held < wanted,
          held <= wanted,
          held === wanted,
          held !== wanted,
          held >= wanted,
          held > wanted,
        ])
      }),
    )
  })
})
