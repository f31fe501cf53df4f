import type { ListMetricsCommandInput, Metric } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import { clientsOf, NOW, rejection, simulate } from '../clients.ts'

describe('simulator ListMetrics', () => {
  let now = NOW
  const simulator = simulate({ functions: 150, now: () => now })

  async function list(input: ListMetricsCommandInput): Promise<{ metrics: Metric[]; pages: number[] }> {
    const { cloudwatch } = clientsOf(simulator())
    const metrics: Metric[] = []
    const pages: number[] = []
    let NextToken: string | undefined
    do {
      const page = await cloudwatch.listMetrics({ ...input, ...(NextToken ? { NextToken } : {}) })
      metrics.push(...page.Metrics!)
      pages.push(page.Metrics!.length)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return { metrics, pages }
  }

  it('should list every metric once, 500 a page', async () => {
    const { metrics, pages } = await list({ Namespace: 'AWS/Lambda' })
    const expected = simulator().oracle.metrics('us-east-1', 'AWS/Lambda', NOW.getTime())
    expect(pages.length).to.be.greaterThan(4)
    expect(new Set(pages.slice(0, -1))).to.eql(new Set([500]))
    expect(pages.at(-1)).to.be.within(1, 499)
    expect(metrics.map((metric) => JSON.stringify([metric.MetricName, metric.Dimensions]))).to.eql(
      expected.map((metric) => JSON.stringify([metric.name, metric.dimensions])),
    )
  })

  it('should list all namespaces without a filter', async () => {
    const { metrics } = await list({})
    expect(new Set(metrics.map(({ Namespace }) => Namespace))).to.eql(new Set(['AWS/Lambda', 'AWS/SQS']))
    const { metrics: queues } = await list({ Namespace: 'AWS/SQS' })
    expect(queues).to.have.length(5 * 9)
  })

  for (const [what, input, matches] of [
    ['a name', { MetricName: 'Errors' }, (metric: Metric) => metric.MetricName === 'Errors'],
    [
      'a dimension',
      { Dimensions: [{ Name: 'Resource' }] },
      (metric: Metric) => metric.Dimensions!.some(({ Name }) => Name === 'Resource'),
    ],
    [
      "a dimension's value",
      { Dimensions: [{ Name: 'FunctionName', Value: 'pricing-engine' }] },
      (metric: Metric) => metric.Dimensions!.some(({ Value }) => Value === 'pricing-engine'),
    ],
  ] as const) {
    it(`should filter by ${what}`, async () => {
      const { metrics } = await list({
        Namespace: 'AWS/Lambda',
        ...input,
        Dimensions: [...('Dimensions' in input ? input.Dimensions : [])],
      })
      const { metrics: all } = await list({ Namespace: 'AWS/Lambda' })
      expect(metrics).to.eql(all.filter(matches))
      expect(metrics.length).to.be.within(1, all.length - 1)
    })
  }

  it('should leave out what has had no data of late when asked for recently active ones', async () => {
    const { metrics: all } = await list({ Namespace: 'AWS/Lambda' })
    const { metrics: active } = await list({ Namespace: 'AWS/Lambda', RecentlyActive: 'PT3H' })
    expect(active.length).to.be.within(100, all.length - 1)
    const has = (metrics: Metric[], name: string) =>
      metrics.some(({ Dimensions }) => Dimensions!.some(({ Value }) => Value === name))
    expect(has(all, 'nightly_cost_report')).to.equal(true)
    expect(has(all, 'legacy-soap-bridge')).to.equal(false)
    const seen = new Set<boolean>()
    for (let hours = 0; hours < 24; hours += 3) {
      now = new Date(NOW.getTime() + hours * 3_600_000)
      const { metrics } = await list({
        RecentlyActive: 'PT3H',
        Dimensions: [{ Name: 'FunctionName', Value: 'nightly_cost_report' }],
      })
      seen.add(metrics.length > 0)
    }
    now = NOW
    expect(seen).to.eql(new Set([true, false]))
  })

  it('should name owners when linked accounts are asked for', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const answer = await cloudwatch.listMetrics({ MetricName: 'Errors', IncludeLinkedAccounts: true })
    expect(answer.OwningAccounts).to.eql(answer.Metrics!.map(() => '123456789012'))
  })

  describe('of a monitoring account', () => {
    const LINKED = '210987654321'
    const ownersBy = async (region: string, input: ListMetricsCommandInput) => {
      const { cloudwatch } = clientsOf(simulator(), { region })
      const owners: string[] = []
      let NextToken: string | undefined
      do {
        const page = await cloudwatch.listMetrics({ ...input, ...(NextToken ? { NextToken } : {}) })
        expect(page.OwningAccounts?.length ?? 0).to.be.oneOf([0, page.Metrics!.length])
        owners.push(...(page.OwningAccounts ?? page.Metrics!.map(() => 'nobody')))
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      return Object.fromEntries([...Map.groupBy(owners, (owner) => owner)].map(([k, v]) => [k, v.length]))
    }
    before(() => simulator().setLinks([{ source: LINKED, regions: ['us-east-1'] }]))
    after(() => simulator().setLinks([]))

    it('should list every metric of every account once, owners in parallel, where they are linked', async () => {
      const count = (account: string) =>
        simulator().oracle.forAccount(account).metrics('us-east-1', 'AWS/Lambda', NOW.getTime()).length
      const Namespace = 'AWS/Lambda'
      const all = { Namespace, IncludeLinkedAccounts: true }
      const wanted = { '123456789012': count('123456789012'), [LINKED]: count(LINKED) }
      expect(await ownersBy('us-east-1', all)).to.deep.equal(wanted)
      expect(await ownersBy('us-east-1', { ...all, OwningAccount: LINKED })).to.deep.equal({
        [LINKED]: count(LINKED),
      })
      expect(await ownersBy('us-east-1', { Namespace })).to.deep.equal({ nobody: count('123456789012') })
      expect(Object.keys(await ownersBy('eu-west-1', all))).to.deep.equal(['123456789012'])
      expect(await ownersBy('us-east-1', { ...all, OwningAccount: '999999999999' })).to.deep.equal({})
    })
  })

  it('should refuse a bad token and a bad RecentlyActive', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const token = await rejection(cloudwatch.listMetrics({ NextToken: 'nonsense' }))
    expect(token.name).to.equal('InvalidParameterValueException')
    const recent = await rejection(cloudwatch.listMetrics({ RecentlyActive: 'PT9H' as 'PT3H' }))
    expect(recent.name).to.equal('ValidationException')
  })
})
