/**
 * A simulated day into real receivers, with revisions, lost requests and answers, a sink that is added in the middle and
 * one that is emptied: what each holds in the end is the account's own truth, value by value.
 */
import { expect } from 'chai'
import type { Json } from '#func/script.ts'
import { createSink } from '#func/sinks/config.ts'
import { createDelivery } from '#func/sinks/delivery/delivery.ts'
import { type Comparison, type Drill, MINUTE, pointKey, startDrill } from '../support/aws/drill.ts'
import { findProgram, lacking } from '../support/requirement.ts'
import { type RealServer, startInfluxdb, startVictoriaMetrics } from '../support/sinks/influxdb-server.ts'
import { sinkDependencies } from '../support/sinks/sinks.ts'
import { startUnsteadyProxy, type UnsteadyProxy } from '../support/sinks/unsteady-proxy.ts'

const START = Date.parse('2026-08-01T00:00:00Z')
const HOUR = 60 * MINUTE
const END = START + 24 * HOUR
const REGION = 'us-east-1'
const MEASUREMENT = 'aws_lambda'

type Held = Map<string, { readonly fields: Record<string, number> }>

interface Output {
  readonly id: string
  readonly type: string
  readonly options: Readonly<Record<string, Json>>
}

describe('a day at real receivers', () => {
  const influxd = findProgram('influxd')
  const victoria = findProgram('victoria-metrics')
  let influx: RealServer
  let metrics: RealServer
  let influxProxy: UnsteadyProxy
  let metricsProxy: UnsteadyProxy
  let drill: Drill

  before(async function () {
    if (influxd === undefined) lacking(this, 'influxd')
    if (victoria === undefined) lacking(this, 'victoria-metrics')
    influx = await startInfluxdb(influxd)
    metrics = await startVictoriaMetrics(victoria, '-dedup.minScrapeInterval=1ms')
    const lose = (write: number) => (write % 7 === 3 ? 'body' : write % 5 === 2 ? 'answer' : 'none')
    influxProxy = await startUnsteadyProxy(influx.url, lose)
    metricsProxy = await startUnsteadyProxy(metrics.url, lose)
    drill = await startDrill({ functions: 3, regions: [REGION], start: START })
  })
  after(async () => {
    await Promise.all([influxProxy?.close(), metricsProxy?.close(), drill?.close()])
    await Promise.all([influx?.close(), metrics?.close()])
  })

  it('should be held by each as it is in truth, nothing lost and nothing twice', async function () {
    this.timeout(280_000)
    const database = async (name: string, action = 'CREATE') =>
      await ask('POST', { q: `${action} DATABASE ${name}` })
    for (const name of ['steady', 'late', 'emptied']) await database(name)
    const toInflux = (name: string, since = 0): Output => ({
      ...{ id: `${name}@${since}`, type: 'influxdb', options: { url: influxProxy.url, database: name } },
    })
    const toMetrics: Output = { id: 'vm', type: 'victoriametrics', options: { url: metricsProxy.url } }
    const known = [toInflux('steady'), toMetrics]
    const day = (from: number, to: number, outputs: readonly Output[]) => runs(drill, from, to, outputs)

    await day(START + 20 * MINUTE, START + 8 * HOUR, [...known, toInflux('emptied')])
    await database('emptied', 'DROP')
    await database('emptied')
    const added = drill.now
    const all = [...known, toInflux('late', added), toInflux('emptied', added)]
    await day(added + 20 * MINUTE, END + 3 * HOUR, all)

    expectComplete(drill.compare(START, END, drill.now, await heldBy('steady')))
    // What was not settled when they came, and all that followed, without anything asked for.
    for (const name of ['late', 'emptied']) {
      const result = drill.compare(added - 20 * MINUTE, END, drill.now, await heldBy(name))
      expectComplete(result)
    }
    const fill = { from: new Date(START), to: new Date(added) }
    const filled = [toInflux('late', added), toInflux('emptied', added)]
    const { error } = await drill.run({ window: fill, deliver: (commit) => open(filled, commit) })
    expect(error).to.equal(undefined)
    for (const name of ['late', 'emptied']) {
      expectComplete(drill.compare(START, END, drill.now, await heldBy(name)))
      expect(await count(name, 'aws_lambda')).to.be.at.least(3)
    }
    const held = await heldByMetrics()
    expectComplete(drill.compare(START, END, drill.now, held.values))
    expect(held.repeated).to.equal(0)
    await expectSums()
    expect(influxProxy.losses.body * influxProxy.losses.answer).to.be.above(0)
    expect(metricsProxy.losses.body * metricsProxy.losses.answer).to.be.above(0)
  })

  async function ask(method: 'GET' | 'POST', params: Record<string, string>) {
    const query = new URLSearchParams({ epoch: 'ms', ...params })
    const response = await fetch(`${influx.url}/query?${query}`, { method })
    const { results } = (await response.json()) as {
      results: {
        series?: { tags: Record<string, string>; columns: string[]; values: (number | null)[][] }[]
      }[]
    }
    return results[0]?.series ?? []
  }

  async function heldBy(db: string): Promise<Held> {
    const held: Held = new Map()
    for (const { tags: all, columns, values } of await ask('GET', {
      db,
      q: `SELECT * FROM "${MEASUREMENT}" GROUP BY *`,
    })) {
      const tags = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
      for (const [time, ...row] of values) {
        const fields = columns.slice(1).flatMap((name, index) => {
          const value = row[index]
          return typeof value === 'number' ? [[name, value] as const] : []
        })
        const key = pointKey({ tags, timestamp: Number(time) })
        // Objects have the same measurement, and more tags.
        held.set(key, { fields: { ...held.get(key)?.fields, ...Object.fromEntries(fields) } })
      }
    }
    return held
  }

  async function count(db: string, measurement: string): Promise<number> {
    const [series] = await ask('GET', { db, q: `SELECT COUNT(CreatedTime) FROM "${measurement}"` })
    return Number(series?.values[0]?.[1] ?? 0)
  }

  async function heldByMetrics(): Promise<{ readonly values: Held; readonly repeated: number }> {
    await fetch(`${metrics.url}/internal/force_flush`)
    const match = encodeURIComponent(`{__name__=~"${MEASUREMENT}_.*"}`)
    const lines = (await (await fetch(`${metrics.url}/api/v1/export?match[]=${match}`)).text())
      .trim()
      .split('\n')
    const held: Held = new Map()
    let repeated = 0
    for (const line of lines) {
      const { metric, values, timestamps } = JSON.parse(line)
      const name = metric.__name__.slice(MEASUREMENT.length + 1)
      repeated += timestamps.length - new Set(timestamps).size
      for (const [index, time] of timestamps.entries()) {
        const key = pointKey({ tags: metric, timestamp: time })
        const fields = held.get(key)?.fields ?? {}
        fields[name] = values[index]
        held.set(key, { fields })
      }
    }
    return { values: held, repeated }
  }

  /** What a panel would show: nothing counted twice. */
  async function expectSums(): Promise<void> {
    const { oracle } = drill.simulator
    const metric = oracle
      .metrics(REGION, 'AWS/Lambda')
      .find(({ name, dimensions }) => name === 'Invocations' && dimensions.length === 0)
    if (metric === undefined) throw new Error('The account has no invocations')
    let wanted = 0
    for (let time = START; time < END; time += MINUTE)
      wanted += oracle.value(REGION, metric, 'Sum', time, 60, drill.now) ?? 0
    const selector = `{__name__="${MEASUREMENT}_Invocations_Sum",FunctionName="",Resource=""}`
    const query = `sum(sum_over_time(${selector}[24h]))`
    const params = new URLSearchParams({ query, time: String(END / 1000 - 1), nocache: '1' })
    const answer = (await (await fetch(`${metrics.url}/api/v1/query?${params}`)).json()) as {
      data: { result: { value: [number, string] }[] }
    }
    expect(Number(answer.data.result[0]?.value[1])).to.be.closeTo(wanted, 1e-6 * wanted)
  }
})

async function runs(drill: Drill, from: number, to: number, outputs: readonly Output[]): Promise<void> {
  for (drill.now = from; drill.now <= to; drill.now += 20 * MINUTE) {
    const { error } = await drill.run({ deliver: (commit) => open(outputs, commit) })
    if (error !== undefined) throw error
  }
  drill.now -= 20 * MINUTE
}

function open(outputs: readonly Output[], commit: Parameters<typeof createDelivery>[0]['commit']) {
  const { deps } = sinkDependencies()
  const sinks = outputs.map(({ id, type, options }) => ({
    ...{ id, required: true },
    sink: createSink({ name: id.split('@')[0]!, type, options, secrets: {}, required: true }, deps),
  }))
  const signal = new AbortController().signal
  return createDelivery({ sinks, commit, log: deps.log, signal, batchDelayMs: 1 })
}

function expectComplete({ right, missing, wrong }: Comparison): void {
  expect({ missing: missing.length, first: missing[0], wrong: wrong[0] }).to.deep.equal({
    ...{ missing: 0, first: undefined, wrong: undefined },
  })
  expect(right).to.be.above(0)
}
