import type { Metric } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import type { SimFunction } from '#func/simulator/lambda/functions.ts'
import { mappingsOf } from '#func/simulator/lambda/mappings.ts'
import { urlsOf } from '#func/simulator/lambda/urls.ts'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, functionMetric, MINUTE, NOW, read, simulate } from '../clients.ts'

const REGION = 'us-east-1'
const NOW_MINUTE = Math.floor(NOW.getTime() / MINUTE) * MINUTE
const END = NOW_MINUTE - 30 * MINUTE
const START = END - 60 * MINUTE

describe('simulator semantics of the metrics of Lambda', () => {
  let now = NOW
  const simulator = simulate({ functions: 40, now: () => now })
  afterEach(() => {
    now = NOW
  })

  async function values(
    metric: Metric,
    stat = 'Sum',
    [start, end] = [START, END],
  ): Promise<Map<number, number>> {
    return read(clientsOf(simulator()).cloudwatch, metric, stat, new Date(start), new Date(end))
  }

  const total = (found: ReadonlyMap<number, number>) => [...found.values()].reduce((sum, one) => sum + one, 0)

  function metricBy(name: string, ...dimensions: readonly (readonly [string, string])[]): Metric {
    return {
      ...{ Namespace: 'AWS/Lambda', MetricName: name },
      Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    }
  }

  function runs(functionName: string, startMs = START, endMs = END) {
    return simulator().oracle.logTruth(REGION, {
      startMs,
      endMs,
      by: 'minute',
      functionNames: [functionName],
    }).invocations
  }

  semantic('cloudwatch.stamped-with-start', async () => {
    const name = 'warehouse-etl-loader'
    const started = new Set(runs(name, START - 60 * MINUTE).map(({ minute }) => minute * 60))
    const ended = runs(name, START - 60 * MINUTE).map(({ endMs }) => Math.floor(endMs / MINUTE) * 60)
    expect(ended.some((second) => !started.has(second))).to.equal(true)
    const found = await values(functionMetric('Duration', name), 'SampleCount', [START - 60 * MINUTE, END])
    expect(new Set(found.keys())).to.eql(started)
  })

  semantic('cloudwatch.revised-until-end', async () => {
    const name = 'warehouse-etl-loader'
    const all = runs(name, NOW_MINUTE - 120 * MINUTE, NOW_MINUTE)
    const [minute, own = []] = [...Map.groupBy(all, (run) => run.minute)].find(([, some]) => some.length > 1)!
    const window: [number, number] = [minute * MINUTE, (minute + 1) * MINUTE]
    const seen: number[] = []
    for (let after = 1; after <= 17; after += 1) {
      now = new Date((minute + after) * MINUTE + 5000)
      const found = await values(functionMetric('Invocations', name), 'Sum', window)
      const ended = own.filter(({ endMs }) => endMs <= (minute + after) * MINUTE).length
      expect(found.get(minute * 60) ?? 0, `${after} minutes later`).to.equal(ended)
      seen.push(ended)
    }
    expect(new Set(seen).size).to.be.greaterThan(1)
    expect(seen.at(-1)).to.equal(own.length)
  })

  semantic('cloudwatch.invocations-no-throttles', async () => {
    const name = 'search-suggest-prod'
    expect(total(await values(functionMetric('Throttles', name)))).to.be.greaterThan(100)
    const counted = await values(functionMetric('Invocations', name))
    expect(total(counted)).to.equal(runs(name).length)
    expect(total(await values(functionMetric('Errors', name), 'SampleCount'))).to.equal(total(counted))
  })

  semantic('cloudwatch.throttles-alone', async () => {
    const name = 'refund-worker-paused'
    expect(total(await values(functionMetric('Throttles', name)))).to.be.greaterThan(10)
    for (const metric of ['Invocations', 'Errors', 'Duration']) {
      expect((await values(functionMetric(metric, name))).size).to.equal(0)
    }
  })

  semantic('cloudwatch.errors-share', async () => {
    const all = Map.groupBy(runs('checkoutPayment'), ({ minute }) => minute * 60)
    const shares = await values(functionMetric('Errors', 'checkoutPayment'), 'Average')
    expect(shares.size).to.equal(60)
    for (const [second, some] of all) {
      const failed = some.filter(({ failure }) => failure !== undefined).length
      expect(shares.get(second)).to.equal(failed / some.length)
    }
  })

  const ALIASED = 'pricing-engine'

  semantic('cloudwatch.by-function-name', async () => {
    const whole = await values(functionMetric('Invocations', ALIASED))
    const parts = await Promise.all(
      [ALIASED, `${ALIASED}:live`].map((resource) =>
        values(metricBy('Invocations', ['FunctionName', ALIASED], ['Resource', resource])),
      ),
    )
    expect(parts.every((part) => part.size === 60)).to.equal(true)
    expect(total(whole)).to.equal(parts.reduce((sum, part) => sum + total(part), 0))
    expect(total(whole)).to.equal(runs(ALIASED).length)
  })

  semantic('cloudwatch.by-resource', async () => {
    const own = Map.groupBy(runs(ALIASED), ({ version }) =>
      version === '$LATEST' ? ALIASED : `${ALIASED}:live`,
    )
    expect(own.size).to.equal(2)
    for (const [resource, some] of own) {
      const durations = metricBy('Duration', ['FunctionName', ALIASED], ['Resource', resource])
      const wanted = some.reduce((sum, { durationMs }) => sum + durationMs, 0)
      expect(total(await values(durations))).to.be.closeTo(wanted, 1e-3)
    }
    const web = ['FunctionName', 'checkoutPayment'] as const
    const unqualified = await values(metricBy('Errors', web, ['Resource', 'checkoutPayment']))
    expect(unqualified).to.eql(await values(metricBy('Errors', web)))
  })

  semantic('cloudwatch.by-executed-version', async () => {
    const { aliases } = simulator()
      .oracle.functions(REGION)
      .find(({ name }) => name === ALIASED)!
    const found: number[] = []
    for (const { version } of aliases[0]!.versions) {
      const dimensions = [
        ['FunctionName', ALIASED],
        ['Resource', `${ALIASED}:live`],
        ['ExecutedVersion', version],
      ] as const
      const counted = total(await values(metricBy('Invocations', ...dimensions)))
      expect(counted).to.equal(runs(ALIASED).filter((run) => run.version === version).length)
      found.push(counted)
    }
    expect(found.every((count) => count > 0)).to.equal(true)
    expect(
      (await values(metricBy('Invocations', ['ExecutedVersion', aliases[0]!.versions[0]!.version]))).size,
    ).to.equal(0)
  })

  semantic('cloudwatch.across-all-functions', async () => {
    const range = { startMs: START, endMs: END, by: 'minute' as const }
    const all = simulator().oracle.logTruth(REGION, range).invocations
    expect(total(await values(metricBy('Invocations')))).to.equal(all.length)
    expect(total(await values(metricBy('Errors')))).to.equal(
      all.filter(({ failure }) => failure !== undefined).length,
    )
    const longest = await values(metricBy('Duration'), 'Maximum')
    expect(Math.max(...longest.values())).to.equal(
      all.reduce((most, run) => Math.max(most, run.durationMs), 0),
    )
    const throttles = await Promise.all(
      simulator()
        .oracle.functions(REGION)
        .map(({ name }) => values(functionMetric('Throttles', name))),
    )
    expect(total(await values(metricBy('Throttles')))).to.equal(
      throttles.reduce((sum, some) => sum + total(some), 0),
    )
  })

  semantic('cloudwatch.unreserved-concurrency', async () => {
    const { Metrics = [] } = await clientsOf(simulator()).cloudwatch.listMetrics({
      Namespace: 'AWS/Lambda',
      MetricName: 'UnreservedConcurrentExecutions',
    })
    expect(Metrics.map(({ Dimensions }) => Dimensions)).to.eql([[]])
    expect((await values(metricBy('ClaimedAccountConcurrency'), 'Maximum')).size).to.equal(60)
  })

  semantic('cloudwatch.concurrency-of-runs', async () => {
    const account = await values(metricBy('ConcurrentExecutions'), 'Maximum')
    const functions = simulator().oracle.functions(REGION)
    let compared = 0
    for (const { name, archetype } of functions) {
      const peaks = await values(functionMetric('ConcurrentExecutions', name), 'Maximum')
      const busyMs = await values(functionMetric('Duration', name))
      for (const [time, peak] of peaks) {
        expect(peak, name).to.be.at.most(account.get(time)!)
        // A queue of a function that is at its limit is none of its instances.
        if (archetype.reserved === undefined) expect(peak, name).to.be.at.least(busyMs.get(time)! / MINUTE)
        compared += 1
      }
    }
    expect(compared).to.be.greaterThan(200)
  })

  semantic('cloudwatch.claimed-concurrency', async () => {
    const [claimed, unreserved, account] = await Promise.all(
      ['ClaimedAccountConcurrency', 'UnreservedConcurrentExecutions', 'ConcurrentExecutions'].map((name) =>
        values(metricBy(name), 'Maximum'),
      ),
    )
    const functions = simulator().oracle.functions(REGION)
    const reserved = functions.reduce((sum, { archetype }) => sum + (archetype.reserved ?? 0), 0)
    expect(reserved).to.be.greaterThan(0)
    for (const [time, value] of unreserved!) {
      expect(claimed!.get(time)).to.equal(value + reserved)
      expect(value).to.be.at.most(account!.get(time)!)
    }
  })

  const mappings = () => simulator().oracle.functions(REGION).flatMap(mappingsOf)
  const mapped = (uuid: string, name = 'PolledEventCount') => metricBy(name, ['EventSourceMappingUUID', uuid])

  semantic('cloudwatch.mapping-metrics-by-uuid', async () => {
    const Dimensions = [{ Name: 'EventSourceMappingUUID' }]
    const { Metrics = [] } = await clientsOf(simulator()).cloudwatch.listMetrics({ Dimensions })
    expect(Metrics.length).to.be.greaterThan(10)
    expect(new Set(Metrics.map((metric) => metric.Dimensions!.length))).to.eql(new Set([1]))
    const known = mappings().map(({ uuid }) => uuid)
    expect(known).to.include.members(Metrics.map((metric) => metric.Dimensions![0]!.Value))
  })

  semantic('cloudwatch.mapping-metrics-opt-in', async () => {
    for (const { uuid, idle, metricGroups } of mappings().filter((mapping) => !mapping.idle)) {
      expect(idle).to.equal(false)
      const counted = (await values(mapped(uuid))).size
      const lag = (await values(mapped(uuid, 'MaxOffsetLag'), 'Maximum')).size
      expect([counted > 0, lag > 0]).to.eql([
        metricGroups.includes('EventCount'),
        metricGroups.includes('KafkaMetrics'),
      ])
    }
    const groups = new Set(mappings().map(({ metricGroups }) => metricGroups.join()))
    expect(groups).to.eql(new Set(['', 'EventCount', 'EventCount,ErrorCount,KafkaMetrics']))
  })

  semantic('cloudwatch.mapping-metrics-polling', async () => {
    const disabled = mappings().filter((mapping) => mapping.idle && mapping.metricGroups.length > 0)
    expect(disabled).to.have.length.above(0)
    for (const { uuid } of disabled) expect((await values(mapped(uuid))).size).to.equal(0)
  })

  /** Functions with an address of their own, or of their alias, by where it leads. */
  function addressed(
    fn: SimFunction,
  ): readonly (readonly [resource: string, version: (name: string) => boolean])[] {
    return urlsOf(fn).map(({ alias }) => [
      `${fn.name}:${alias ?? '$LATEST'}`,
      (version) => (version === '$LATEST') === (alias === undefined),
    ])
  }

  semantic('cloudwatch.url-metrics', async () => {
    const web = simulator()
      .oracle.functions(REGION)
      .find((fn) => addressed(fn).length > 0 && fn.aliases.length === 0)!
    const at = async (metric: string, stat = 'Sum') => values(functionMetric(metric, web.name), stat)
    const own = runs(web.name)
    expect(total(await at('UrlRequestCount'))).to.equal(own.length)
    const failed = own.filter(({ failure }) => failure !== undefined).length
    expect(total(await at('Url5xxCount'))).to.equal(failed)
    expect(total(await at('Url4xxCount'))).to.be.within(1, own.length - failed)
    const latency = await at('UrlRequestLatency', 'Maximum')
    for (const [second, longest] of await at('Duration', 'Maximum')) {
      expect(latency.get(second)! - longest).to.be.within(1, 10)
    }
  })

  semantic('cloudwatch.url-by-resource', async () => {
    const functions = simulator()
      .oracle.functions(REGION)
      .filter((fn) => addressed(fn).length > 0)
    const found: string[] = []
    for (const fn of functions) {
      let sum = 0
      for (const [resource, isItsVersion] of addressed(fn)) {
        const requests = metricBy('UrlRequestCount', ['FunctionName', fn.name], ['Resource', resource])
        const counted = total(await values(requests))
        expect(counted, resource).to.equal(
          runs(fn.name).filter(({ version }) => isItsVersion(version)).length,
        )
        sum += counted
        found.push(resource.replace(fn.name, ''))
      }
      expect(total(await values(functionMetric('UrlRequestCount', fn.name)))).to.equal(sum)
    }
    expect(new Set(found)).to.eql(new Set([':$LATEST', ':live']))
  })
})
