import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { createOracle, type LoggedInvocation } from '#func/simulator/simulator.ts'
import { clientsOf, functionMetric, MINUTE, NOW, read, simulate } from '../clients.ts'
import { readLogs } from './read-logs.ts'

const REGION = 'us-east-1'
const END = Math.floor(NOW.getTime() / MINUTE) * MINUTE - 15 * MINUTE
const START = END - 5 * MINUTE
const REPORTS = '?REPORT ?"platform.report"'

describe('simulator log truth', () => {
  const simulator = simulate({ functions: 40 })
  const truth = (by: 'report' | 'minute', functionNames?: readonly string[]) =>
    simulator().oracle.logTruth(REGION, {
      startMs: START,
      endMs: END,
      by,
      ...(functionNames === undefined ? {} : { functionNames }),
    })

  it('should agree with the metrics of CloudWatch in every minute: runs, errors, and durations', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const { invocations } = truth('minute')
    for (const fn of simulator().oracle.functions(REGION)) {
      const own = Map.groupBy(
        invocations.filter((run) => run.fn.name === fn.name),
        (run) => run.minute * 60,
      )
      const metric = async (name: string, stat: string) =>
        Object.fromEntries(
          await read(cloudwatch, functionMetric(name, fn.name), stat, new Date(START), new Date(END)),
        )
      const made = (value: (runs: readonly LoggedInvocation[]) => number) =>
        Object.fromEntries(Array.from(own, ([second, runs]) => [second, value(runs)]))
      const durations = (runs: readonly LoggedInvocation[]) => runs.map(({ durationMs }) => durationMs)
      const sum = (values: readonly number[]) => Math.round(values.reduce((a, b) => a + b, 0) * 100) / 100
      expect(made((runs) => runs.length)).to.eql(await metric('Invocations', 'Sum'))
      expect(made((runs) => runs.filter((run) => run.failure !== undefined).length)).to.eql(
        await metric('Errors', 'Sum'),
      )
      expect(made((runs) => sum(durations(runs)))).to.eql(await metric('Duration', 'Sum'))
      expect(made((runs) => Math.max(...durations(runs)))).to.eql(await metric('Duration', 'Maximum'))
      expect(made((runs) => Math.min(...durations(runs)))).to.eql(await metric('Duration', 'Minimum'))
    }
  }).timeout(20_000)

  it('should split the runs among versions as CloudWatch does', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const { invocations } = truth('minute', ['pricing-engine'])
    const published = invocations.filter((run) => run.version !== '$LATEST')
    const version = published[0]?.version ?? ''
    const { MetricName = '' } = functionMetric('Invocations', '')
    const Dimensions = [
      { Name: 'FunctionName', Value: 'pricing-engine' },
      { Name: 'Resource', Value: 'pricing-engine:live' },
      { Name: 'ExecutedVersion', Value: version },
    ]
    const metric = { Namespace: 'AWS/Lambda', MetricName, Dimensions }
    const values = await read(cloudwatch, metric, 'Sum', new Date(START), new Date(END))
    const own = Map.groupBy(
      published.filter((run) => run.version === version),
      (run) => run.minute * 60,
    )
    expect(new Map(Array.from(own, ([second, runs]) => [second, runs.length]))).to.eql(
      new Map([...values].toSorted()),
    )
    expect(published.every((run) => run.initMs === undefined)).to.equal(true)
  })

  it('should have reported each report to CloudWatch Logs, once', async () => {
    const { logs } = clientsOf(simulator())
    const { invocations } = truth('report')
    const groups = new Set(invocations.map(({ group }) => group))
    const reports = new Map<string, FilteredLogEvent>()
    for (const logGroupName of groups) {
      const input = { logGroupName, startTime: START, endTime: END - 1, filterPattern: REPORTS }
      for (const event of (await readLogs(logs, input)).events) {
        const id = requestIdOf(event.message ?? '')
        if (id === undefined) continue
        expect(reports.has(id)).to.equal(false)
        reports.set(id, event)
      }
    }
    const wanted = invocations.filter(({ reported }) => reported)
    expect(wanted.length).to.be.greaterThan(2000)
    expect([...reports.keys()].toSorted()).to.eql(wanted.map(({ requestId }) => requestId).toSorted())
    for (const run of wanted) {
      const event = reports.get(run.requestId)
      expect(event).to.include({ timestamp: run.endMs, logStreamName: run.stream })
      expect(figuresOf(event?.message ?? '')).to.eql(expectedFigures(run))
    }
  }).timeout(20_000)

  it('should have reported each sample to CloudWatch Logs', async () => {
    const { logs } = clientsOf(simulator())
    const { samples } = truth('minute', ['checkoutPayment'])
    const logGroupName = samples[0]?.group ?? ''
    const window = { startTime: START, endTime: END + MINUTE, filterPattern: 'MONITORING' }
    const { events } = await readLogs(logs, { logGroupName, ...window })
    const lines = new Set(events.map(({ message = '' }) => message.trim()))
    expect(new Set(samples.map(({ type }) => type))).to.eql(new Set(['count', 'gauge', 'histogram', 'check']))
    for (const { timeMs, value, type, name, tags } of samples) {
      const list = tags.length === 0 ? '' : `|#${tags.join(',')}`
      expect(lines.has(`MONITORING|${timeMs / 1000}|${value}|${type}|${name}${list}`)).to.equal(true)
    }
  })

  it('should give the same runs for the same seed, and parts that add up', () => {
    const other = createOracle({ functions: 40, seed: 1 })
    const functionNames = ['checkoutPayment', 'invoice-pdf-render', 'inventory_sync_5min']
    const whole = other.logTruth(REGION, { startMs: START, endMs: END, functionNames })
    expect(whole).to.eql(truth('report', functionNames))
    const middle = START + 123_457
    const ids = [
      { startMs: START, endMs: middle, functionNames },
      { startMs: middle, endMs: END, functionNames },
    ].flatMap((range) => other.logTruth(REGION, range).invocations.map(({ requestId }) => requestId))
    expect(ids).to.have.length(whole.invocations.length)
    expect(ids.toSorted()).to.eql(whole.invocations.map(({ requestId }) => requestId).toSorted())
  })

  it('should know runs of every kind', () => {
    const fleet = createOracle({ functions: 400, seed: 1, trafficScale: 0.05 })
    const { invocations, samples } = fleet.logTruth(REGION, { startMs: END - 240 * MINUTE, endMs: END })
    const seen = (value: (run: LoggedInvocation) => unknown) => [...new Set(invocations.map(value))]
    expect(seen(({ failure }) => failure)).to.have.members([
      undefined,
      'handler',
      'exit',
      'memory',
      'timeout',
    ])
    expect(seen(({ initialization }) => initialization)).to.have.members([
      'on-demand',
      'provisioned-concurrency',
      'snap-start',
      'lambda-managed-instances',
    ])
    expect(seen(({ reported }) => reported)).to.have.members([true, false])
    expect(seen(({ initTimedOut }) => initTimedOut)).to.have.members([true, false])
    expect(seen(({ initMs }) => initMs !== undefined)).to.have.members([true, false])
    expect(seen(({ restoreMs }) => restoreMs !== undefined)).to.have.members([true, false])
    expect([...new Set(samples.map(({ type }) => type))]).to.have.members([
      'count',
      'gauge',
      'histogram',
      'check',
      'distribution',
    ])
  })
})

