import { expect } from 'chai'
import { dangerOf, safePattern } from '../../../../scripts/guance_aws_lambda_logs/rules/safe-pattern.ts'

const clock = () => performance.now()

describe('guance_aws_lambda_logs/safe-pattern', () => {
  const good = [
    '^(START|END|REPORT) RequestId: ',
    '\\b\\d{16}\\b',
    'password=[^&\\s]+',
    '(ab)+',
    '(?<user>user)=\\w+',
    '\\(a+\\)+',
    '[(+*]+',
    'a{1,1000}',
    '(?:GET|POST) /health',
    'Bearer [A-Za-z0-9._-]+',
    '(a|b)?c',
  ]
  for (const source of good) {
    it(`should take ${source}`, () => {
      expect(safePattern(source, 'logs.drop[0]', 'u', clock)).to.be.instanceOf(RegExp)
    })
  }

  const bad = [
    ['(', 'wanted a regular expression'],
    ['(a+)+$', 'no repeated group that itself repeats'],
    ['(a*)*', 'no repeated group'],
    ['((a|b)c)*', 'no repeated group'],
    ['(?:x+y)*z', 'no repeated group'],
    ['(\\w|\\d)+', 'no repeated group'],
    ['(a{2,}){2}', 'no repeated group'],
    ['(.)\\1', 'without back references'],
    ['(?<a>.)\\k<a>', 'without back references'],
    ['(?=a)b', 'without look-ahead'],
    ['(?<!a)b', 'without look-ahead'],
    ['a{1,5000}', 'no repetition of more than 1000'],
    ['a.*a.*a.*a.*b', 'takes too long'],
  ] as const
  for (const [source, wanted] of bad) {
    it(`should refuse ${source}`, () => {
      expect(() => safePattern(source, 'logs.drop[0]', 'u', clock))
        .to.throw(`Cannot use pattern '${source}' of logs.drop[0]: `)
        .with.property('message')
        .that.includes(wanted)
    })
  }

  it('should take a good one though its trials are interrupted, twice in a row', () => {
    let calls = 0
    let now = 0
    const interrupted = () => {
      calls += 1
      // before the second look at the time of the first two trials of each three
      if (calls % 6 === 2 || calls % 6 === 4) now += 1000
      return now
    }
    expect(safePattern('(ab)+', 'logs.drop[0]', 'u', interrupted)).to.be.instanceOf(RegExp)
  })

  it('should refuse one that is slow at every trial', () => {
    let now = 0
    const slow = () => {
      now += 30
      return now
    }
    expect(() => safePattern('(ab)+', 'logs.drop[0]', 'u', slow)).to.throw('takes too long')
  })

  it('should refuse by its form what would hang, before it is tried', () => {
    expect(dangerOf('^(([a-z])+.)+[A-Z]([a-z])+$')).to.be.a('string')
  })
})
