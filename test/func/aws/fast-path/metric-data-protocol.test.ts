/** The short cut against the SDK's own protocol: same requests, same answers, same errors. */
import { Readable } from 'node:stream'
import { CloudWatch, type GetMetricDataCommandInput, type MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { expect } from 'chai'
import fc from 'fast-check'
import { readMetricData } from '#func/aws/fast-path/metric-data-answer.ts'
import { takeShortCut } from '#func/aws/fast-path/metric-data-protocol.ts'
import { writeMetricData } from '#func/aws/fast-path/metric-data-request.ts'
import { readMetricList } from '#func/aws/fast-path/metric-list-codec.ts'
import { BytePool } from '#func/bytes/byte-pool.ts'
import { GrowingBytes } from '#func/bytes/growing-bytes.ts'

interface Exchange {
  readonly status: number
  readonly body: string
}

type Call = 'getMetricData' | 'listMetrics'

/** What a client sends for an input, and what it makes of the answer. */
async function exchange(input: object, answer: Exchange, isShort: boolean, call: Call = 'getMetricData') {
  let sent: HttpRequest | undefined
  const client = new CloudWatch({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'not-a-real-secret' },
    endpoint: 'http://127.0.0.1:1/some/path?x=y',
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: HttpRequest) => {
        sent = request
        const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'id-1' }
        const body = Readable.from([Buffer.from(answer.body)])
        return { response: new HttpResponse({ statusCode: answer.status, headers, body }) }
      },
    },
  })
  if (isShort) takeShortCut(client, new BytePool())
  const outcome = await client[call](input as GetMetricDataCommandInput).then(
    (output: object) => ({ output }),
    (error: Error) => ({ error: { ...error, name: error.name, message: error.message } }),
  )
  if (sent === undefined) return { request: undefined, outcome }
  const { method, hostname, port, path, query, headers, body } = sent
  const { authorization: _a, 'x-amz-date': _d, 'amz-sdk-invocation-id': _i, ...stable } = headers
  // Members may come in another order, so the lengths are the same and the hashes need not be.
  const { 'x-amz-content-sha256': _s, ...compared } = stable
  const content: unknown = JSON.parse(Buffer.concat([body]).toString())
  return { request: { method, hostname, port, path, query, headers: compared, content }, outcome }
}

async function expectSame(input: object, answer: Exchange, call?: Call): Promise<void> {
  const plain = await exchange(input, answer, false, call)
  const short = await exchange(input, answer, true, call)
  expect(short).to.deep.equal(plain)
}

/** The body that the short way writes; undefined when it leaves the request to the SDK. */
function written(input: object): string | undefined {
  const body = new GrowingBytes(new BytePool())
  return writeMetricData(input, body) ? body.content.toString() : undefined
}

const text = fc.string({ unit: 'binary', maxLength: 12 })
const dimension = fc.record({ Name: text, Value: text })
const metric = fc.record(
  { Namespace: text, MetricName: text, Dimensions: fc.array(dimension, { maxLength: 3 }) },
  { requiredKeys: ['Namespace', 'MetricName'] },
)
const stat = fc.record({ Metric: metric, Period: fc.integer({ min: 1, max: 1e6 }), Stat: text })
const ordinaryQuery = fc.record(
  { Id: text, MetricStat: stat, AccountId: text },
  { requiredKeys: ['Id', 'MetricStat'] },
)
const anyQuery = fc.record(
  {
    Id: text,
    MetricStat: fc.record(
      { Metric: metric, Period: fc.nat(), Stat: text, Unit: fc.constantFrom('Count' as const, undefined) },
      { requiredKeys: ['Metric', 'Period', 'Stat'] },
    ),
    Expression: text,
    Label: text,
    ReturnData: fc.boolean(),
    AccountId: text,
    Unheard: text,
  },
  { requiredKeys: ['Id'] },
)
const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
const inputOf = (query: fc.Arbitrary<object>) =>
  fc.record(
    {
      MetricDataQueries: fc.array(query, { maxLength: 8 }),
      StartTime: date,
      EndTime: date,
      NextToken: text,
      ScanBy: fc.constantFrom('TimestampAscending', 'TimestampDescending'),
      MaxDatapoints: fc.nat(),
    },
    { requiredKeys: ['MetricDataQueries', 'StartTime', 'EndTime'] },
  )

