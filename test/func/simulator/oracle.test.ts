import { expect } from 'chai'
import fc from 'fast-check'
import { createOracle, type MetricIdentity } from '#func/simulator/simulator.ts'
import { MINUTE, NOW } from './clients.ts'

const BASE = Math.floor(NOW.getTime() / 3_600_000) * 3_600_000
const REGION = 'eu-west-1'

function lambdaMetric(name: string, functionName: string): MetricIdentity {
  return { namespace: 'AWS/Lambda', name, dimensions: [{ Name: 'FunctionName', Value: functionName }] }
}

describe('simulator oracle', () => {
  const oracle = createOracle({ seed: 7, functions: 120 })
  const metrics = [...oracle.metrics(REGION, 'AWS/Lambda'), ...oracle.metrics(REGION, 'AWS/SQS')]

  it('should give the same functions, metrics and values for the same seed', () => {
    const twin = createOracle({ seed: 7, functions: 120 })
    expect(twin.functions(REGION)).to.eql(oracle.functions(REGION))
    expect(twin.metrics(REGION, 'AWS/Lambda')).to.eql(oracle.metrics(REGION, 'AWS/Lambda'))
    for (const metric of metrics) {
      expect(twin.value(REGION, metric, 'Sum', BASE, 300)).to.equal(
        oracle.value(REGION, metric, 'Sum', BASE, 300),
      )
    }
  })

  it('should give other values for another seed, account or region', () => {
    const sums = [
      oracle,
      createOracle({ seed: 8, functions: 120 }),
      createOracle({ seed: 7, functions: 120, accountId: '111111111111' }),
      oracle.forAccount('222222222222'),
    ].map((one) => one.value(REGION, lambdaMetric('Duration', 'storefront-api-prod'), 'Sum', BASE, 300))
    sums.push(oracle.value('us-east-1', lambdaMetric('Duration', 'storefront-api-prod'), 'Sum', BASE, 300))
    expect(new Set(sums).size).to.equal(sums.length)
  })

  it('should have a mixed fleet with legal, unique names', () => {
    const functions = oracle.functions(REGION)
    expect(functions).to.have.length(120)
    expect(new Set(functions.map(({ name }) => name)).size).to.equal(120)
    for (const { name } of functions) expect(name).to.match(/^[a-zA-Z0-9-_]{1,64}$/)
    expect(functions.filter(({ runtime }) => runtime === undefined)).to.not.be.empty
    expect(functions.filter(({ tags }) => Object.keys(tags).length === 0).length).to.be.within(5, 60)
    expect(new Set(functions.map(({ architecture }) => architecture))).to.have.property('size', 2)
    expect(new Set(functions.map(({ kind }) => kind)).size).to.be.greaterThan(10)
  })

  it('should share most names between regions, and have some of its own in each', () => {
    const here = new Set(oracle.functions(REGION).map(({ name }) => name))
    const there = oracle.functions('us-east-1').map(({ name }) => name)
    const shared = there.filter((name) => here.has(name)).length
    expect(shared).to.be.within(60, 110)
  })

  it('should keep the five statistics consistent in every metric and minute', () => {
    let [checked, percentiles] = [0, 0]
    for (const metric of metrics.filter((_, i) => i % 3 === 0)) {
      for (let i = 0; i < 6; i += 1) {
        const at = (stat: string) => oracle.value(REGION, metric, stat, BASE + i * 7 * MINUTE, 60)
        const count = at('SampleCount')
        if (count === undefined) continue
        const [min, average, max, sum] = [at('Minimum')!, at('Average')!, at('Maximum')!, at('Sum')!]
        expect(count, metric.name).to.be.greaterThan(0)
        expect(sum).to.be.closeTo(average * count, 1e-6 * Math.max(1, sum))
        expect(average).to.be.within(min - 1e-9, max + 1e-9)
        checked += 1
        if (at('p50') === undefined) continue
        for (const stat of ['p1', 'p50', 'p95', 'p99.9']) expect(at(stat)).to.be.within(min, max)
        expect(at('p50')).to.be.at.most(at('p95')!)
        percentiles += 1
      }
    }
    expect(checked).to.be.greaterThan(500)
    expect(percentiles).to.be.within(300, checked - 50)
  })

  it('should make longer periods out of their minutes', () => {
    for (const metric of metrics.filter((_, i) => i % 5 === 0)) {
      for (const seconds of [300, 3600]) {
        const minutes = Array.from({ length: seconds / 60 }, (_, i) => BASE + i * MINUTE)
        const all = (stat: string) =>
          minutes
            .map((start) => oracle.value(REGION, metric, stat, start, 60))
            .filter((value) => value !== undefined)
        const whole = (stat: string) => oracle.value(REGION, metric, stat, BASE, seconds)
        const counts = all('SampleCount')
        if (counts.length === 0) {
          expect(whole('Sum')).to.equal(undefined)
          continue
        }
        const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
        expect(whole('SampleCount')).to.equal(total(counts))
        expect(whole('Sum')).to.be.closeTo(total(all('Sum')), 1e-6 * Math.max(1, total(all('Sum'))))
        expect(whole('Average')).to.be.closeTo(total(all('Sum')) / total(counts), 1e-6)
        expect(whole('Minimum')).to.equal(Math.min(...all('Minimum')))
        expect(whole('Maximum')).to.equal(Math.max(...all('Maximum')))
      }
    }
  })

  it('should derive errors, durations and aliases from the same invocations', () => {
    for (const fn of oracle.functions(REGION)) {
      const at = (name: string, stat: string) =>
        oracle.value(REGION, lambdaMetric(name, fn.name), stat, BASE, 300)
      const invocations = at('Invocations', 'Sum')
      expect(at('Duration', 'SampleCount')).to.equal(invocations)
      expect(at('Errors', 'SampleCount')).to.equal(invocations)
      if (invocations === undefined) continue
      expect(at('Errors', 'Sum')).to.be.within(0, invocations)
      expect(at('Duration', 'Maximum')).to.be.within(0, fn.timeoutSeconds * 1000)
      for (const alias of fn.aliases) {
        const live: MetricIdentity = {
          namespace: 'AWS/Lambda',
          name: 'Invocations',
          dimensions: [
            { Name: 'Resource', Value: `${fn.name}:${alias.name}` },
            { Name: 'FunctionName', Value: fn.name },
          ],
        }
        expect(oracle.value(REGION, live, 'Sum', BASE, 300)).to.be.within(1, invocations)
      }
    }
  })

  it('should have functions that deserve an alert, and idle ones without any data', () => {
    const hour = (kind: string, name: string, stat: string) => {
      const fn = oracle.functions(REGION).find((one) => one.kind === kind)!
      return { fn, value: oracle.value(REGION, lambdaMetric(name, fn.name), stat, BASE, 3600) }
    }
    expect(hour('failing', 'Errors', 'Average').value).to.be.greaterThan(0.04)
    expect(hour('throttled', 'Throttles', 'Sum').value).to.be.greaterThan(100)
    const slow = hour('slow', 'Duration', 'Maximum')
    expect(slow.value).to.equal(slow.fn.timeoutSeconds * 1000)
    expect(hour('idle', 'Invocations', 'Sum').value).to.equal(undefined)
  })

  it('should say nothing of idle minutes, except that polling found nothing', () => {
    const minutes = Array.from({ length: 240 }, (_, i) => BASE + i * MINUTE)
    const queue = oracle.functions(REGION).filter(({ kind }) => kind === 'queue')
    const idle = minutes.filter(
      (start) =>
        oracle.value(REGION, lambdaMetric('Invocations', queue[0]!.name), 'Sum', start, 60) === undefined,
    )
    expect(idle.length).to.be.within(20, 220)
    const polled = metrics.filter(({ name }) => name === 'PolledEventCount')
    const sums = polled
      .map((metric) => minutes.map((start) => oracle.value(REGION, metric, 'Sum', start, 60)))
      .filter((ofOne) => ofOne.some((sum) => sum !== undefined))
      .flat()
    expect(sums).to.have.length.within(10 * minutes.length, (polled.length - 1) * minutes.length)
    expect(sums).to.not.include(undefined)
    expect(sums).to.include(0)
  })

  it('should let late values grow until they are final', () => {
    const late = createOracle({ seed: 7, functions: 60, lateMinutes: 5 })
    const counted = late
      .metrics(REGION, 'AWS/Lambda')
      .filter(({ name }) => /Invocations|Errors|Duration$/.test(name))
    let changed = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(...counted), (offset, metric) => {
        const start = BASE + offset * MINUTE
        const final = late.value(REGION, metric, 'Sum', start, 60)
        const looks = Array.from({ length: 8 }, (_, i) =>
          late.value(REGION, metric, 'Sum', start, 60, start + (i + 1) * MINUTE),
        )
        const grown = looks.map((value) => value ?? 0)
        expect(grown).to.eql(grown.toSorted((a, b) => a - b))
        expect(looks.slice(5)).to.eql([final, final, final])
        expect(late.value(REGION, metric, 'Sum', start, 60, start + MINUTE - 1)).to.equal(undefined)
        if (looks[0] !== final) changed += 1
      }),
      { seed: 3, numRuns: 300 },
    )
    expect(changed).to.be.greaterThan(30)
  })

  it('should list the metrics of a deleted function that no longer exists', () => {
    const names = new Set(oracle.functions(REGION).map(({ name }) => name))
    const isPreview = (name: string) => name.startsWith('preview-')
    const listed = new Set(
      metrics.flatMap(({ dimensions }) =>
        dimensions.filter(({ Name }) => Name === 'FunctionName').map(({ Value }) => Value),
      ),
    )
    expect([...listed].filter((name) => !names.has(name) && !isPreview(name))).to.eql(['deleted-0-eu-west-1'])
  })

  it('should give each function all twenty metrics when asked to', () => {
    const full = createOracle({ seed: 7, functions: 14, everyMetric: true })
    const ofOne = full
      .metrics(REGION, 'AWS/Lambda')
      .filter(({ dimensions }) => dimensions.length === 1 && dimensions[0]!.Value === 'checkoutPayment')
    expect(ofOne).to.have.length(20)
  })
})
