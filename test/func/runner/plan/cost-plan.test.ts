import { expect } from 'chai'
import { costPlan } from '#func/runner/plan/cost-plan.ts'
import type { Asked, Rehearsal, Rehearsed, Rhythm } from '#func/runner/plan/types.ts'

const MINUTE = 60_000
const MONTH_DAYS = 365.25 / 12
const TRIGGER = { name: 'prod', scriptSet: 'set', cron: '*/5 * * * *', timezone: 'UTC' }
const AT = new Date('2026-03-04T10:07:30Z')
const SCOPE = 'us-east-1 AWS/Lambda'
const RHYTHM: Rhythm = { runsPerDay: 288, gaps: [{ gapMs: 5 * MINUTE, perDay: 288 }], slots: [] }

/** A run that asks for so many metrics with five statistics each. */
function run(metrics: number, change: { isWide?: boolean; billed?: number; lists?: number } = {}): Rehearsal {
  const { isWide = false, billed = metrics, lists = 2 } = change
  const queries = metrics * 5
  const asked: Asked = {
    scopes: { [SCOPE]: { requests: metrics / 100, queries, billedMetrics: billed, isWide } },
    ...{ metrics, billedAtFiveStatistics: metrics, streamUpdates: metrics, sets: { FunctionName: 10 } },
    billedByName: billed === 0 ? {} : { Errors: billed / 4, Duration: (billed * 3) / 4 },
    values: { 'us-east-1': queries * 20, 'eu-west-1': 7 },
  }
  const apiCalls = { 'cloudwatch:ListMetrics': lists, 'cloudwatch:GetMetricData': metrics / 100 }
  const estimatedDollars = (billed + lists) / 100_000
  return {
    use: { apiCalls, queries, billedMetrics: billed, estimatedDollars },
    asked,
    functions: 10,
    error: null,
  }
}

const NOTHING = { apiCalls: {}, queries: 0, billedMetrics: 0, estimatedDollars: 0 }

function rehearsed(change: Partial<Rehearsed> = {}): Rehearsed {
  return {
    ...{ version: '1.0.0', next: run(1000), functions: 10, spent: NOTHING, settled: run(1000) },
    gaps: [{ gapMs: 5 * MINUTE, rehearsal: run(1000) }],
    slower: [{ gapMs: 15 * MINUTE, rehearsal: run(1000) }],
    wide: run(1500, { isWide: true, lists: 3 }),
    stretch: {
      runs: 324,
      apiCalls: { 'cloudwatch:ListMetrics': 649, 'lambda:ListFunctions': 108 },
      wideRuns: { [SCOPE]: 1 },
    },
    ...change,
  }
}

const plan = (change: Partial<Rehearsed> = {}, rhythm: Partial<Rhythm> = {}) =>
  costPlan(rehearsed(change), { trigger: TRIGGER, at: AT, rhythm: { ...RHYTHM, ...rhythm } })
const lever = (name: string, change: Partial<Rehearsed> = {}) =>
  plan(change).levers.find((each) => each.lever === name)

