import { expect } from 'chai'
import fc from 'fast-check'
import { parseFilterPattern } from '#func/simulator/logs/patterns/filter-pattern.ts'

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

/** The guide's examples among them. */
const REGEXES: readonly (readonly [pattern: string, message: string, matches: boolean])[] = [
  ['%REPORT|MONITORING%', 'a MONITORING line', true],
  ['%REPORT|MONITORING%', 'an END line', false],
  ['%AUTHORIZED%', '[ERROR 401] UNAUTHORIZED REQUEST', true],
  ['%^ERROR%', 'an ERROR', false],
  ['%10\\.10\\.0\\.1%', 'from 10.10.0.1', true],
  ['%10\\.10\\.0\\.1%', 'from 10110.0.1', false],
  ['%colou?r%', 'color', true],
  ['%[0-9]{3}%', 'code 404', true],
  ['%\\d\\s\\w%', '1 a', true],
  ['%\\x3b%', 'a;b', true],
]

const ACCESS_LINE = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
const REPORT_LINE =
  'REPORT RequestId: 1f2e\tDuration: 3.5 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t\n'

const DELIMITED: readonly (readonly [pattern: string, message: string, matches: boolean])[] = [
  ['[ip, user, username, timestamp, request, status_code, bytes]', ACCESS_LINE, true],
  ['[ip, user, username, timestamp, request, status_code]', ACCESS_LINE, false],
  ['[ip, user, username, timestamp, request, status_code, bytes, more]', ACCESS_LINE, false],
  ['[ip, user, ..., status_code, bytes]', ACCESS_LINE, true],
  ['[..., status_code = 404, bytes]', ACCESS_LINE, true],
  ['[ip, user, ...]', ACCESS_LINE, true],
  ['[ip=127.0.0.1, ...]', ACCESS_LINE, true],
  ['[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]', ACCESS_LINE, true],
  ['[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]', ACCESS_LINE, true],
  ['[ip, user, username, timestamp, request = *png*, status_code = 4*, bytes]', ACCESS_LINE, false],
  ['[ip, ..., status_code = 4* && status_code != 404, bytes]', ACCESS_LINE, false],
  ['[ip, ..., status_code = 5* || bytes >= 1534, bytes]', ACCESS_LINE, false],
  ['[..., request=*.html*, status_code=4*,]', ACCESS_LINE, true],
  ['[ip=%127\\.0\\.0\\.[1-9]%, ...]', ACCESS_LINE, true],
  ['[ip, ..., (status = 200 || status = 404) && status != 403, bytes < 2000]', ACCESS_LINE, true],
  ['[w1=ERROR, w2]', 'ERROR message', true],
  ['[w1=ERROR, w2]', 'ERROR WARN message', false],
  ['[w1=ERROR || w1=WARN, w2]', 'WARN message', true],
  ['[w1!=ERROR && w1!=WARN, w2]', 'INFO message', true],
  ['[w1=!ERROR&&w1=!WARN, w2]', 'WARN message', false],
  ['[w1="a, b", w2]', '"a, b" c', true],
  ['[n > 10]', 'many', false],
  ['[]', 'one', true],
  ['[type=REPORT, id="RequestId:", value, ..., memory > 60, unit=MB]', REPORT_LINE, true],
  ['[type=REPORT, id="RequestId:", value, ..., memory > 64, unit=MB]', REPORT_LINE, false],
]

/** The guide's own document and patterns. */
const TRAIL = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  latency: 500,
  odd: 'Ev*ent',
})
const TRAIL_PATTERNS: readonly (readonly [pattern: string, matches: boolean])[] = [
  ['{ $.eventType = "UpdateTrail" }', true],
  ['{ $.sourceIPAddress != 123.123.* }', true],
  ['{ $.arrayKey[0] = "value" }', true],
  ['{ $.objectList[1].id = 2 }', true],
  ['{ $.SomeObject IS NULL }', true],
  ['{ $.SomeOtherObject NOT EXISTS }', true],
  ['{ $.SomeObject NOT EXISTS }', false],
  ['{ $.ThisFlag IS TRUE }', true],
  ['{ $.ThisFlag IS FALSE }', false],
  ['{ $.arrayKey = 1 }', false],
  ['{ $.arrayKey != 1 }', false],
  ['{ $.arrayKey[*] = "another value" }', true],
  ['{ $.objectList[*].name = "c" }', false],
  ['{ $.* = "UpdateTrail" }', true],
  ['{ $.latency = * }', true],
  ['{ $.nothing = * }', false],
  ['{ $.latency >= 5e2 && $.latency < +1000 }', true],
  ['{ $.latency > 500 }', false],
  ['{ $.eventType = %Update.+l% }', true],
  ['{ $.eventType = %^Trail% }', false],
  ['{ $.eventType = Up*ail }', false],
  ['{ $.odd = Ev*ent }', true],
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
  '{ $.type EXISTS }',
  '{ $.type NOT NULL }',
  '{ $.a[*].b[*] = 1 }',
  '{ $.a[*] = 1 || $.b[*] = 1 || $.c.* = 1 || $.d[*] = 1 }',
  '{ $.a = %x% || $.b = %y% || $.c = %z% }',
  '%no way%',
  '%gone!%',
  '%(a|b)%',
  '%[a-%',
  '%é%',
  '[w1=REPORT, ...',
  '[..., w, ...]',
  '[w1=a=b]',
  '[w1 > x]',
  '[w1=%a% || w1=%b% || w1=%c%]',
  '[w1="a]',
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

  for (const [pattern, message, matches] of [...REGEXES, ...DELIMITED]) {
    it(`should say ${matches} to ${pattern} for ${message.trim()}`, () => {
      expect(parseFilterPattern(pattern)(message)).to.equal(matches)
    })
  }

  for (const [pattern, matches] of TRAIL_PATTERNS) {
    it(`should say ${matches} to ${pattern} for an event of CloudTrail`, () => {
      expect(parseFilterPattern(pattern)(TRAIL)).to.equal(matches)
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
        .to.throw(/^Invalid /)
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
