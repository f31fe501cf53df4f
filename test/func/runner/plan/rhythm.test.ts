import { expect } from 'chai'
import { rhythmOf } from '#func/runner/plan/rhythm.ts'

const NOW = new Date('2026-03-04T10:07:30Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('runner/plan/rhythm', () => {
  const of = (cron: string, timezone = 'UTC') =>
    rhythmOf({ name: 'prod', cron, timezone, jitterSeconds: 0 }, NOW)

  const cases = [
    { cron: '*/5 * * * *', runs: 288, usual: 5 * MINUTE },
    { cron: '*/10 * * * * *', runs: 8640, usual: 10_000 },
    { cron: '0 * * * *', runs: 24, usual: HOUR },
    { cron: '30 6 * * *', runs: 1, usual: 24 * HOUR },
    { cron: '0 0 1 * *', runs: 12 / 365, usual: 31 * 24 * HOUR },
  ]
  for (const { cron, runs, usual } of cases) {
    it(`should find ${runs} runs a day in '${cron}'`, () => {
      const { runsPerDay, gaps } = of(cron)

      expect(runsPerDay).to.be.closeTo(runs, 1e-9)
      expect(gaps[0]?.gapMs).to.equal(usual)
      expect(gaps.reduce((sum, { perDay }) => sum + perDay, 0)).to.be.closeTo(runs, 1e-9)
    })
  }

  it('should distinguish the nights and the weekends of office hours', () => {
    const { runsPerDay, gaps } = of('*/15 8-17 * * 1-5', 'Europe/Berlin')

    expect(runsPerDay).to.be.closeTo((40 * 5) / 7, 0.2)
    const byGap = Object.fromEntries(gaps.map(({ gapMs, perDay }) => [gapMs / MINUTE, perDay * 7]))
    expect(Object.keys(byGap)).to.include.members(['15', `${14 * 60 + 15}`, `${62 * 60 + 15}`])
    expect(byGap[`${14 * 60 + 15}`]).to.be.closeTo(4, 0.2)
  })

  it('should rehearse a little more than a day, at least two runs, and not endlessly many', () => {
    expect(of('*/5 * * * *').slots).to.have.length(27 * 12)
    expect(of('0 0 1 * *').slots).to.have.length(2)
    expect(of('* * * * * *').slots).to.have.length(2000)
  })
})
