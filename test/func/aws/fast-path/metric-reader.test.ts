import type { GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch'
import { expect } from 'chai'
import { type AwsClientsOptions, createAwsClients } from '#func/aws/clients.ts'
import { toMetricDataInput } from '#func/aws/fast-path/sdk-shapes.ts'
import type { MetricDataRequest } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  type Faults,
  SECRET_ACCESS_KEY,
  type SignedRequest,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { onClock } from '../../../support/aws/on-clock.ts'
import { emptyTable } from './metric-tables.ts'

const NOW = new Date('2026-08-01T12:00:00Z')
const statistics = ['Maximum', 'Sum', 'Average', 'Minimum', 'SampleCount', 'p95']
const REQUEST: MetricDataRequest = {
  ...{ namespace: 'AWS/Lambda', start: NOW.getTime() - 600_000, end: NOW.getTime(), period: 60 },
  slices: [
    {
      set: { dimensions: [] },
      series: statistics.map((statistic) => ({ metric: 'Duration', statistic })),
    },
  ],
}
const ROWS = statistics.length
const { signal } = new AbortController()

describe('aws/metric-reader', () => {
  let simulator: Simulator
  let sent: SignedRequest[]
  let warnings: { readonly message: string; readonly fields: object }[]

  beforeEach(async () => {
    sent = []
    warnings = []
    simulator = await startSimulator({
      ...{ functions: 3, seed: 1, now: () => NOW },
      onRequest: (request) => sent.push(request),
    })
  })
  afterEach(() => simulator.close())

  function connect(options: Partial<AwsClientsOptions> = {}) {
    const warn = (fields: object, message: string) => void warnings.push({ fields, message })
    const now = () => NOW.getTime()
    const clients = createAwsClients({ now, sleep: async () => {}, log: { debug() {}, warn }, ...options })
    const aws = onClock(clients, now)
    const account = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: simulator.url }
    const target = { account, region: 'us-east-1' }
    const reader = aws.metrics(target)
    const read = async (given = REQUEST, ending = signal) => {
      const table = emptyTable(given, ROWS)
      await reader.getMetricData(given, table, { signal: ending })
      return table
    }
    return { aws, reader, read, cloudwatch: aws.cloudwatch(target) }
  }

  /** What does not depend on the time and on chance. */
  function stable({ headers, method, url, body }: SignedRequest) {
    const { authorization, 'amz-sdk-invocation-id': id, 'x-amz-date': _d, ...others } = headers
    const { 'content-length': length, 'x-amz-content-sha256': hash, ...compared } = others
    expect(id).to.be.a('string').with.length(36)
    expect(length).to.equal(String(body.length))
    expect(hash).to.have.length(64)
    const signer = authorization?.split('Signature')[0]?.replace(/\d{8}/, 'day')
    return { compared, method, path: url.pathname, signer, content: JSON.parse(body.toString()) }
  }

  it('should ask for values as the SDK does', async () => {
    const { read, cloudwatch } = connect()
    await read()
    await cloudwatch.getMetricData(toMetricDataInput(REQUEST, undefined))
    expect(sent).to.have.length(2)
    expect(stable(sent[0]!)).to.deep.equal(stable(sent[1]!))
    await read()
    const ids = sent.map(({ headers }) => headers['amz-sdk-invocation-id'])
    expect(new Set(ids)).to.have.property('size', 3)
  })

  it('should put what the SDK reads into the table', async () => {
    const { read, cloudwatch } = connect()
    const { values, statuses, columns } = await read()
    const { MetricDataResults = [] } = await cloudwatch.getMetricData(toMetricDataInput(REQUEST, undefined))
    expect(statuses).to.deep.equal(MetricDataResults.map(({ StatusCode }) => StatusCode))
    for (const [row, { Values = [] }] of MetricDataResults.entries()) {
      const found = [...values.slice(row * columns, (row + 1) * columns)]
      expect(found.filter(Number.isFinite)).to.deep.equal(Values).with.length.above(0)
    }
  })

  it('should list metrics as the SDK does, page after page', async () => {
    const { reader, cloudwatch } = connect()
    const input = { Namespace: 'AWS/Lambda', RecentlyActive: 'PT3H' as const }
    const { metrics, nextToken } = await reader.listMetrics(input, { signal })
    const { Metrics = [] } = await cloudwatch.listMetrics(input)
    expect(metrics.map(({ name }) => name)).to.deep.equal(Metrics.map(({ MetricName }) => MetricName))
    expect(metrics).to.have.length.above(0)
    expect(nextToken).to.equal(undefined)
    await reader.listMetrics(input, { signal, nextToken: 'x' }).catch(() => undefined)
    const [direct, bySdk, second] = sent.map(stable)
    expect(direct).to.deep.equal(bySdk)
    expect(second?.content).to.deep.equal({ ...input, NextToken: 'x' })
  })

  it('should count and charge as the SDK does', async () => {
    const [ours, sdk] = [connect(), connect()]
    await ours.read()
    await ours.reader.listMetrics({}, { signal })
    await ours.read({ ...REQUEST, rows: new Set([0, 5]) })
    await sdk.cloudwatch.getMetricData(toMetricDataInput(REQUEST, undefined))
    await sdk.cloudwatch.listMetrics({})
    await sdk.cloudwatch.getMetricData(toMetricDataInput({ ...REQUEST, rows: new Set([0, 5]) }, undefined))
    expect(ours.aws.usage()).to.deep.equal(sdk.aws.usage())
    expect(ours.aws.usage()).to.deep.include({ queries: 8, billedMetrics: 3, retries: 0 })
  })

  it('should send nothing that nobody asked for', async () => {
    const { read } = connect()
    await read()
    expect(sent).to.have.length(1)
  })

  it('should keep calls apart that are under way at once', async () => {
    const { read } = connect()
    const alone = await Promise.all(statistics.map((_, row) => read({ ...REQUEST, rows: new Set([row]) })))
    const whole = await read()
    for (const [row, { values, statuses, columns }] of alone.entries()) {
      expect(statuses.filter((status) => status !== undefined)).to.have.length(1)
      const part = (all: Float64Array) => [...all.slice(row * columns, (row + 1) * columns)]
      expect(part(values)).to.deep.equal(part(whole.values))
    }
  })

  const failures: readonly [string, Faults, string][] = [
    ['denied', { deny: ['cloudwatch:GetMetricData'] }, 'FUNC_ERR_AWS_ACCESS_DENIED'],
    ['throttled', { throttleRate: 1 }, 'FUNC_ERR_AWS_THROTTLED'],
    ['failing', { errorRate: 1 }, 'FUNC_ERR_AWS_SERVICE_ERROR'],
  ]
  for (const [what, faults, code] of failures) {
    it(`should fail as the SDK does when AWS is ${what}, and go on afterwards`, async function () {
      this.timeout(30_000)
      const { aws, read } = connect()
      await read()
      simulator.setFaults(faults)
      const error = await read().catch((reason: unknown) => reason)
      expect(error).to.have.property('code', code)
      expect(error).to.have.property('message').that.contains('cloudwatch:GetMetricData in us-east-1')
      simulator.setFaults({})
      const { statuses } = await read()
      expect(statuses[0]).to.equal('Complete')
      const { apiCalls, apiErrors, queries, throttles, retries } = aws.usage()
      expect(apiCalls['cloudwatch:GetMetricData']).to.equal(sent.length)
      expect(apiErrors['cloudwatch:GetMetricData']).to.equal(sent.length - 2)
      expect(queries).to.equal(2 * ROWS)
      expect(throttles).to.equal(what === 'throttled' ? sent.length - 2 : 0)
      if (what === 'denied') expect({ sent: sent.length, retries }).to.deep.equal({ sent: 3, retries: 0 })
      else
        expect(retries)
          .to.be.above(0)
          .and.below(sent.length - 2)
      expect(warnings).to.deep.equal([])
    })
  }

  it('should end at once when aborted', async () => {
    const { read } = connect()
    await read()
    simulator.setFaults({ latencyMs: 60_000 })
    const ending = new AbortController()
    const call = read(REQUEST, ending.signal)
    const reason = new Error('Enough')
    setTimeout(() => ending.abort(reason), 50)
    expect(await call.catch((error: unknown) => error)).to.equal(reason)
    expect(sent.length, 'no second attempt').to.be.at.most(2)
  })

  it('should not begin when aborted before', async () => {
    const { read } = connect()
    const reason = new Error('Enough')
    expect(await read(REQUEST, AbortSignal.abort(reason)).catch((error: unknown) => error)).to.equal(reason)
    expect(sent).to.deep.equal([])
  })

  it('should leave all calls to the SDK where a detour has to see them', async () => {
    const seen: object[] = []
    const { read, aws } = connect({
      async detour({ input }) {
        seen.push(input)
        return { MetricDataResults: [{ Id: 'q1', Timestamps: [NOW], Values: [1], StatusCode: 'Complete' }] }
      },
    })
    const { statuses } = await read()
    expect(statuses.slice(0, 2)).to.deep.equal([undefined, 'Complete'])
    expect(seen).to.deep.equal([toMetricDataInput(REQUEST, undefined)])
    expect(sent).to.deep.equal([])
    expect(aws.usage().apiCalls).to.deep.equal({})
  })

  it("should leave the SDK's client as the SDK makes it", async () => {
    const { cloudwatch, read } = connect()
    let passes = 0
    cloudwatch.middlewareStack.add(
      (next) => (args) => {
        passes++
        return next(args)
      },
      { step: 'serialize' },
    )
    await read()
    expect(passes, 'of the direct call').to.equal(0)
    const answers = await inTurn(3, () => cloudwatch.getMetricData(toMetricDataInput(REQUEST, undefined)))
    expect(passes, 'of each call').to.equal(3)
    expectOwnLists(answers)
    expect(Object.hasOwn(cloudwatch, 'send')).to.equal(false)
    expect(cloudwatch.config.protocol.constructor.name).to.equal('AwsJson1_0Protocol')
  })
})

async function inTurn<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  while (results.length < times) results.push(await work())
  return results
}

/** No list is shared by two results, of one answer or of several. */
function expectOwnLists(answers: readonly GetMetricDataCommandOutput[]): void {
  const results = answers.flatMap(({ MetricDataResults = [] }) => MetricDataResults)
  expect(results).to.have.length(3 * ROWS)
  for (const member of ['Timestamps', 'Values'] as const) {
    expect(new Set(results.map((result) => result[member]))).to.have.property('size', results.length)
  }
  expect(new Set(results.flatMap(({ Timestamps = [] }) => Timestamps))).to.have.property(
    'size',
    results.reduce((sum, { Timestamps = [] }) => sum + Timestamps.length, 0),
  )
}