const message = fc.record({ Code: text, Value: text })
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 10 })
const result = fc.record(
  {
    Id: text,
    Label: nullable(text),
    Timestamps: fc.array(fc.oneof(fc.nat(), fc.double({ min: 0, max: 4e9, noNaN: true })), { maxLength: 6 }),
    Values: fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
        { weight: 1, arbitrary: fc.constantFrom('NaN', 'Infinity', '-Infinity') },
      ),
      { maxLength: 6 },
    ),
    StatusCode: fc.constantFrom('Complete', 'PartialData', 'InternalError', 'Forbidden'),
    Messages: nullable(fc.array(message, { maxLength: 2 })),
    Unheard: text,
  },
  { requiredKeys: ['Id', 'Timestamps', 'Values', 'StatusCode'] },
)
const output = fc.record(
  {
    MetricDataResults: fc.array(result, { maxLength: 6 }),
    NextToken: nullable(text),
    Messages: nullable(fc.array(message, { maxLength: 2 })),
    Unheard: fc.anything(),
  },
  { requiredKeys: [] },
)

const listed = fc.record(
  {
    Metrics: fc.array(
      fc.oneof(
        {
          weight: 10,
          arbitrary: fc.record({ Namespace: text, MetricName: text, Dimensions: fc.array(dimension) }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ MetricName: nullable(text), Unheard: text }, { requiredKeys: [] }),
        },
      ),
      { maxLength: 4 },
    ),
    NextToken: nullable(text),
    OwningAccounts: nullable(fc.array(text, { maxLength: 2 })),
  },
  { requiredKeys: [] },
)

const INPUT = {
  MetricDataQueries: [
    { Id: 'q', MetricStat: { Metric: { Namespace: 'a', MetricName: 'b' }, Period: 60, Stat: 'Sum' } },
  ],
  StartTime: new Date(0),
  EndTime: new Date(60_500),
}

