import { expect } from 'chai'
import { hasCode } from '#func/errors.ts'
import { assertSchedule } from '#func/market/schedule.ts'

describe('market/schedule', () => {
  describe('assertSchedule()', () => {
    for (const cron of ['*/5 * * * *', '30 */5 * * * *', '0 9 * * MON-FRI', '0 0 29 2 *']) {
      it(`should accept '${cron}'`, () => {
        expect(() => assertSchedule({ cron, timezone: 'Europe/Berlin' })).not.to.throw()
      })
    }

    const wrong = [
      ['* * * *', 'UTC', 'it has 4 fields'],
      ['* * * * * * *', 'UTC', 'it has 7 fields'],
      ['@daily', 'UTC', 'it has 1 field'],
      ['99 * * * *', 'UTC', 'minute'],
      ['0 0 30 2 *', 'UTC', 'never comes due'],
      ['* * * * *', 'Mars/Olympus', "'Mars/Olympus'"],
    ] as const
    for (const [cron, timezone, part] of wrong) {
      it(`should refuse '${cron}' in ${timezone}`, () => {
        expect(() => assertSchedule({ cron, timezone }))
          .to.throw(part)
          .that.satisfies((error: unknown) => hasCode(error, 'FUNC_ERR_CRON_INVALID'))
      })
    }
  })
})
