/** What CloudWatch shows of a day's runs must be what the log lines of just these runs say. */
import type { Metric } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import type { LoggedInvocation, SimFunction } from '#func/simulator/simulator.ts'
import { clientsOf, functionMetric, MINUTE, query, simulate } from './clients.ts'
import { readLogs } from './logs/read-logs.ts'

const REGION = 'us-east-1'
const START = Date.parse('2026-03-03T00:00:00Z')
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const END = START + DAY
const NOW = new Date(END + HOUR)
const REPORTS = '?"REPORT RequestId" ?"platform.report"'
const STATISTICS = [
  ...['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum', 'p0', 'p50', 'p90', 'p99', 'p99.9'],
  ...['tm90', 'TM(10%:90%)', 'TS(25%:75%)', 'PR(:250)', 'TC(100:250)'],
]

describe('simulator metrics and report lines', function () {
  this.timeout(120_000)
  const simulator = simulate({ functions: 24, trafficScale: 0.03, now: () => NOW })

  /** Durations by request id, as the lines have them. */
  async function reportedDurations(groups: Iterable<string>): Promise<Map<string, number>> {
    const { logs } = clientsOf(simulator())
    const durations = new Map<string, number>()
    for (const logGroupName of groups) {
      const range = { startTime: START, endTime: END + HOUR, filterPattern: REPORTS }
      for (const { message = '' } of (await readLogs(logs, { logGroupName, ...range })).events) {
        const [, id, duration] =
          /^REPORT RequestId: (\S+)\tDuration: ([\d.]+) ms/.exec(message) ?? json(message)
        if (id !== undefined) durations.set(id, Number(duration))
      }
    }
    return durations
  }

  function json(message: string): readonly (string | undefined)[] {
    if (!message.startsWith('{"time"')) return []
    const { type, record } = JSON.parse(message)
    return type === 'platform.report' ? ['', record.requestId, record.metrics.durationMs] : []
  }

  /** By hour, one value for each statistic. */
  async function statistics(metric: Metric, names: readonly string[], period: number) {
    const { cloudwatch } = clientsOf(simulator())
    const { MetricDataResults = [] } = await cloudwatch.getMetricData({
      StartTime: new Date(START),
      EndTime: new Date(END),
      MetricDataQueries: names.map((name, index) => query(`q${index}`, metric, name, period)),
    })
    const byTime = new Map<number, Record<string, number>>()
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const name = names[Number(Id.slice(1))]!
      Timestamps.forEach((time, index) => {
        byTime.set(time.getTime(), { ...byTime.get(time.getTime()), [name]: Values[index]! })
      })
    }
    return byTime
  }

  async function compare(runs: readonly Run[], metric: Metric, period: number): Promise<number> {
    const wanted = Map.groupBy(
      runs,
      ({ minute }) => Math.floor((minute * MINUTE) / period / 1000) * period * 1000,
    )
    const found = await statistics(metric, STATISTICS, period)
    expect([...found.keys()].toSorted()).to.eql([...wanted.keys()].toSorted())
    for (const [time, own] of wanted) {
      const durations = own.map(({ duration }) => duration)
      for (const [name, value] of Object.entries(expectedOf(durations))) {
        expect(found.get(time)?.[name], `${metric.MetricName} ${name}`).to.be.closeTo(
          value,
          1e-6 * value + 1e-9,
        )
      }
    }
    return wanted.size
  }

  it('should agree in every function, hour and day: counts, sums, percentiles, trimmed statistics', async () => {
    const { oracle } = simulator()
    const { invocations } = oracle.logTruth(REGION, { startMs: START, endMs: END, by: 'minute' })
    const lines = await reportedDurations(new Set(invocations.map(({ group }) => group)))
    const byFunction = Map.groupBy(invocations, ({ fn }) => fn.name)
    let hours = 0
    const compared = oracle.functions(REGION).filter(isFullyReported(byFunction))
    for (const fn of compared) {
      const runs = (byFunction.get(fn.name) ?? []).map((run) => runOf(run, lines))
      hours += await compare(runs, functionMetric('Duration', fn.name), 3600)
      await compare(runs, functionMetric('Duration', fn.name), 86_400)
      const sums = await statistics(functionMetric('Invocations', fn.name), ['Sum'], 86_400)
      expect(sums.get(START)?.Sum ?? 0, fn.name).to.equal(runs.length)
      const errors = await statistics(functionMetric('Errors', fn.name), ['Sum', 'p99'], 86_400)
      const failed = runs.filter((run) => run.failed).length
      expect(errors.get(START)?.Sum ?? 0, fn.name).to.equal(failed)
      expect(errors.get(START)?.p99 ?? 0).to.equal(
        failed > runs.length - Math.ceil(0.99 * runs.length) ? 1 : 0,
      )
    }
    expect(compared.length).to.be.greaterThan(15)
    expect(hours).to.be.greaterThan(200)
    expect(lines.size).to.be.greaterThan(30_000)
  })

  it('should agree in what an alias runs', async () => {
    const { oracle } = simulator()
    const aliased = oracle.functions(REGION).find(({ aliases }) => aliases.length > 0)!
    const { invocations } = oracle.logTruth(REGION, {
      ...{ startMs: START, endMs: END, by: 'minute', functionNames: [aliased.name] },
    })
    const runs = invocations.filter(({ version }) => version !== '$LATEST').map((run) => runOf(run))
    const { Dimensions = [], ...metric } = functionMetric('Duration', aliased.name)
    const resource = { Name: 'Resource', Value: `${aliased.name}:${aliased.aliases[0]!.name}` }
    expect(await compare(runs, { ...metric, Dimensions: [...Dimensions, resource] }, 3600)).to.equal(24)
  })

  it('should agree in all functions together, every hour and the whole day', async () => {
    const { invocations } = simulator().oracle.logTruth(REGION, { startMs: START, endMs: END, by: 'minute' })
    const runs = invocations.map((run) => runOf(run))
    const all = (MetricName: string): Metric => ({ Namespace: 'AWS/Lambda', MetricName })
    expect(await compare(runs, all('Duration'), 3600)).to.equal(24)
    expect(await compare(runs, all('Duration'), 86_400)).to.equal(1)
    const sum = async (name: string) => (await statistics(all(name), ['Sum'], 86_400)).get(START)?.Sum
    expect(await sum('Invocations')).to.equal(runs.length)
    expect(await sum('Errors')).to.equal(runs.filter(({ failed }) => failed).length)
  })
})

