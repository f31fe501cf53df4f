/** Requests and answers of the direct path against the SDK: the same JSON, the same values. */
import { Readable } from 'node:stream'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { expect } from 'chai'
import fc from 'fast-check'
import { metricDataReader } from '#func/aws/fast-path/metric-data-answer.ts'
import { printMetricData } from '#func/aws/fast-path/metric-data-request.ts'
import { readMetricList } from '#func/aws/fast-path/metric-list.ts'
import { putMetricData, toMetricDataInput, toMetricPage } from '#func/aws/fast-path/sdk-shapes.ts'
import { BytePool } from '#func/bytes/byte-pool.ts'
import { GrowingBytes } from '#func/bytes/growing-bytes.ts'
import type { MetricDataRequest, MetricPage } from '#func/script.ts'
import { emptyTable, type JsonAnswer, tableOfJson } from './metric-tables.ts'

/** A client of the SDK that gets this answer, and what it sends. */
function sdkWith(answer: string) {
  const sent: HttpRequest[] = []
  const client = new CloudWatch({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'not-a-real-secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: HttpRequest) => {
        sent.push(request)
        const headers = { 'content-type': 'application/x-amz-json-1.0' }
        const body = Readable.from([Buffer.from(answer)])
        return { response: new HttpResponse({ statusCode: 200, headers, body }) }
      },
    },
  })
  return { client, sent }
}

function printed(request: MetricDataRequest, nextToken?: string): string {
  const body = new GrowingBytes(new BytePool())
  printMetricData(request, nextToken, body)
  return body.content.toString()
}

async function sentBySdk(request: MetricDataRequest, nextToken?: string): Promise<unknown> {
  const { client, sent } = sdkWith('{}')
  await client.getMetricData(toMetricDataInput(request, nextToken))
  return JSON.parse(Buffer.concat([sent[0]!.body]).toString())
}

const ROWS = 4
const REQUEST: MetricDataRequest = { namespace: 'N', start: 60_000, end: 360_000, period: 60, slices: [] }
const readMetricData = metricDataReader()

/** The table that an answer makes; undefined when it is left to the SDK. */
function tableOf(answer: string, request = REQUEST) {
  const table = emptyTable(request, ROWS)
  const page = readMetricData(Buffer.from(answer), request, table)
  if (page === undefined) expect(table, 'nothing of it').to.deep.equal(emptyTable(request, ROWS))
  return page && { table, nextToken: page.nextToken }
}

async function tableOfSdk(answer: string) {
  const output = await sdkWith(answer).client.getMetricData(toMetricDataInput(REQUEST, undefined))
  const table = emptyTable(REQUEST, ROWS)
  const { nextToken } = putMetricData(output, REQUEST, table)
  return { table, nextToken }
}

const text = fc.string({ unit: 'binary', maxLength: 12 })
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 10 })

describe('aws/metric-data requests', () => {
  const metric = fc.constantFrom('Errors', 'Duration', 'Zä"hler')
  const slice = fc.record({
    set: fc.record(
      { dimensions: fc.array(fc.record({ name: text, value: text }), { maxLength: 3 }), account: text },
      { requiredKeys: ['dimensions'] },
    ),
    series: fc.array(fc.record({ metric, statistic: fc.constantFrom('Sum', 'p99.9', 'TM(2%:98%)') }), {
      maxLength: 5,
    }),
  })
  const times = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
  const requests = fc.record(
    {
      namespace: text,
      start: times.map(Number),
      end: times.map(Number),
      period: fc.integer({ min: 1, max: 1e6 }),
      slices: fc.array(slice, { maxLength: 4 }),
      rows: fc.array(fc.nat(20)).map((rows) => new Set(rows)),
    },
    { requiredKeys: ['namespace', 'start', 'end', 'period', 'slices'] },
  )

  it('should say what the SDK says', async () => {
    await fc.assert(
      fc.asyncProperty(requests, fc.option(text, { nil: undefined }), async (request, token) => {
        expect(JSON.parse(printed(request, token))).to.deep.equal(await sentBySdk(request, token))
      }),
      { numRuns: 100 },
    )
  })

  it('should ask for each series under the id of its row', () => {
    const dimensions = [{ name: 'FunctionName', value: 'a' }]
    const series = ['Sum', 'p95'].map((statistic) => ({ metric: 'Errors', statistic }))
    const slices = [
      { set: { dimensions }, series },
      { set: { dimensions: [], account: '210987654321' }, series },
    ]
    const query = (Id: string, Dimensions: object[], Stat: string) => {
      const Metric = { Namespace: 'N', MetricName: 'Errors', Dimensions }
      return { Id, MetricStat: { Metric, Period: 60, Stat } }
    }
    expect(JSON.parse(printed({ ...REQUEST, slices, rows: new Set([1, 2]) }, 'next'))).to.deep.equal({
      MetricDataQueries: [
        query('q1', [{ Name: 'FunctionName', Value: 'a' }], 'p95'),
        { ...query('q2', [], 'Sum'), AccountId: '210987654321' },
      ],
      StartTime: 60,
      EndTime: 360,
      ScanBy: 'TimestampAscending',
      NextToken: 'next',
    })
  })
})