describe('runner/plan/cost-plan', () => {
  it('should make a day of usual runs, with what is asked from time to time', () => {
    const { day } = plan()
    const share = 288 / 324

    expect(day.billedMetrics).to.be.closeTo(288 * 1000 + share * 500, 1e-6)
    expect(day.queries).to.be.closeTo(288 * 5000 + share * 2500, 1e-6)
    expect(day.apiCalls['cloudwatch:GetMetricData']).to.be.closeTo(288 * 10 + share * 5, 1e-6)
    expect(day.apiCalls['cloudwatch:ListMetrics']).to.be.closeTo(649 * share, 1e-6)
    expect(day.apiCalls['lambda:ListFunctions']).to.be.closeTo(96, 1e-6)
    expect(day.estimatedDollars).to.be.closeTo((day.billedMetrics + 649 * share) / 100_000, 1e-9)
    expect(day.dollarsByQuery).to.be.closeTo((day.queries + 649 * share) / 100_000, 1e-9)
  })

  it('should make a month a twelfth of a year', () => {
    const { day, month } = plan()

    expect(month.estimatedDollars).to.be.closeTo(day.estimatedDollars * MONTH_DAYS, 1e-9)
    expect(month.apiCalls['lambda:ListFunctions']).to.be.closeTo(96 * MONTH_DAYS, 1e-6)
  })

  it('should weigh the runs after each gap of the schedule', () => {
    const gaps = [
      { gapMs: 5 * MINUTE, perDay: 100 },
      { gapMs: 600 * MINUTE, perDay: 1 },
    ]
    const longer = { gapMs: 600 * MINUTE, rehearsal: run(2000) }
    const stretch = { runs: 101, apiCalls: {}, wideRuns: {} }
    const usual = { gapMs: 5 * MINUTE, rehearsal: run(1000) }
    const { day } = plan({ gaps: [usual, longer], stretch }, { runsPerDay: 101, gaps })

    expect(day.billedMetrics).to.equal(100 * 1000 + 2000)
  })

  it('should add nothing for wide runs where every run is wide', () => {
    const usual = { gapMs: 5 * MINUTE, rehearsal: run(1000, { isWide: true }) }

    expect(plan({ gaps: [usual] }).day.billedMetrics).to.equal(288 * 1000)
  })

  it('should report what a slower schedule saves: two of three runs', () => {
    const { savesPerMonth } = lever('schedule') ?? {}

    expect(savesPerMonth).to.be.closeTo((1002 * 192 * MONTH_DAYS) / 100_000, 1e-6)
  })

  it('should leave out slower schedules that save nothing', () => {
    expect(lever('schedule', { slower: [{ gapMs: 15 * MINUTE, rehearsal: run(4000) }] })).to.equal(undefined)
  })

  it('should save something by fewer statistics only where a metric has more than five', () => {
    const six = { gapMs: 5 * MINUTE, rehearsal: run(1000, { billed: 2000 }) }

    expect(lever('statistics')?.savesPerMonth).to.equal(0)
    expect(lever('statistics')?.but).to.include('up to five cost the same')
    expect(lever('statistics', { gaps: [six] })?.savesPerMonth).to.be.closeTo(2.88 * MONTH_DAYS, 1e-6)
  })

  it('should save nothing by a shorter settle window, and not speak of one where there is none', () => {
    expect(lever('settle')?.savesPerMonth).to.equal(0)
    expect(lever('settle', { settled: undefined })).to.equal(undefined)
  })

  it('should report what asking for idle metrics only from time to time saves already', () => {
    expect(lever('idle')).to.deep.include({ isInUse: true })
    expect(lever('idle')?.savesPerMonth).to.be.closeTo((501 * 288 * MONTH_DAYS) / 100_000, 1e-6)
  })

  it('should find from how many runs a day a metric stream is cheaper', () => {
    const { breakEvenRunsPerDay, dollarsPerMonth } = plan({
      gaps: [{ gapMs: 5 * MINUTE, rehearsal: run(1000, { lists: 0 }) }],
    }).stream

    // 1,440 updates of $0.003 a thousand against $0.01 a thousand metrics
    expect(breakEvenRunsPerDay).to.be.closeTo(432, 1e-6)
    expect(dollarsPerMonth).to.be.closeTo(4.32 * MONTH_DAYS, 1e-6)
  })

  it('should report the dearest metric names first, and the values of the busiest region', () => {
    const { names, quota, month } = plan()

    expect(names.map(({ name, share }) => [name, share])).to.deep.equal([
      ['Duration', 0.75],
      ['Errors', 0.25],
    ])
    expect(names[0]?.dollarsPerMonth).to.be.closeTo((month.billedMetrics * 0.75) / 100_000, 1e-6)
    expect(quota).to.deep.equal({ valuesPerSecond: 180_000, nextValues: 100_000, usualValues: 100_000 })
  })

  it('should cost nothing where nothing runs', () => {
    const usual = { gapMs: 5 * MINUTE, rehearsal: run(0, { lists: 0 }) }
    const stretch = { runs: 0, apiCalls: {}, wideRuns: {} }
    const empty = { gaps: [usual], wide: run(0), next: run(0), stretch, slower: [], settled: undefined }

    const { month, stream, names } = plan(empty, { runsPerDay: 0 })

    expect(month.estimatedDollars).to.equal(0)
    expect(stream).to.deep.equal({ dollarsPerMonth: 0, breakEvenRunsPerDay: undefined })
    expect(names).to.deep.equal([])
  })
})