interface Run {
  readonly minute: number
  readonly duration: number
  readonly failed: boolean
}

/** With its duration from the lines, where these are given. */
function runOf(run: LoggedInvocation, lines?: ReadonlyMap<string, number>): Run {
  const duration = lines === undefined ? run.durationMs : (lines.get(run.requestId) ?? Number.NaN)
  return { minute: run.minute, duration, failed: run.failure !== undefined }
}

/** At the system log level WARN, good runs have no report. */
function isFullyReported(
  runs: ReadonlyMap<string, readonly LoggedInvocation[]>,
): (fn: SimFunction) => boolean {
  return ({ name }) => runs.get(name)?.every(({ reported }) => reported) === true
}

/** The definitions of CloudWatch's page, word by word. */
function expectedOf(values: readonly number[]): Record<string, number> {
  const sorted = values.toSorted((a, b) => a - b)
  const count = sorted.length
  const sum = (some: readonly number[]) => some.reduce((all, one) => all + one, 0)
  const percentile = (percent: number) => sorted[Math.max(0, Math.ceil((percent * count) / 100 - 1e-9) - 1)]!
  /** A sample that a bound cuts counts in part. */
  const between = (from: number, to: number) =>
    sum(
      sorted.map(
        (value, i) =>
          value * Math.max(0, Math.min(i + 1, (to * count) / 100) - Math.max(i, (from * count) / 100)),
      ),
    )
  return {
    SampleCount: count,
    Sum: sum(sorted),
    Average: sum(sorted) / count,
    Minimum: sorted[0]!,
    Maximum: sorted.at(-1)!,
    p0: sorted[0]!,
    p50: percentile(50),
    p90: percentile(90),
    p99: percentile(99),
    'p99.9': percentile(99.9),
    tm90: between(0, 90) / (0.9 * count),
    'TM(10%:90%)': between(10, 90) / (0.8 * count),
    'TS(25%:75%)': between(25, 75),
    'PR(:250)': (100 * sorted.filter((value) => value <= 250).length) / count,
    'TC(100:250)': sorted.filter((value) => value > 100 && value <= 250).length,
  }
}
