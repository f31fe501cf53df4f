import type { GetMetricDataCommandInput, MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import {
  clientsOf,
  functionMetric,
  MINUTE,
  NOW,
  query,
  read,
  rejection,
  simulate,
  statusOf,
} from '../clients.ts'

const WEB = functionMetric('Duration', 'storefront-api-prod')
const NOW_MINUTE = Math.floor(NOW.getTime() / MINUTE) * MINUTE
const DAY = 86_400_000

function minutesAgo(minutes: number): Date {
  return new Date(NOW_MINUTE - minutes * MINUTE)
}

function ask(queries: readonly MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
  return { StartTime: minutesAgo(5), EndTime: NOW, MetricDataQueries: [...queries], ...more }
}

describe('simulator GetMetricData', () => {
  const simulator = simulate()

  it('should answer what the oracle knows, of every listed metric and statistic', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const { oracle } = simulator()
    const metrics = [...oracle.metrics('us-east-1', 'AWS/Lambda'), ...oracle.metrics('us-east-1', 'AWS/SQS')]
    const stats = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum', 'p95']
    let values = 0
    for (let from = 0; from < metrics.length; from += 80) {
      const some = metrics.slice(from, from + 80)
      const queries = some.flatMap((metric, i) =>
        stats.map((stat, j) => {
          const { namespace: Namespace, name: MetricName, dimensions } = metric
          return query(`q${i}_${j}`, { Namespace, MetricName, Dimensions: [...dimensions] }, stat)
        }),
      )
      const answer = await cloudwatch.getMetricData(ask(queries))
      expect(answer.MetricDataResults).to.have.length(queries.length)
      for (const { Id, Timestamps, Values, StatusCode } of answer.MetricDataResults!) {
        const [i, j] = Id!.slice(1).split('_').map(Number)
        expect(StatusCode).to.equal('Complete')
        Timestamps!.forEach((time, k) => {
          const seen = NOW.getTime()
          const expected = oracle.value('us-east-1', some[i!]!, stats[j!]!, time.getTime(), 60, seen)
          expect(Values![k]).to.equal(expected)
          values += 1
        })
      }
    }
    expect(values).to.be.greaterThan(2000)
  })

  it('should take the start in and leave the end out, newest first unless asked otherwise', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const times = async (more: Partial<GetMetricDataCommandInput>) => {
      const input = ask([query('q', WEB, 'Sum')], {
        StartTime: minutesAgo(4),
        EndTime: minutesAgo(1),
        ...more,
      })
      const answer = await cloudwatch.getMetricData(input)
      return answer.MetricDataResults![0]!.Timestamps!.map((time) => (NOW_MINUTE - time.getTime()) / MINUTE)
    }
    expect(await times({})).to.eql([2, 3, 4])
    expect(await times({ ScanBy: 'TimestampAscending' })).to.eql([4, 3, 2])
    const unaligned = { StartTime: new Date(NOW_MINUTE - 4 * MINUTE + 31_000) }
    expect(await times({ ...unaligned, ScanBy: 'TimestampAscending' })).to.eql([4, 3, 2])
  })

  it('should have nothing for the running minute and the future', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const values = await read(cloudwatch, WEB, 'Sum', minutesAgo(2), minutesAgo(-60))
    expect([...values.keys()].map((second) => (NOW_MINUTE - second * 1000) / MINUTE)).to.eql([1, 2])
  })

  it('should count periods from the start, and cut the last one by the end', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const start = new Date('2026-03-04T09:03:00Z')
    const values = await read(cloudwatch, WEB, 'SampleCount', start, minutesAgo(1), 3600)
    const expected = ['2026-03-04T10:03:00Z', '2026-03-04T09:03:00Z'].map((time) => Date.parse(time) / 1000)
    expect([...values.keys()]).to.eql(expected)
    const minutes = await read(cloudwatch, WEB, 'SampleCount', start, minutesAgo(1))
    const sum = (from: number, to: number) =>
      [...minutes].reduce((all, [second, count]) => all + (second >= from && second < to ? count : 0), 0)
    const [cut = 0, whole = 0] = expected
    expect([...values.values()]).to.eql([sum(cut, cut + 3600), sum(whole, whole + 3600)])
    expect([...minutes.keys()].filter((second) => second >= cut)).to.have.length(3)
  })

  it('should add up over the wire: an hour is its minutes', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const [start, end] = [new Date('2026-03-04T09:00:00Z'), new Date('2026-03-04T10:00:00Z')]
    const hour = await read(cloudwatch, WEB, 'Sum', start, end, 3600)
    const minutes = await read(cloudwatch, WEB, 'Sum', start, end)
    expect(minutes.size).to.equal(60)
    expect([...hour.values()][0]).to.be.closeTo(
      [...minutes.values()].reduce((a, b) => a + b),
      1e-3,
    )
  })

  for (const [period, keptDays] of [
    [60, 15],
    [300, 63],
    [3600, 455],
  ] as const) {
    it(`should keep points of ${period} s for ${keptDays} days`, async () => {
      const { cloudwatch } = clientsOf(simulator())
      const edge = NOW.getTime() - keptDays * DAY
      const step = period * 1000
      const [start, end] = [new Date(edge - 10 * step), new Date(edge + 10 * step)]
      const seconds = [...(await read(cloudwatch, WEB, 'Sum', start, end, period)).keys()]
      expect(seconds).to.have.length.within(9, 10)
      for (const second of seconds) expect(second * 1000).to.be.at.least(edge)
    })
  }

  it('should have nothing below a minute, nor in another unit, nor of an unknown metric or function', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const answer = await cloudwatch.getMetricData(
      ask([
        query('short', WEB, 'Sum', 10),
        { Id: 'unit', MetricStat: { Metric: WEB, Period: 60, Stat: 'Sum', Unit: 'Bytes' } },
        { Id: 'right', MetricStat: { Metric: WEB, Period: 60, Stat: 'Sum', Unit: 'Milliseconds' } },
        query('metric', functionMetric('Nonsense', 'storefront-api-prod'), 'Sum'),
        query('fn', functionMetric('Duration', 'no-such-function'), 'Sum'),
        { ...query('hidden', WEB, 'Sum'), ReturnData: false },
      ]),
    )
    const counts = answer.MetricDataResults!.map(({ Id, Values }) => [Id, Values!.length])
    expect(counts).to.have.deep.members([
      ['short', 0],
      ['unit', 0],
      ['right', 5],
      ['metric', 0],
      ['fn', 0],
    ])
  })

  it('should split results over pages without losing or repeating a value', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const queries = ['Sum', 'Average', 'Maximum'].map((stat, i) => query(`q${i}`, WEB, stat))
    const input = ask(queries, { StartTime: minutesAgo(50) })
    const whole = await cloudwatch.getMetricData(input)
    const joined = new Map<string, number[]>()
    const statuses: string[] = []
    let pages = 0
    let NextToken: string | undefined
    do {
      const page = await cloudwatch.getMetricData({
        ...input,
        MaxDatapoints: 40,
        ...(NextToken ? { NextToken } : {}),
      })
      for (const { Id, Values, StatusCode } of page.MetricDataResults!) {
        joined.set(Id!, [...(joined.get(Id!) ?? []), ...Values!])
        statuses.push(StatusCode!)
      }
      pages += 1
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(pages).to.equal(4)
    expect(statuses).to.eql(['PartialData', 'Complete', 'PartialData', 'Complete', 'PartialData', 'Complete'])
    for (const { Id, Values } of whole.MetricDataResults!) expect(joined.get(Id!)).to.eql(Values)
  })

  it('should refuse a token of another request or of nobody', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const input = ask([query('q', WEB, 'Sum')], { MaxDatapoints: 2 })
    const { NextToken } = await cloudwatch.getMetricData(input)
    const other = ask([query('q', WEB, 'Average')], { MaxDatapoints: 2 })
    for (const call of [
      cloudwatch.getMetricData({ ...other, ...(NextToken ? { NextToken } : {}) }),
      cloudwatch.getMetricData({ ...input, NextToken: 'bm9wZQ' }),
    ]) {
      const error = await rejection(call)
      expect([error.name, statusOf(error)]).to.eql(['InvalidNextToken', 400])
    }
  })

  const many = Array.from({ length: 501 }, (_, i) => query(`q${i}`, WEB, 'Sum'))
  const REFUSED: readonly (readonly [string, Partial<GetMetricDataCommandInput>, string, RegExp])[] = [
    ['more than 500 queries', { MetricDataQueries: many }, 'ValidationException', /size greater than 500/],
    ['no query', { MetricDataQueries: [] }, 'MissingRequiredParameterException', /MetricDataQueries/],
    ['a start after the end', { StartTime: NOW, EndTime: minutesAgo(5) }, 'ValidationException', /StartTime/],
    ['a start at the end', { StartTime: NOW, EndTime: NOW }, 'ValidationException', /StartTime/],
    [
      'an odd period',
      { MetricDataQueries: [query('q', WEB, 'Sum', 90)] },
      'ValidationException',
      /multiple of 60/,
    ],
    ['an unknown statistic', { MetricDataQueries: [query('q', WEB, 'Mean')] }, 'ValidationException', /Mean/],
    ['a bad id', { MetricDataQueries: [query('Q-1', WEB, 'Sum')] }, 'ValidationException', /pattern/],
    ['one id twice', { MetricDataQueries: [many[0]!, many[0]!] }, 'ValidationException', /not unique/],
    ['too many points a page', { MaxDatapoints: 100_801 }, 'ValidationException', /MaxDatapoints/],
    [
      'an expression',
      { MetricDataQueries: [{ Id: 'q', Expression: '1' }] },
      'NotSimulatedException',
      /Expression/,
    ],
  ]
  for (const [what, more, name, message] of REFUSED) {
    it(`should refuse ${what}`, async () => {
      const { cloudwatch } = clientsOf(simulator())
      const error = await rejection(cloudwatch.getMetricData(ask(many.slice(0, 1), more)))
      expect([error.name, statusOf(error)]).to.eql([name, 400])
      expect(error.message).to.match(message)
    })
  }

  it('should refuse a body longer than CloudWatch takes', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const long = { ...query('q', WEB, 'Sum'), Label: 'x'.repeat(700_000) }
    expect(statusOf(await rejection(cloudwatch.getMetricData(ask([long]))))).to.equal(413)
  })

  it('should forbid accounts that are not linked, query by query', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const answer = await cloudwatch.getMetricData(
      ask([
        { ...query('a', WEB, 'Sum'), AccountId: '999999999999' },
        { ...query('b', WEB, 'Sum'), AccountId: '123456789012' },
      ]),
    )
    const seen = answer.MetricDataResults!.map(({ StatusCode, Values }) => [StatusCode, Values!.length])
    expect(seen).to.have.deep.members([
      ['Forbidden', 0],
      ['Complete', 5],
    ])
  })

  it('should count queries, values and billed metrics by the five-statistics rule', async () => {
    const { cloudwatch } = clientsOf(simulator())
    simulator().resetCounters()
    const stats = ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount', 'p95']
    const queries = stats.map((stat, i) => query(`a${i}`, WEB, stat))
    const errors = query('b', functionMetric('Errors', 'storefront-api-prod'), 'Sum')
    await cloudwatch.getMetricData(ask([...queries, errors]))
    expect(simulator().counters).to.eql({
      'cloudwatch:GetMetricData': 1,
      queries: 7,
      billedMetrics: 3,
      datapoints: 35,
    })
  })
})