/** Of a report, but not of a line that quotes one. */
function requestIdOf(message: string): string | undefined {
  if (message.startsWith('{')) {
    const { type, record } = JSON.parse(message)
    return type === 'platform.report' ? record.requestId : undefined
  }
  return /^REPORT RequestId: ([\w-]+)/.exec(message)?.[1]
}

function expectedFigures(run: LoggedInvocation): Record<string, number | undefined> {
  return {
    duration: run.durationMs,
    billed: run.billedMs,
    memory: run.memoryMb,
    used: run.maxMemoryMb,
    init: run.initMs,
    restore: run.restoreMs,
  }
}

function figuresOf(message: string): Record<string, number | undefined> {
  if (message.startsWith('{')) {
    const { metrics } = JSON.parse(message).record
    return {
      duration: metrics.durationMs,
      billed: metrics.billedDurationMs,
      memory: metrics.memorySizeMB,
      used: metrics.maxMemoryUsedMB,
      init: metrics.initDurationMs,
      restore: metrics.restoreDurationMs,
    }
  }
  const figure = (name: string) => {
    const found = new RegExp(`\\t${name}: ([\\d.]+) M?m?[sB]\\t`).exec(message)
    return found === null ? undefined : Number(found[1])
  }
  return {
    duration: figure('Duration'),
    billed: figure('Billed Duration'),
    memory: figure('Memory Size'),
    used: figure('Max Memory Used'),
    init: figure('Init Duration'),
    restore: figure('Restore Duration'),
  }
}