describe('aws/metric-data-protocol', () => {
  it('should send what the SDK sends', async () => {
    const inputs = fc.oneof(inputOf(ordinaryQuery), inputOf(anyQuery))
    await fc.assert(
      fc.asyncProperty(inputs, (input) => expectSame(input, { status: 200, body: '{}' })),
      { numRuns: 60 },
    )
  })

  it('should read what the SDK reads', async () => {
    await fc.assert(
      fc.asyncProperty(output, (answer) => expectSame(INPUT, { status: 200, body: JSON.stringify(answer) })),
      { numRuns: 60 },
    )
  })

  it('should read results that are like their neighbours', () => {
    const shared = fc.record({
      Label: fc.constantFrom('Errors', 'Duration'),
      Timestamps: fc.constantFrom([], [60, 120], [60, 180], [60, 120, 180]),
      StatusCode: fc.constantFrom('Complete', 'Complete', 'PartialData'),
    })
    const own = fc.record({ Id: text, Values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })) })
    const orders = fc.constantFrom<readonly (keyof MetricDataResult)[]>(
      ['Id', 'Label', 'Timestamps', 'Values', 'StatusCode'],
      ['Values', 'StatusCode', 'Id', 'Label', 'Timestamps'],
      ['StatusCode', 'Timestamps', 'Values', 'Label', 'Id'],
    )
    const results = fc.array(fc.tuple(shared, own, fc.integer({ min: 1, max: 3 })), { maxLength: 8 })
    fc.assert(
      fc.property(results, orders, fc.constantFrom(undefined, 1), (found, order, space) => {
        const all = found.flatMap(([alike, { Id, Values }, times]) =>
          Array.from({ length: times }, (_, index) => ({ ...alike, Id: `${Id}${index}`, Values })),
        )
        const body = JSON.stringify({ MetricDataResults: all }, ['MetricDataResults', ...order], space)
        const read = readMetricData(Buffer.from(body))?.MetricDataResults
        const wanted: typeof all = JSON.parse(body).MetricDataResults
        expect(read).to.deep.equal(
          wanted.map(({ Timestamps, ...rest }) => ({
            ...rest,
            Timestamps: Timestamps.map((second) => new Date(second * 1000)),
          })),
        )
      }),
      { numRuns: 300 },
    )
  })

  const oddities: Record<string, string> = {
    'a second id after the values': '"Id":"a","Values":[1],"Id":"b"',
    'a second list of values': '"Values":[1],"Id":"a","Values":[2]',
    'values before the id': '"Values":[1],"Id":"a"',
  }
  for (const [name, members] of Object.entries(oddities)) {
    it(`should read results with ${name} as JSON does`, () => {
      const result = `{${members},"Label":"l","Timestamps":[60],"StatusCode":"Complete"}`
      const body = `{"MetricDataResults":[${result},${result},${result}]}`
      const { Timestamps: _, ...wanted } = JSON.parse(result)
      const read = readMetricData(Buffer.from(body))?.MetricDataResults ?? []
      expect(read).to.have.length(3)
      for (const each of read) expect(each).to.deep.equal({ ...wanted, Timestamps: [new Date(60_000)] })
    })
  }

  it('should list what the SDK lists', async () => {
    const input = { Namespace: 'AWS/Lambda', NextToken: 't' }
    await fc.assert(
      fc.asyncProperty(listed, (answer) =>
        expectSame(input, { status: 200, body: JSON.stringify(answer) }, 'listMetrics'),
      ),
      { numRuns: 60 },
    )
    const error = '{"__type":"InvalidParameterValueException","message":"No"}'
    await expectSame(input, { status: 400, body: error }, 'listMetrics')
  })

  it('should list metrics that are like their neighbours', () => {
    const some = (...texts: readonly string[]) => fc.constantFrom(...texts)
    const pair = fc.record({ Name: some('FunctionName', 'Resource'), Value: some('a', 'a:1', 'längst "b"') })
    const metrics = fc.record({
      Namespace: some('AWS/Lambda', 'AWS/Lambda', 'AWS/SQS'),
      MetricName: some('Errors', 'Duration'),
      Dimensions: fc.array(pair, { maxLength: 2 }),
    })
    const orders = fc.constantFrom(
      ['Namespace', 'MetricName', 'Dimensions', 'Name', 'Value'],
      ['Dimensions', 'Value', 'Name', 'MetricName', 'Namespace'],
    )
    const spaces = fc.constantFrom(undefined, 1)
    fc.assert(
      fc.property(fc.array(metrics, { maxLength: 8 }), orders, spaces, (found, order, space) => {
        const body = JSON.stringify({ Metrics: found }, ['Metrics', ...order], space)
        expect(readMetricList(Buffer.from(body))).to.deep.equal(JSON.parse(body))
      }),
      { numRuns: 300 },
    )
  })

  const answers: Record<string, Exchange> = {
    'a throttled call': {
      status: 400,
      body: '{"__type":"com.amazonaws#ThrottlingException","message":"Rate"}',
    },
    'an internal error': { status: 500, body: '{"__type":"InternalServiceFault","Message":"Oh"}' },
    'an error without a body': { status: 503, body: '' },
    'an empty answer': { status: 200, body: '' },
    'text that is no JSON': { status: 200, body: '<html>' },
    'an answer cut in the middle': { status: 200, body: '{"MetricDataResults":[{"Id":"q"' },
    null: { status: 200, body: 'null' },
    'times as text': {
      status: 200,
      body: '{"MetricDataResults":[{"Id":"q","Timestamps":["1.5"],"Values":[1],"StatusCode":"Complete"}]}',
    },
    'a result that is null': { status: 200, body: '{"MetricDataResults":[null]}' },
    'results that are no list': { status: 200, body: '{"MetricDataResults":{}}' },
  }
  for (const [name, answer] of Object.entries(answers)) {
    it(`should treat ${name} as the SDK does`, () => expectSame(INPUT, answer))
  }

  const inputs: Record<string, object> = {
    'no queries': { StartTime: new Date(0), EndTime: new Date(1) },
    'times that are none': { ...INPUT, StartTime: 'yesterday' },
    'an undefined member': { ...INPUT, NextToken: undefined },
    'a null member': { ...INPUT, NextToken: null },
    'an unknown member': { ...INPUT, Unheard: 1 },
    'label options': { ...INPUT, LabelOptions: { Timezone: '+0200' } },
  }
  for (const [name, input] of Object.entries(inputs)) {
    it(`should write ${name} as the SDK does`, () => expectSame(input, { status: 200, body: '{}' }))
  }

  it('should take the short way for the ordinary', () => {
    expect(written(INPUT)).to.include('"Id":"q"')
    const [query] = INPUT.MetricDataQueries
    const linked = { ...INPUT, MetricDataQueries: [{ ...query, AccountId: '210987654321' }] }
    expect(written(linked)).to.include('"AccountId":"210987654321"')
    const Results = [{ Id: 'q', Label: 'l', Timestamps: [60], Values: [1], StatusCode: 'Complete' }]
    const body = JSON.stringify({ MetricDataResults: Results, Messages: [], NextToken: 't' })
    expect(readMetricData(Buffer.from(body))).to.deep.equal({
      MetricDataResults: [{ ...Results[0], Timestamps: [new Date(60_000)] }],
      Messages: [],
      NextToken: 't',
    })
  })

  it('should take the short way for an ordinary page of metrics', () => {
    const Metrics = [{ Namespace: 'a', MetricName: 'b', Dimensions: [{ Name: 'c', Value: 'd' }] }]
    const page = { Metrics, NextToken: 't', OwningAccounts: ['210987654321'] }
    expect(readMetricList(Buffer.from(JSON.stringify(page)))).to.deep.equal(page)
  })

  it('should leave other operations alone', async () => {
    const client = new CloudWatch({ region: 'eu-west-1' })
    const before = client.config.protocol
    takeShortCut(client, new BytePool())
    expect(client.config.protocol.getShapeId()).to.equal(before.getShapeId())
    expect(client.config.protocol.getRequestType()).to.equal(HttpRequest)
  })
})
