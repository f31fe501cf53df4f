import { expect } from 'chai'
import { createAwsClients } from '#func/aws/clients.ts'
import {
  ACCESS_KEY_ID,
  type Faults,
  SECRET_ACCESS_KEY,
  type SignedRequest,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'

const NOW = new Date('2026-08-01T12:00:00Z')
const INPUT = {
  MetricDataQueries: [
    {
      Id: 'q0',
      MetricStat: {
        Metric: { Namespace: 'AWS/Lambda', MetricName: 'UnreservedConcurrentExecutions' },
        Period: 60,
        Stat: 'Maximum',
      },
    },
  ],
  StartTime: new Date(NOW.getTime() - 600_000),
  EndTime: NOW,
}
const OTHER = { ...INPUT, ScanBy: 'TimestampAscending' as const }

describe('aws/repeated-call', () => {
  let simulator: Simulator
  let sent: SignedRequest[]

  beforeEach(async () => {
    sent = []
    simulator = await startSimulator({
      ...{ functions: 3, seed: 1, now: () => NOW },
      onRequest: (request) => sent.push(request),
    })
  })
  afterEach(() => simulator.close())

  function connect() {
    const aws = createAwsClients({ now: Date.now, sleep: async () => {} })
    const account = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: simulator.url }
    return { aws, cloudwatch: aws.cloudwatch({ account, region: 'us-east-1' }) }
  }

  it('should send later calls as the SDK sends the first', async () => {
    const { cloudwatch } = connect()
    const first = await cloudwatch.getMetricData(INPUT)
    const again = await cloudwatch.getMetricData(INPUT)
    expect(again.MetricDataResults).to.deep.equal(first.MetricDataResults)
    expect(again.MetricDataResults?.[0]?.Values).to.have.length.above(0)
    const [one, two] = sent.map(({ headers, method, url, body }) => {
      const { authorization, 'amz-sdk-invocation-id': id, 'x-amz-date': _, ...rest } = headers
      return {
        rest,
        method,
        path: url.pathname,
        body: body.toString(),
        id,
        signer: authorization?.split('Signature')[0],
      }
    })
    const { id: firstId, ...firstRest } = one!
    const { id: secondId, ...secondRest } = two!
    expect(secondRest).to.deep.equal(firstRest)
    expect(secondId).to.be.a('string').that.does.not.equal(firstId)
  })

  it('should take later calls past the stack of the SDK, and failing ones through it', async () => {
    const { aws, cloudwatch } = connect()
    let passes = 0
    cloudwatch.middlewareStack.add(
      (next) => (args) => {
        passes++
        return next(args)
      },
      { step: 'serialize' },
    )
    await cloudwatch.getMetricData(INPUT)
    await cloudwatch.getMetricData(INPUT)
    await cloudwatch.getMetricData(OTHER)
    expect(passes).to.equal(1)
    simulator.setFaults({ errorRate: 1 })
    await cloudwatch.getMetricData(INPUT).catch(() => undefined)
    expect(passes).to.equal(2)
    const { apiCalls, retries } = aws.usage()
    expect(retries, 'all attempts of the last call but the first').to.equal(
      apiCalls['cloudwatch:GetMetricData']! - 4,
    )
  })

  it('should serve a caller that wants to be called back', async () => {
    const { cloudwatch } = connect()
    await cloudwatch.getMetricData(INPUT)
    const { promise, resolve } = Promise.withResolvers<unknown>()
    cloudwatch.getMetricData(INPUT, (_error: unknown, output?: object) => resolve(output))
    expect(await promise).to.have.property('MetricDataResults')
  })

  it('should list further pages as the SDK lists the first', async () => {
    const { cloudwatch } = connect()
    const input = { Namespace: 'AWS/Lambda', RecentlyActive: 'PT3H' as const }
    const first = await cloudwatch.listMetrics(input)
    const again = await cloudwatch.listMetrics({ ...input, IncludeLinkedAccounts: false })
    expect(again.Metrics).to.have.length.above(0)
    expect(again.Metrics).to.deep.equal(first.Metrics)
    expect(sent[1]!.headers['x-amz-target']).to.equal(sent[0]!.headers['x-amz-target'])
    expect(JSON.parse(sent[1]!.body.toString())).to.deep.equal({ ...input, IncludeLinkedAccounts: false })
  })

  it('should leave what is out of the ordinary to the SDK', async () => {
    const { cloudwatch } = connect()
    const Dimensions = [{ Name: 'FunctionName' }]
    await cloudwatch.listMetrics({ Namespace: 'AWS/Lambda' })
    const { Metrics } = await cloudwatch.listMetrics({ Namespace: 'AWS/Lambda', Dimensions })
    expect(Metrics).to.have.length.above(0)
    expect(JSON.parse(sent[1]!.body.toString())).to.deep.equal({ Namespace: 'AWS/Lambda', Dimensions })
  })

  it('should give what the SDK gives, metadata included, and count alike', async () => {
    const { aws, cloudwatch } = connect()
    const first = await cloudwatch.getMetricData(INPUT)
    const again = await cloudwatch.getMetricData(INPUT)
    expect(Object.keys(again).sort()).to.deep.equal(Object.keys(first).sort())
    expect(again.$metadata).to.include({ httpStatusCode: 200 })
    expect(aws.usage()).to.deep.include({
      apiCalls: { 'cloudwatch:GetMetricData': 2 },
      ...{ retries: 0, queries: 2, billedMetrics: 2 },
    })
  })

  it('should send another body with its own length', async () => {
    const { cloudwatch } = connect()
    await cloudwatch.getMetricData(INPUT)
    await cloudwatch.getMetricData(OTHER)
    expect(JSON.parse(sent[1]!.body.toString())).to.include({ ScanBy: 'TimestampAscending' })
    expect(sent[1]!.headers['content-length']).to.equal(String(sent[1]!.body.length))
  })

  it('should keep calls apart that are under way at once', async () => {
    const { cloudwatch } = connect()
    await cloudwatch.getMetricData(INPUT)
    const inputs = Array.from({ length: 12 }, (_, index) => ({ ...INPUT, MaxDatapoints: index + 1 }))
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(inputs.map((input) => cloudwatch.getMetricData(input)))
      for (const { MetricDataResults } of answers) expect(MetricDataResults?.[0]?.Id).to.equal('q0')
    }
    const asked = sent.slice(1).map(({ body }) => JSON.parse(body.toString()).MaxDatapoints)
    const wanted = Array.from({ length: 3 }, () => inputs.map(({ MaxDatapoints }) => MaxDatapoints)).flat()
    expect(asked.toSorted()).to.deep.equal(wanted.toSorted())
  })

  const failures: readonly [string, Faults, string][] = [
    ['denied', { deny: ['cloudwatch:GetMetricData'] }, 'FUNC_ERR_AWS_ACCESS_DENIED'],
    ['throttled', { throttleRate: 1 }, 'FUNC_ERR_AWS_THROTTLED'],
    ['failing', { errorRate: 1 }, 'FUNC_ERR_AWS_SERVICE_ERROR'],
  ]
  for (const [what, faults, code] of failures) {
    it(`should fail as the SDK does when AWS is ${what}, and go on afterwards`, async function () {
      this.timeout(30_000)
      const { aws, cloudwatch } = connect()
      await cloudwatch.getMetricData(INPUT)
      simulator.setFaults(faults)
      const error = await cloudwatch.getMetricData(INPUT).catch((reason: unknown) => reason)
      expect(error).to.have.property('code', code)
      simulator.setFaults({})
      const { MetricDataResults } = await cloudwatch.getMetricData(INPUT)
      expect(MetricDataResults?.[0]?.Values).to.have.length.above(0)
      const { apiCalls, apiErrors, queries } = aws.usage()
      expect(apiCalls['cloudwatch:GetMetricData']).to.equal(sent.length)
      expect(apiErrors['cloudwatch:GetMetricData']).to.equal(sent.length - 2)
      expect(queries).to.equal(2)
    })
  }

  it('should end at once when aborted', async () => {
    const { cloudwatch } = connect()
    await cloudwatch.getMetricData(INPUT)
    simulator.setFaults({ latencyMs: 60_000 })
    const ending = new AbortController()
    const call = cloudwatch.getMetricData(INPUT, { abortSignal: ending.signal })
    const reason = new Error('Enough')
    setTimeout(() => ending.abort(reason), 50)
    expect(await call.catch((error: unknown) => error)).to.equal(reason)
    expect(sent.length, 'no second attempt').to.be.at.most(2)
  })
})
