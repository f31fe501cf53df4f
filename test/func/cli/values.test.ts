import { expect } from 'chai'
import { parsePairs, parseWhole, requireDurationMs, requireTime } from '#func/cli/values.ts'
import { codeOf } from '#func/errors.ts'

const now = new Date('2026-01-01T00:00:00Z')
const timeOf = (text: string, side: 'before' | 'after') =>
  requireTime(text, '--since', now, side).toISOString()

describe('func/cli/values', () => {
  it('should read durations, instants, numbers and pairs', () => {
    expect(requireDurationMs('20m', '--since')).to.equal(1_200_000)
    expect(timeOf('1h', 'before')).to.equal('2025-12-31T23:00:00.000Z')
    expect(timeOf('1h', 'after')).to.equal('2026-01-01T01:00:00.000Z')
    expect(timeOf('2025-06-01T08:00', 'before')).to.equal('2025-06-01T08:00:00.000Z')
    expect(timeOf('2025-06-01T08:00+08:00', 'after')).to.equal('2025-06-01T00:00:00.000Z')
    expect(parseWhole('7', '--limit', 1, 10)).to.equal(7)
    expect(parsePairs(['a=1', 'b=x=y'], '--tag')).to.deep.equal({ a: '1', b: 'x=y' })
  })

  const bad: readonly [string, () => unknown][] = [
    ['a duration without unit', () => requireDurationMs('20', '--since')],
    ['a duration of more than ten years', () => requireDurationMs('99999999d', '--for')],
    ['an impossible time', () => timeOf('2026-13-45', 'before')],
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

  it('should say what it wanted, and that times are UTC', () => {
    expect(() => timeOf('2026-02-30', 'before')).to.throw(
      "Cannot use --since '2026-02-30': wanted an existing ISO time such as 2026-01-31T08:00Z or " +
        '2026-01-31T16:00+08:00, in UTC when it names no offset, or a duration such as 90s, 20m, 3h or 2d, ' +
        'at most 3650d, before now',
    )
    expect(() => requireDurationMs('20', '--for')).to.throw(
      "Cannot use --for '20': wanted a duration such as 90s, 20m, 3h or 2d, at most 3650d",
    )
  })
})