describe('simulator GetMetricData while runs go on', () => {
  let now = NOW
  const simulator = simulate({ now: () => now })

  it('should count a run from the minute after its end, in the minute of its start', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const start = NOW_MINUTE - MINUTE
    const name = 'invoice-pdf-render'
    const range = { startMs: start, endMs: start + MINUTE, by: 'minute' as const, functionNames: [name] }
    const { invocations } = simulator().oracle.logTruth('us-east-1', range)
    const counts: number[] = []
    for (const minutes of [0, 1, 2]) {
      const ended = invocations.filter(({ endMs }) => endMs <= NOW_MINUTE + minutes * MINUTE)
      now = new Date(NOW_MINUTE + minutes * MINUTE + 59_999)
      const at = async (metric: string, stat: string) => {
        const asked = functionMetric(metric, name)
        return (await read(cloudwatch, asked, stat, new Date(start), new Date(start + MINUTE))).get(
          start / 1000,
        )
      }
      const durations = ended.map(({ durationMs }) => durationMs)
      expect(await at('Invocations', 'Sum')).to.equal(ended.length)
      expect(await at('Errors', 'Sum')).to.equal(ended.filter(({ failure }) => failure !== undefined).length)
      expect(await at('Duration', 'Maximum')).to.equal(Math.max(...durations))
      expect(await at('Duration', 'p50')).to.equal(
        durations.toSorted((a, b) => a - b)[Math.ceil(durations.length / 2) - 1],
      )
      counts.push(ended.length)
    }
    expect(counts[0]).to.be.lessThan(counts[1]!)
    expect(counts.slice(1)).to.eql([invocations.length, invocations.length])
  })
})

