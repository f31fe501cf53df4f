import type {
  GetMetricStatisticsCommandInput,
  ListMetricsCommandInput,
  Metric,
} from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, MINUTE, NOW, rejection, simulate } from '../clients.ts'

const NOW_MINUTE = Math.floor(NOW.getTime() / MINUTE) * MINUTE
const LINKED = '210987654321'

describe('simulator semantics of GetMetricStatistics', () => {
  const simulator = simulate({ functions: 14 })
  const asked: GetMetricStatisticsCommandInput = {
    Namespace: 'AWS/Lambda',
    MetricName: 'Duration',
    Dimensions: [{ Name: 'FunctionName', Value: 'storefront-api-prod' }],
    StartTime: new Date(NOW_MINUTE - 60 * MINUTE),
    EndTime: new Date(NOW_MINUTE),
    Period: 60,
  }
  const get = (more: Partial<GetMetricStatisticsCommandInput>) =>
    clientsOf(simulator()).cloudwatch.getMetricStatistics({ ...asked, ...more })

  semantic('cloudwatch.statistics-limit', async () => {
    const day = { StartTime: new Date(NOW_MINUTE - 1440 * MINUTE), Statistics: ['Sum' as const] }
    expect((await get(day)).Datapoints).to.have.length(1440)
    const more = await rejection(get({ ...day, StartTime: new Date(NOW_MINUTE - 1441 * MINUTE) }))
    expect(more.name).to.equal('InvalidParameterCombinationException')
    expect(more.message).to.contain('1441').and.contain('1440')
  })

  semantic('cloudwatch.statistics-either', async () => {
    for (const more of [{}, { Statistics: ['Sum' as const], ExtendedStatistics: ['p95'] }]) {
      expect((await rejection(get(more))).name).to.equal('InvalidParameterCombinationException')
    }
    const { Datapoints: [point] = [] } = await get({ ExtendedStatistics: ['p95'] })
    expect(Object.keys(point?.ExtendedStatistics ?? {})).to.eql(['p95'])
  })

  semantic('cloudwatch.statistics-unordered', async () => {
    const { Datapoints = [] } = await get({ Statistics: ['Sum'] })
    const found = Datapoints.map(({ Timestamp }) => Timestamp?.getTime() ?? 0)
    expect(new Set(found).size).to.equal(60)
    expect(found).not.to.eql(found.toSorted((a, b) => a - b))
    expect(found).not.to.eql(found.toSorted((a, b) => b - a))
  })

  semantic('cloudwatch.statistics-unit', async () => {
    const { Datapoints = [] } = await get({ Statistics: ['Sum'] })
    expect(new Set(Datapoints.map(({ Unit }) => Unit))).to.eql(new Set(['Milliseconds']))
  })

  semantic('cloudwatch.statistics-five', async () => {
    const plain = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] as const
    expect((await get({ Statistics: [...plain] })).Datapoints).to.have.length(60)
    const extended = Array.from({ length: 11 }, (_, i) => `p${80 + i}`)
    expect((await get({ ExtendedStatistics: extended.slice(1) })).Datapoints).to.have.length(60)
    for (const more of [{ Statistics: [...plain, 'Sum' as const] }, { ExtendedStatistics: extended }]) {
      expect((await rejection(get(more))).name).to.equal('ValidationException')
    }
  })
})