describe('aws/metric-data answers', () => {
  const ids = fc.constantFrom('q0', 'q1', 'q3', 'q4', 'q', 'q01', 'x')
  const seconds = fc.oneof(fc.integer({ min: 0, max: 420 }), fc.double({ min: 0, max: 420, noNaN: true }))
  const value = fc.oneof(
    { weight: 20, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
    { weight: 1, arbitrary: fc.constantFrom('NaN', 'Infinity', '-Infinity') },
  )
  const result = fc.record(
    {
      Id: ids,
      Label: nullable(text),
      Timestamps: nullable(fc.array(seconds, { maxLength: 6 })),
      Values: nullable(fc.array(value, { maxLength: 6 })),
      StatusCode: nullable(fc.constantFrom('Complete', 'PartialData', 'InternalError', 'Forbidden')),
      Messages: nullable(fc.array(fc.record({ Code: text, Value: text }), { maxLength: 2 })),
      Unheard: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  const answers = fc.record(
    {
      MetricDataResults: fc.array(result, { maxLength: 6 }),
      NextToken: nullable(text),
      Messages: nullable(fc.array(fc.record({ Code: text, Value: text }), { maxLength: 2 })),
      Unheard: fc.jsonValue(),
    },
    { requiredKeys: ['MetricDataResults'] },
  )

  it('should have the values that the SDK reads', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const json = JSON.stringify(answer)
        const wanted = tableOfJson(answer as JsonAnswer, REQUEST, ROWS)
        const read = tableOf(json)
        expect(read?.table).to.deep.equal(wanted)
        expect(read).to.deep.equal(await tableOfSdk(json))
      }),
      { numRuns: 200 },
    )
  })

  it('should be read where results are like their neighbours', () => {
    const shared = fc.record({
      Label: fc.constantFrom('Errors', 'Duration'),
      Timestamps: fc.constantFrom([], [60, 120], [60, 180], [60, 120, 180]),
      StatusCode: fc.constantFrom('Complete', 'Complete', 'PartialData'),
    })
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 4 })
    const own = fc.record({ Id: ids, Values: values })
    const orders = fc.constantFrom(
      ['Id', 'Label', 'Timestamps', 'Values', 'StatusCode'],
      ['Values', 'StatusCode', 'Id', 'Label', 'Timestamps'],
      ['StatusCode', 'Timestamps', 'Values', 'Label', 'Id'],
    )
    const results = fc.array(fc.tuple(shared, fc.array(own, { maxLength: 4 })), { maxLength: 6 })
    fc.assert(
      fc.property(results, orders, fc.constantFrom(undefined, 1), (found, order, space) => {
        const all = found.flatMap(([uniform, owns]) => owns.map((each) => ({ ...uniform, ...each })))
        const body = JSON.stringify({ MetricDataResults: all }, ['MetricDataResults', ...order], space)
        expect(tableOf(body)?.table).to.deep.equal(tableOfJson(JSON.parse(body), REQUEST, ROWS))
      }),
      { numRuns: 500 },
    )
  })

  const oddities: Record<string, string> = {
    'a second id after the values': '"Id":"q0","Values":[1],"Id":"q1"',
    'a second list of values': '"Values":[1],"Id":"q0","Values":[2]',
    'values before the id': '"Values":[1],"Id":"q0"',
    'a second list of times': '"Id":"q0","Values":[1],"Timestamps":[120]',
    'a message': '"Id":"q0","Values":[1],"Messages":[{"Code":"c","Value":"v"}]',
  }
  for (const [name, members] of Object.entries(oddities)) {
    it(`should be read as JSON is with ${name}`, () => {
      const one = `{"Timestamps":[60],${members},"Label":"l","StatusCode":"Complete"}`
      const body = `{"MetricDataResults":[${one},${one},${one}]}`
      expect(tableOf(body)?.table).to.deep.equal(tableOfJson(JSON.parse(body), REQUEST, ROWS))
    })
  }

  it('should stay in the table beside those of another page', () => {
    const page = (Timestamps: number[], Values: number[]) =>
      JSON.stringify({ MetricDataResults: [{ Id: 'q1', Timestamps, Values, StatusCode: 'Complete' }] })
    const table = emptyTable(REQUEST, ROWS)
    for (const json of [page([60, 120], [1, 2]), page([120, 180], [3, 4])]) {
      readMetricData(Buffer.from(json), REQUEST, table)
    }
    expect([...table.values.slice(table.columns, 2 * table.columns)].slice(0, 3)).to.deep.equal([1, 3, 4])
  })

  const left: Record<string, string> = {
    'an empty answer': '',
    'text that is no JSON': '<html>',
    'an answer cut in the middle':
      '{"MetricDataResults":[{"Id":"q0","Timestamps":[60],"Values":[1]},{"Id":"q',
    'two answers': '{}{}',
    null: 'null',
    'times as text': '{"MetricDataResults":[{"Id":"q0","Timestamps":["1.5"],"Values":[1]}]}',
    'values as objects': '{"MetricDataResults":[{"Id":"q0","Timestamps":[60],"Values":[{}]}]}',
    'an id that is no text': '{"MetricDataResults":[{"Id":7}]}',
    'a result that is null': '{"MetricDataResults":[null]}',
    'results that are not there': '{}',
    'results that are null': '{"MetricDataResults":null}',
    'results that are no list': '{"MetricDataResults":{}}',
  }
  for (const [name, answer] of Object.entries(left)) {
    it(`should be left to the SDK when it is ${name}`, () => {
      expect(tableOf(answer)).to.equal(undefined)
    })
  }
})

