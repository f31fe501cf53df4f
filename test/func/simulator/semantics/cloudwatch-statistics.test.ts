import type { Metric } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, functionMetric, MINUTE, NOW, query, rejection, simulate } from '../clients.ts'

const REGION = 'us-east-1'
const NAME = 'checkoutPayment'
const END = Math.floor(NOW.getTime() / MINUTE) * MINUTE - 20 * MINUTE
const START = END - 60 * MINUTE

describe('simulator semantics of statistics', () => {
  const simulator = simulate({ functions: 14 })
  let sorted: readonly number[] = []

  before(() => {
    const range = { startMs: START, endMs: END, by: 'minute' as const, functionNames: [NAME] }
    const { invocations } = simulator().oracle.logTruth(REGION, range)
    sorted = invocations.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b)
    expect(sorted.length).to.be.greaterThan(500)
  })

  /** Of the hour's durations. */
  async function statistics(...names: readonly string[]): Promise<(number | undefined)[]> {
    return hour(functionMetric('Duration', NAME), names)
  }

  async function hour(metric: Metric, names: readonly string[]): Promise<(number | undefined)[]> {
    const { MetricDataResults = [] } = await clientsOf(simulator()).cloudwatch.getMetricData({
      StartTime: new Date(START),
      EndTime: new Date(END),
      MetricDataQueries: names.map((name, i) => query(`q${i}`, metric, name, 3600)),
    })
    const byId = new Map(MetricDataResults.map(({ Id, Values }) => [Id, Values?.[0]]))
    return names.map((_, i) => byId.get(`q${i}`))
  }

  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)
  const mean = (values: readonly number[]) => sum(values) / values.length

  /** The mean of the samples between two places, of which the outer ones may count in part. */
  function between(from: number, to: number): number {
    const weights = sorted.map((_, i) => Math.max(0, Math.min(i + 1, to) - Math.max(i, from)))
    return sum(sorted.map((value, i) => value * weights[i]!)) / (to - from)
  }

  function expectClose(found: number | undefined, wanted: number): void {
    expect(found).to.be.closeTo(wanted, 1e-9 * Math.abs(wanted) + 1e-9)
  }

  semantic('cloudwatch.average', async () => {
    const [average, total, count] = await statistics('Average', 'Sum', 'SampleCount')
    expectClose(average, total! / count!)
    expectClose(average, mean(sorted))
  })

  semantic('cloudwatch.percentile', async () => {
    const [p95] = await statistics('p95')
    const upTo = sorted.filter((value) => value <= p95!).length
    const below = sorted.filter((value) => value < p95!).length
    expect(upTo / sorted.length).to.be.at.least(0.95)
    expect(below / sorted.length).to.be.below(0.95)
  })

  semantic('cloudwatch.trimmed-mean', async () => {
    expectClose((await statistics('tm90'))[0], between(0, 0.9 * sorted.length))
  })

  semantic('cloudwatch.trimmed-mean-percentages', async () => {
    const [found, open] = await statistics('TM(10%:90%)', 'TM(10%:)')
    expectClose(found, between(0.1 * sorted.length, 0.9 * sorted.length))
    expectClose(open, between(0.1 * sorted.length, sorted.length))
  })

  semantic('cloudwatch.trimmed-mean-values', async () => {
    const [low, high] = [sorted[100]!, sorted[400]!]
    const [found] = await statistics(`TM(${low}:${high})`)
    expectClose(found, mean(sorted.filter((value) => value > low && value <= high)))
  })

  semantic('cloudwatch.interquartile-mean', async () => {
    const [iqm, trimmed] = await statistics('IQM', 'TM(25%:75%)')
    expect(iqm).to.equal(trimmed)
    expectClose(iqm, between(sorted.length / 4, (3 * sorted.length) / 4))
  })

  semantic('cloudwatch.winsorized-mean', async () => {
    const [wm90, p90, tm90] = await statistics('wm90', 'p90', 'tm90')
    expectClose(wm90, 0.9 * tm90! + 0.1 * p90!)
  })

  semantic('cloudwatch.percentile-rank', async () => {
    const [low, high] = [sorted[100]!, sorted[400]!]
    const [upTo, within] = await statistics(`PR(:${high})`, `PR(${low}:${high})`)
    expectClose(upTo, (100 * sorted.filter((value) => value <= high).length) / sorted.length)
    expectClose(within, (100 * sorted.filter((value) => value > low && value <= high).length) / sorted.length)
  })

  semantic('cloudwatch.trimmed-count', async () => {
    const [count] = await statistics('tc33.3')
    expectClose(count, 0.333 * sorted.length)
    expect(Number.isInteger(count)).to.equal(false)
  })

  semantic('cloudwatch.trimmed-sum', async () => {
    const names = ['TS(10%:80%)', 'TM(10%:80%)', 'TC(10%:80%)', 'TS(80%:)']
    const [total, average, count, top] = await statistics(...names)
    expectClose(total, average! * count!)
    expectClose(top, between(0.8 * sorted.length, sorted.length) * 0.2 * sorted.length)
  })

  semantic('cloudwatch.bounds-decimals', async () => {
    expectClose((await statistics('tm99.1234567891'))[0], between(0, 0.991234567891 * sorted.length))
    const wrong = ['tm99.12345678912', 'p100.1', 'TM(10%:101%)']
    const error = await rejection(statistics(...wrong))
    expect(error.name).to.equal('ValidationException')
    for (const name of wrong) expect(error.message).to.contain(name)
  })

  semantic('cloudwatch.raw-data-needed', async () => {
    const names = ['Maximum', 'SampleCount', 'p50', 'tm90', 'IQM', 'wm90', 'PR(:1)', 'tc90', 'ts90']
    const [maximum, count, ...others] = await hour(concurrencyOf('search-suggest-prod'), names)
    expect([maximum, count]).not.to.include(undefined)
    expect(others).to.eql(others.map(() => undefined))
  })

  semantic('cloudwatch.statistic-set-of-equals', async () => {
    const [minimum, maximum, median] = await hour(concurrencyOf('UserSignupMailer'), [
      'Minimum',
      'Maximum',
      'p50',
    ])
    expect([minimum, maximum, median]).to.eql([1, 1, 1])
  })
})

function concurrencyOf(functionName: string): Metric {
  return functionMetric('ConcurrentExecutions', functionName)
}