describe('simulator semantics of ListMetrics', () => {
  let now = NOW
  const simulator = simulate({ functions: 150, links: [{ source: LINKED }], now: () => now })
  afterEach(() => {
    now = NOW
  })

  async function list(input: ListMetricsCommandInput) {
    const { cloudwatch } = clientsOf(simulator())
    const found: { readonly metrics: Metric[]; readonly owners: string[]; readonly pages: number[] } = {
      metrics: [],
      owners: [],
      pages: [],
    }
    let NextToken: string | undefined
    do {
      const page = await cloudwatch.listMetrics({ ...input, ...(NextToken ? { NextToken } : {}) })
      found.metrics.push(...page.Metrics!)
      found.owners.push(...(page.OwningAccounts ?? []))
      found.pages.push(page.Metrics!.length)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found
  }

  semantic('cloudwatch.metrics-a-page', async () => {
    const { pages } = await list({ Namespace: 'AWS/Lambda' })
    expect(pages.length).to.be.greaterThan(2)
    expect(new Set(pages.slice(0, -1))).to.eql(new Set([500]))
  })

  semantic('cloudwatch.list-exact', async () => {
    expect((await list({ Namespace: 'AWS/Lamb' })).metrics).to.eql([])
    expect((await list({ Namespace: 'AWS/Lambda', MetricName: 'error' })).metrics).to.eql([])
    const { metrics } = await list({ MetricName: 'Errors' })
    expect(new Set(metrics.map(({ MetricName }) => MetricName))).to.eql(new Set(['Errors']))
  })

  semantic('cloudwatch.list-dimension', async () => {
    const Dimensions = [{ Name: 'FunctionName', Value: 'pricing-engine' }]
    const { metrics } = await list({ Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions })
    const sets = metrics.map((metric) => metric.Dimensions!.map(({ Name }) => Name).join())
    expect(new Set(sets)).to.eql(
      new Set(['FunctionName', 'FunctionName,Resource', 'FunctionName,Resource,ExecutedVersion']),
    )
  })

  semantic('cloudwatch.list-ten-dimensions', async () => {
    const Dimensions = Array.from({ length: 11 }, (_, i) => ({ Name: `D${i}` }))
    expect((await rejection(list({ Dimensions }))).name).to.equal('ValidationException')
    expect((await list({ Dimensions: Dimensions.slice(1) })).metrics).to.eql([])
  })

  semantic('cloudwatch.recently-active', async () => {
    const seen: number[] = []
    const Dimensions = [{ Name: 'FunctionName', Value: 'nightly_cost_report' }]
    const asked: ListMetricsCommandInput = { MetricName: 'Invocations', Dimensions, RecentlyActive: 'PT3H' }
    const { oracle } = simulator()
    const identity = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: Dimensions }
    const midnight = Date.parse('2026-03-04T00:00:00Z')
    const minutes = Array.from({ length: 1440 }, (_, i) => midnight + i * MINUTE)
    const ran = minutes.find(
      (minute) => oracle.value('us-east-1', identity, 'Sum', minute, 60) !== undefined,
    )!
    for (let after = 5; after < 300; after += 5) {
      now = new Date(ran + after * MINUTE)
      if ((await list(asked)).metrics.length > 0) seen.push(after)
    }
    expect(seen[0]).to.equal(5)
    expect(seen.at(-1)).to.be.within(180, 230)
    expect(seen).to.eql(Array.from({ length: seen.length }, (_, i) => 5 * (i + 1)))
  })

  semantic('cloudwatch.recently-active-value', async () => {
    const error = await rejection(list({ RecentlyActive: 'PT1H' as 'PT3H' }))
    expect(error.name).to.equal('ValidationException')
  })

  semantic('cloudwatch.list-linked', async () => {
    const asked = { Namespace: 'AWS/Lambda', MetricName: 'Errors' }
    const own = await list(asked)
    const all = await list({ ...asked, IncludeLinkedAccounts: true })
    expect(own.owners).to.eql([])
    expect(new Set(all.owners)).to.eql(new Set(['123456789012', LINKED]))
    expect(all.metrics.length).to.be.greaterThan(1.5 * own.metrics.length)
  })

  semantic('cloudwatch.owning-accounts', async () => {
    const { metrics, owners } = await list({ Namespace: 'AWS/Lambda', IncludeLinkedAccounts: true })
    expect(owners).to.have.length(metrics.length)
    const byOwner = Map.groupBy(metrics, (_, i) => owners[i])
    for (const account of ['123456789012', LINKED]) {
      const known = simulator().oracle.forAccount(account).metrics('us-east-1', 'AWS/Lambda', NOW.getTime())
      const texts = (some: readonly Pick<Metric, 'MetricName' | 'Dimensions'>[]) =>
        some.map(({ MetricName, Dimensions }) => JSON.stringify([MetricName, Dimensions])).toSorted()
      expect(texts(byOwner.get(account) ?? [])).to.eql(
        texts(known.map(({ name, dimensions }) => ({ MetricName: name, Dimensions: [...dimensions] }))),
      )
    }
  })

  semantic('cloudwatch.owning-account', async () => {
    const asked = { Namespace: 'AWS/Lambda', IncludeLinkedAccounts: true, OwningAccount: LINKED }
    expect(new Set((await list(asked)).owners)).to.eql(new Set([LINKED]))
    expect((await list({ ...asked, OwningAccount: '999999999999' })).metrics).to.eql([])
  })

  describe('of a function that is created', () => {
    const BORN = NOW_MINUTE + 10 * MINUTE
    const DAY = 1440 * MINUTE
    const created = simulate({ functions: 3, newcomerAt: new Date(BORN), now: () => now })
    const Dimensions = [{ Name: 'FunctionName', Value: 'storefront-checkout-v2' }]

    async function listed(): Promise<Metric[]> {
      const { cloudwatch } = clientsOf(created())
      return (await cloudwatch.listMetrics({ Dimensions })).Metrics ?? []
    }

    async function newest(): Promise<number | undefined> {
      const { cloudwatch } = clientsOf(created())
      const metric = { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Dimensions }
      const window = { StartTime: new Date(now.getTime() - 5 * MINUTE), EndTime: now }
      const { MetricDataResults: [result] = [] } = await cloudwatch.getMetricData({
        ...window,
        MetricDataQueries: [{ Id: 'a', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }],
      })
      return result?.Timestamps?.[0]?.getTime()
    }

    semantic('cloudwatch.list-new-metrics', async () => {
      const counts: number[] = []
      const readable: boolean[] = []
      for (let minute = 0; minute <= 20; minute += 1) {
        now = new Date(BORN + minute * MINUTE)
        counts.push((await listed()).length)
        readable.push((await newest()) !== undefined)
      }
      expect(readable.indexOf(true)).to.be.within(2, 3)
      expect(counts.slice(0, 2)).to.eql([0, 0])
      expect(counts[readable.indexOf(true)]).to.be.lessThan(counts[20]! / 2)
      expect(counts).to.eql(counts.toSorted((a, b) => a - b))
      expect(new Set(counts).size).to.be.greaterThan(3)
      expect(counts[17]).to.equal(counts[20])
      expect(counts[20]).to.be.greaterThan(10)
    })

    semantic('cloudwatch.list-two-weeks', async () => {
      const deleted = BORN + 6 * 60 * MINUTE
      const countAt = async (time: number) => {
        now = new Date(time)
        return (await listed()).length
      }
      const all = await countAt(deleted)
      expect(all).to.be.greaterThan(10)
      expect(await countAt(deleted + 13 * DAY)).to.equal(all)
      expect(await countAt(deleted + 14 * DAY - 30 * MINUTE)).to.be.within(5, all)
      expect(await countAt(deleted + 14 * DAY + 30 * MINUTE)).to.equal(0)
      expect(await countAt(BORN - MINUTE)).to.equal(0)
    })
  })
})