describe('aws/metric-list answers', () => {
  const pair = fc.record({ Name: text, Value: text })
  const listed = fc.record(
    {
      Metrics: fc.array(
        fc.record(
          {
            Namespace: text,
            MetricName: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
            Dimensions: nullable(fc.array(pair, { maxLength: 3 })),
            Unheard: fc.jsonValue(),
          },
          { requiredKeys: ['MetricName'] },
        ),
        { maxLength: 4 },
      ),
      NextToken: nullable(text),
      OwningAccounts: nullable(fc.array(text, { maxLength: 2 })),
      Unheard: fc.jsonValue(),
    },
    { requiredKeys: ['Metrics'] },
  )
  const pageOf = (json: string): MetricPage | undefined => readMetricList(Buffer.from(json))

  it('should have the metrics that the SDK lists', async () => {
    await fc.assert(
      fc.asyncProperty(listed, async (answer) => {
        const json = JSON.stringify(answer)
        const output = await sdkWith(json).client.listMetrics({})
        expect(pageOf(json)).to.deep.equal(toMetricPage(output))
      }),
      { numRuns: 200 },
    )
  })

  it('should be read where metrics are like their neighbours', () => {
    const some = (...texts: readonly string[]) => fc.constantFrom(...texts)
    const dimensions = fc.array(
      fc.record({ Name: some('FunctionName', 'Resource'), Value: some('a', 'a:1', 'längst "b"') }),
      { maxLength: 2 },
    )
    const metrics = fc.record({
      Namespace: some('AWS/Lambda', 'AWS/Lambda', 'AWS/SQS'),
      MetricName: some('Errors', 'Duration'),
      Dimensions: dimensions,
    })
    const orders = fc.constantFrom(
      ['Namespace', 'MetricName', 'Dimensions', 'Name', 'Value'],
      ['Dimensions', 'Value', 'Name', 'MetricName', 'Namespace'],
    )
    const spaces = fc.constantFrom(undefined, 1)
    fc.assert(
      fc.property(fc.array(metrics, { maxLength: 8 }), orders, spaces, (found, order, space) => {
        const body = JSON.stringify({ Metrics: found }, ['Metrics', ...order], space)
        expect(pageOf(body)).to.deep.equal(toMetricPage({ Metrics: found }))
      }),
      { numRuns: 300 },
    )
  })

  it('should name metrics, dimensions, owners and the next page', () => {
    const Metrics = [{ Namespace: 'a', MetricName: 'b', Dimensions: [{ Name: 'c', Value: 'd' }] }]
    const page = { Metrics, NextToken: 't', OwningAccounts: ['210987654321'] }
    expect(pageOf(JSON.stringify(page))).to.deep.equal({
      metrics: [{ name: 'b', dimensions: [{ name: 'c', value: 'd' }] }],
      owners: ['210987654321'],
      nextToken: 't',
    })
  })

  for (const answer of ['', '{', '{"Metrics":[{"MetricName":1}]}', '{"Metrics":"a"}', '[]']) {
    it(`should be left to the SDK when it is ${answer || 'empty'}`, () => {
      expect(pageOf(answer)).to.equal(undefined)
    })
  }
})