describe('simulator GetMetricData with late values', () => {
  let now = NOW
  const simulator = simulate({ now: () => now, faults: { lateMinutes: 10 } })

  it('should converge to the final values, and to what its oracle saw on the way', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const invocations = functionMetric('Invocations', 'storefront-api-prod')
    const identity = {
      namespace: 'AWS/Lambda',
      name: 'Invocations',
      dimensions: [{ Name: 'FunctionName', Value: 'storefront-api-prod' }],
    }
    const start = NOW_MINUTE - MINUTE
    const seen: number[] = []
    for (let minutes = 0; minutes <= 12; minutes += 1) {
      now = new Date(NOW_MINUTE + minutes * MINUTE)
      const values = await read(cloudwatch, invocations, 'Sum', new Date(start), new Date(start + MINUTE))
      const { oracle } = simulator()
      expect(values.get(start / 1000)).to.equal(
        oracle.value('us-east-1', identity, 'Sum', start, 60, now.getTime()),
      )
      seen.push(values.get(start / 1000)!)
    }
    expect(seen).to.eql(seen.toSorted((a, b) => a - b))
    expect(new Set(seen).size).to.equal(11)
    expect(seen.at(-1)).to.equal(simulator().oracle.value('us-east-1', identity, 'Sum', start, 60))
  })
})
