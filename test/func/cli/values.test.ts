import { expect } from 'chai'
import { parseDuration, parsePairs, parseSince, parseWhole } from '#func/cli/values.ts'
import { codeOf } from '#func/errors.ts'

const now = new Date('2026-01-01T00:00:00Z')

describe('func/cli/values', () => {
  it('should read durations, instants, numbers and pairs', () => {
    expect(parseDuration('20m', '--since')).to.equal(1_200_000)
    expect(parseSince('1h', now, '--since').toISOString()).to.equal('2025-12-31T23:00:00.000Z')
    expect(parseSince('2025-06-01T00:00Z', now, '--since').toISOString()).to.equal('2025-06-01T00:00:00.000Z')
    expect(parseWhole('7', '--limit', 1, 10)).to.equal(7)
    expect(parsePairs(['a=1', 'b=x=y'], '--tag')).to.deep.equal({ a: '1', b: 'x=y' })
  })

  const bad: readonly [string, () => unknown][] = [
    ['a duration without unit', () => parseDuration('20', '--since')],
    ['a duration of more than ten years', () => parseDuration('99999999d', '--for')],
    ['an impossible time', () => parseSince('2026-13-45', now, '--since')],
    ['a number out of range', () => parseWhole('11', '--limit', 1, 10)],
    ['a pair without =', () => parsePairs(['abc'], '--tag')],
  ]
  for (const [name, call] of bad) {
    it(`should refuse ${name} as wrong usage`, () => {
      expect(call)
        .to.throw()
        .that.satisfies((error: unknown) => codeOf(error) === 'FUNC_ERR_USAGE')
    })
  }
})
