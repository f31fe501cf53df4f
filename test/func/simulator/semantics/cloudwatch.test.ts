import type { GetMetricDataCommandInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, functionMetric, MINUTE, NOW, query, read, rejection, simulate } from '../clients.ts'

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW_MINUTE = Math.floor(NOW.getTime() / MINUTE) * MINUTE
const LINKED = '210987654321'

describe('simulator semantics of GetMetricData', () => {
  const simulator = simulate({ functions: 20, links: [{ source: LINKED }] })
  const WEB = functionMetric('Invocations', 'storefront-api-prod')
  const minutesAgo = (minutes: number) => new Date(NOW_MINUTE - minutes * MINUTE)

  function get(queries: readonly MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
    const window = { StartTime: minutesAgo(5), EndTime: minutesAgo(0) }
    return clientsOf(simulator()).cloudwatch.getMetricData({
      ...window,
      MetricDataQueries: [...queries],
      ...more,
    })
  }

  /** Times of the values, oldest first. */
  async function times(start: Date, end: Date, period: number, metric = WEB): Promise<number[]> {
    const values = await read(clientsOf(simulator()).cloudwatch, metric, 'Sum', start, end, period)
    return [...values.keys()].map((second) => second * 1000).toSorted((a, b) => a - b)
  }

  async function refusal(queries: readonly MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
    const { name, message } = await rejection(get(queries, more))
    return `${name}: ${message}`
  }

  semantic('cloudwatch.start-time-inclusive', async () => {
    const start = minutesAgo(5)
    expect((await times(start, minutesAgo(2), 60))[0]).to.equal(start.getTime())
  })

  semantic('cloudwatch.end-time-exclusive', async () => {
    expect(await times(minutesAgo(3), minutesAgo(1), 60)).to.eql(
      [3, 2].map((ago) => minutesAgo(ago).getTime()),
    )
  })

  async function expectRounded(ageMs: number, stepMs: number): Promise<void> {
    const start = NOW_MINUTE - ageMs + 17_345
    const [first] = await times(new Date(start), new Date(start + 3 * HOUR), 3600)
    expect(first).to.equal(Math.floor(start / stepMs) * stepMs)
  }

  semantic('cloudwatch.start-rounded-to-the-minute', () => expectRounded(2 * DAY, MINUTE))
  semantic('cloudwatch.start-rounded-to-five-minutes', () => expectRounded(20 * DAY, 5 * MINUTE))
  semantic('cloudwatch.start-rounded-to-the-hour', () => expectRounded(100 * DAY, HOUR))

  semantic('cloudwatch.periods-from-start', async () => {
    const start = minutesAgo(187)
    const found = await times(start, minutesAgo(7), 3600)
    expect(found).to.eql([0, 1, 2].map((hours) => start.getTime() + hours * HOUR))
  })

  semantic('cloudwatch.last-period-cut', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const [start, end] = [minutesAgo(90), minutesAgo(20)]
    const minutes = await read(cloudwatch, WEB, 'Sum', start, end)
    const cut = await read(cloudwatch, WEB, 'Sum', start, end, 3600)
    const second = (start.getTime() + HOUR) / 1000
    const wanted = [...minutes].filter(([at]) => at >= second).reduce((sum, [, value]) => sum + value, 0)
    expect([...minutes].filter(([at]) => at >= second)).to.have.length(10)
    expect(cut.get(second)).to.equal(wanted)
  })

  semantic('cloudwatch.start-before-end', async () => {
    const same = { StartTime: minutesAgo(5), EndTime: minutesAgo(5) }
    expect(await refusal([query('a', WEB, 'Sum')], same)).to.match(/^ValidationException: .*StartTime/)
    const turned = { StartTime: minutesAgo(4), EndTime: minutesAgo(5) }
    expect(await refusal([query('a', WEB, 'Sum')], turned)).to.match(/^ValidationException: .*StartTime/)
  })

  async function expectKept(period: number, days: number): Promise<void> {
    const oldest = NOW.getTime() - days * DAY
    const span = 4 * period * 1000
    const found = await times(new Date(oldest - span), new Date(oldest + span), period)
    expect(found).to.have.length.within(3, 4)
    expect(found[0]).to.be.within(oldest, oldest + period * 1000)
  }

  semantic('cloudwatch.minutes-kept', () => expectKept(60, 15))
  semantic('cloudwatch.five-minutes-kept', () => expectKept(300, 63))
  semantic('cloudwatch.hours-kept', () => expectKept(3600, 455))

  semantic('cloudwatch.old-data-coarse', async () => {
    const start = new Date(Math.floor(NOW_MINUTE / HOUR) * HOUR - 20 * DAY)
    const end = new Date(start.getTime() + HOUR)
    expect(await times(start, end, 60)).to.eql([])
    expect(await times(start, end, 120)).to.eql([])
    expect(await times(start, end, 600)).to.have.length(6)
  })

  semantic('cloudwatch.no-high-resolution', async () => {
    for (const period of [1, 5, 10, 30]) expect(await times(minutesAgo(3), minutesAgo(1), period)).to.eql([])
  })

  semantic('cloudwatch.period-allowed', async () => {
    for (const period of [2, 45, 90, 61]) {
      expect(await refusal([query('a', WEB, 'Sum', period)])).to.match(/^ValidationException: .*Period/)
    }
    for (const period of [1, 5, 10, 30, 60, 120, 86_400]) await get([query('a', WEB, 'Sum', period)])
  })

  semantic('cloudwatch.queries-a-request', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => query(`q${i}`, WEB, 'Sum'))
    expect((await get(many(500))).MetricDataResults).to.have.length(500)
    expect(await refusal(many(501))).to.match(/^ValidationException: .*500/)
  })

  semantic('cloudwatch.id-unique', async () => {
    expect(await refusal([query('a', WEB, 'Sum'), query('a', WEB, 'Average')])).to.match(/not unique/)
  })

  semantic('cloudwatch.id-characters', async () => {
    for (const id of ['A', '1a', '_a', 'a-b', 'a b', 'é']) {
      expect(await refusal([query(id, WEB, 'Sum')]), id).to.match(/^ValidationException: .*Id/)
    }
    await get([query('aB_9', WEB, 'Sum')])
  })

  semantic('cloudwatch.metric-or-expression', async () => {
    expect(await refusal([{ Id: 'a' }])).to.match(/^ValidationException: .*MetricStat .*Expression/)
    const both = { ...query('a', WEB, 'Sum'), Expression: 'b / 2' }
    expect(await refusal([both])).to.match(/^ValidationException: .*MetricStat .*Expression/)
    expect(await refusal([{ Id: 'a', Expression: 'b / 2' }])).to.match(/^NotSimulatedException: .*Expression/)
  })

  semantic('cloudwatch.scan-by-default', async () => {
    const { MetricDataResults: [result] = [] } = await get([query('a', WEB, 'Sum')])
    expect(result?.Timestamps).to.eql([1, 2, 3, 4, 5].map(minutesAgo))
  })

  semantic('cloudwatch.scan-by-ascending', async () => {
    const { MetricDataResults: [result] = [] } = await get([query('a', WEB, 'Sum')], {
      ScanBy: 'TimestampAscending',
    })
    expect(result?.Timestamps).to.eql([5, 4, 3, 2, 1].map(minutesAgo))
  })

  /** The values of each id on each page. */
  async function pages(queries: readonly MetricDataQuery[], more: Partial<GetMetricDataCommandInput>) {
    const found: {
      readonly ids: Map<string, readonly number[]>
      readonly statuses: (string | undefined)[]
    }[] = []
    let NextToken: string | undefined
    do {
      const page = await get(queries, { ...more, ...(NextToken ? { NextToken } : {}) })
      found.push({
        ids: new Map(page.MetricDataResults!.map(({ Id = '', Values = [] }) => [Id, Values])),
        statuses: page.MetricDataResults!.map(({ StatusCode }) => StatusCode),
      })
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    return found
  }

  semantic('cloudwatch.max-datapoints', async () => {
    const queries = ['Sum', 'Average', 'Maximum'].map((stat) => query(stat.toLowerCase(), WEB, stat))
    const window = { StartTime: minutesAgo(12), EndTime: minutesAgo(2) }
    const [whole] = await pages(queries, window)
    for (const MaxDatapoints of [1, 3, 7, 10, 29, 30]) {
      const found = await pages(queries, { ...window, MaxDatapoints })
      expect(found.length).to.equal(Math.ceil(30 / MaxDatapoints))
      for (const id of ['sum', 'average', 'maximum']) {
        expect(found.flatMap(({ ids }) => ids.get(id) ?? [])).to.eql(whole!.ids.get(id))
      }
    }
    expect(await refusal(queries, { MaxDatapoints: 100_801 })).to.match(/MaxDatapoints/)
  })

  semantic('cloudwatch.max-datapoints-default', async () => {
    const queries = Array.from({ length: 71 }, (_, i) => query(`q${i}`, WEB, 'Sum'))
    const day = { StartTime: minutesAgo(1440), EndTime: minutesAgo(0) }
    const found = await pages(queries, day)
    const counts = found.map(({ ids }) => [...ids.values()].flat().length)
    expect(counts).to.eql([100_800, 71 * 1440 - 100_800])
  })

  semantic('cloudwatch.partial-data', async () => {
    const found = await pages([query('a', WEB, 'Sum')], { MaxDatapoints: 2 })
    expect(found.map(({ statuses }) => statuses)).to.eql([['PartialData'], ['PartialData'], ['Complete']])
  })

  semantic('cloudwatch.next-token-of-request', async () => {
    const { NextToken } = await get([query('a', WEB, 'Sum')], { MaxDatapoints: 2 })
    const token = { MaxDatapoints: 2, ...(NextToken ? { NextToken } : {}) }
    expect(await refusal([query('a', WEB, 'Average')], token)).to.match(/^InvalidNextToken/)
    expect(await refusal([query('a', WEB, 'Sum')], { NextToken: 'bm9wZQ' })).to.match(/^InvalidNextToken/)
  })

  semantic('cloudwatch.return-data', async () => {
    const hidden = { ...query('b', WEB, 'Sum'), ReturnData: false }
    const { MetricDataResults = [] } = await get([query('a', WEB, 'Sum'), hidden])
    expect(MetricDataResults.map(({ Id }) => Id)).to.eql(['a'])
  })

  semantic('cloudwatch.unit-other', async () => {
    const inUnit = (Id: string, Unit: 'Count' | 'Bytes') => ({
      Id,
      MetricStat: { Metric: WEB, Period: 60, Stat: 'Sum', Unit },
    })
    const { MetricDataResults = [] } = await get([inUnit('count', 'Count'), inUnit('bytes', 'Bytes')])
    const counts = Object.fromEntries(MetricDataResults.map(({ Id, Values }) => [Id, Values?.length]))
    expect(counts).to.eql({ count: 5, bytes: 0 })
  })

  semantic('cloudwatch.values-match-timestamps', async () => {
    const functions = simulator().oracle.functions('us-east-1')
    const queries = functions.map(({ name }, i) => query(`q${i}`, functionMetric('Errors', name), 'p99'))
    const { MetricDataResults = [] } = await get(queries, { StartTime: minutesAgo(60) })
    expect(MetricDataResults.some(({ Values }) => Values!.length > 0)).to.equal(true)
    for (const { Timestamps, Values } of MetricDataResults) expect(Timestamps).to.have.length(Values!.length)
  })

  semantic('cloudwatch.all-dimensions', async () => {
    const resource = { Name: 'Resource', Value: 'pricing-engine:live' }
    const full = functionMetric('Invocations', 'pricing-engine')
    const alias = { ...full, Dimensions: [...full.Dimensions!, resource] }
    expect(await times(minutesAgo(5), minutesAgo(0), 60, alias)).to.have.length(5)
    expect(await times(minutesAgo(5), minutesAgo(0), 60, { ...full, Dimensions: [resource] })).to.eql([])
  })

  semantic('cloudwatch.absent-not-zero', async () => {
    const cron = functionMetric('Invocations', 'inventory_sync_5min')
    const found = await times(minutesAgo(60), minutesAgo(0), 60, cron)
    expect(found).to.have.length(12)
    expect(new Set(found.map((time) => (time / MINUTE) % 5)).size).to.equal(1)
  })

  semantic('cloudwatch.account-id', async () => {
    const { MetricDataResults = [] } = await get([
      { ...query('own', WEB, 'Sum'), AccountId: '123456789012' },
      { ...query('linked', WEB, 'Sum'), AccountId: LINKED },
    ])
    const values = Object.fromEntries(MetricDataResults.map(({ Id, Values }) => [Id, Values]))
    const truth = (account: string) =>
      [1, 2, 3, 4, 5].map((ago) => {
        const dimensions = [{ Name: 'FunctionName', Value: 'storefront-api-prod' }]
        const metric = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions }
        const oracle = simulator().oracle.forAccount(account)
        return oracle.value('us-east-1', metric, 'Sum', minutesAgo(ago).getTime(), 60, NOW.getTime())
      })
    expect(values).to.eql({ own: truth('123456789012'), linked: truth(LINKED) })
    expect(values.own).not.to.eql(values.linked)
  })

  semantic('cloudwatch.account-not-linked', async () => {
    const { MetricDataResults = [] } = await get([
      query('own', WEB, 'Sum'),
      { ...query('other', WEB, 'Sum'), AccountId: '999999999999' },
    ])
    const statuses = Object.fromEntries(MetricDataResults.map(({ Id, StatusCode }) => [Id, StatusCode]))
    expect(statuses).to.eql({ own: 'Complete', other: 'Forbidden' })
  })

  semantic('cloudwatch.dynamic-labels', async () => {
    const properties = ['Dim.FunctionName', 'Stat', 'Period', 'Region'].map((name) => `PROP('${name}')`)
    const Label = ['LABEL', ...properties, 'MAX', 'SUM', 'LAST'].map((name) => `\${${name}}`).join('|')
    const { MetricDataResults: [result] = [] } = await get([{ ...query('a', WEB, 'Sum'), Label }])
    const values = result?.Values ?? []
    const figures = [Math.max(...values), values.reduce((a, b) => a + b), values[0]]
    const names = ['Invocations', 'storefront-api-prod', 'Sum', '60', 'us-east-1']
    expect(result?.Label).to.equal([...names, ...figures].join('|'))
    const relative = { ...query('a', WEB, 'Sum'), Label: `\${LAST_TIME}` }
    expect(await refusal([relative])).to.match(/^NotSimulatedException: .*LAST_TIME/)
  })

  semantic('cloudwatch.label-time-zone', async () => {
    await get([query('a', WEB, 'Sum')], { LabelOptions: { Timezone: '+0130' } })
    for (const Timezone of ['0130', '+1:30', 'UTC']) {
      expect(await refusal([query('a', WEB, 'Sum')], { LabelOptions: { Timezone } })).to.match(
        /ValidationException/,
      )
    }
  })
})
