import { isThrottlingError, isTransientError } from '@smithy/core/retry'
import { expect } from 'chai'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { clientsOf, functionMetric, MINUTE, NOW, query, rejection, simulate, statusOf } from '../clients.ts'

type SdkError = Parameters<typeof isThrottlingError>[0]

describe('simulator faults', () => {
  const simulator = simulate()
  afterEach(() => simulator().setFaults({}))

  for (const [service, call, name, status] of [
    ['cloudwatch', (c: ReturnType<typeof clientsOf>) => c.cloudwatch.listMetrics({}), 'Throttling', 400],
    [
      'lambda',
      (c: ReturnType<typeof clientsOf>) => c.lambda.listFunctions({}),
      'TooManyRequestsException',
      429,
    ],
    ['tagging', (c: ReturnType<typeof clientsOf>) => c.tagging.getResources({}), 'ThrottledException', 400],
    ['logs', (c: ReturnType<typeof clientsOf>) => c.logs.describeLogGroups({}), 'ThrottlingException', 400],
    ['sts', (c: ReturnType<typeof clientsOf>) => c.sts.getCallerIdentity({}), 'Throttling', 400],
    [
      'account',
      (c: ReturnType<typeof clientsOf>) => c.account.listRegions({}),
      'TooManyRequestsException',
      429,
    ],
  ] as const) {
    it(`should throttle ${service} as it does`, async () => {
      simulator().resetCounters()
      simulator().setFaults({ throttleRate: 1 })
      const error = await rejection(call(clientsOf(simulator())))
      expect([error.name, statusOf(error)]).to.eql([name, status])
      expect(isThrottlingError(error as unknown as SdkError)).to.equal(true)
      expect(simulator().counters.throttles).to.equal(1)
    })

    it(`should fail inside ${service} with a status of 500`, async () => {
      simulator().resetCounters()
      simulator().setFaults({ errorRate: 1 })
      const error = await rejection(call(clientsOf(simulator())))
      expect(statusOf(error)).to.equal(500)
      expect(isTransientError(error as unknown as SdkError)).to.equal(true)
      expect(simulator().counters.errors).to.equal(1)
    })
  }

  it('should deny a region, an action, and an action in a region', async () => {
    const { cloudwatch, lambda, tagging } = clientsOf(simulator())
    simulator().setFaults({ deny: ['us-east-1'] })
    expect((await rejection(cloudwatch.listMetrics({}))).name).to.equal('AccessDenied')
    const lambdaError = await rejection(lambda.listFunctions({}))
    expect([lambdaError.name, statusOf(lambdaError)]).to.eql(['AccessDeniedException', 403])
    expect(lambdaError.message).to.match(/user\/funcbox is not authorized to perform: lambda:ListFunctions/)
    simulator().setFaults({ deny: ['tag:GetResources', 'eu-west-1/lambda:ListFunctions'] })
    const tagError = await rejection(tagging.getResources({}))
    expect([tagError.name, statusOf(tagError)]).to.eql(['AccessDeniedException', 400])
    await lambda.listFunctions({})
    const there = clientsOf(simulator(), { region: 'eu-west-1' })
    expect((await rejection(there.lambda.listFunctions({}))).name).to.equal('AccessDeniedException')
    await there.cloudwatch.listMetrics({})
  })

  it('should reset connections of a region that is down, and of no other', async () => {
    simulator().setFaults({ down: ['eu-west-1'] })
    const error = await rejection(clientsOf(simulator(), { region: 'eu-west-1' }).lambda.listFunctions({}))
    expect(error.code).to.equal('ECONNRESET')
    await clientsOf(simulator()).lambda.listFunctions({})
  })

  it('should limit faults to a region', async () => {
    simulator().setFaults({ byRegion: { 'eu-west-1': { throttleRate: 1 } } })
    await clientsOf(simulator()).lambda.listFunctions({})
    const there = clientsOf(simulator(), { region: 'eu-west-1' })
    expect(statusOf(await rejection(there.lambda.listFunctions({})))).to.equal(429)
  })

  it('should take the time that is set', async () => {
    simulator().setFaults({ latencyMs: 60 })
    const started = performance.now()
    await clientsOf(simulator()).lambda.listFunctions({ MaxItems: 1 })
    expect(performance.now() - started).to.be.greaterThan(55)
  })

  it('should give incomplete results, and whole ones when asked again', async () => {
    const { cloudwatch } = clientsOf(simulator())
    const metric = functionMetric('Invocations', 'storefront-api-prod')
    const input = {
      StartTime: new Date(NOW.getTime() - 20 * MINUTE),
      EndTime: NOW,
      MetricDataQueries: Array.from({ length: 200 }, (_, i) => query(`q${i}`, metric, 'Sum')),
    }
    const whole = (await cloudwatch.getMetricData(input)).MetricDataResults![0]!.Values!
    simulator().setFaults({ partialDataRate: 0.5 })
    const { MetricDataResults } = await cloudwatch.getMetricData(input)
    const byStatus = Object.groupBy(MetricDataResults!, ({ StatusCode }) => StatusCode!)
    expect(byStatus.PartialData!.length).to.be.within(40, 95)
    expect(byStatus.InternalError!.length).to.be.within(15, 60)
    for (const { Values } of byStatus.Complete!) expect(Values).to.eql(whole)
    for (const { Values } of byStatus.PartialData!) expect(Values).to.eql(whole.slice(0, whole.length / 2))
    for (const { Values, Messages } of byStatus.InternalError!) {
      expect([Values, Messages!.length]).to.eql([[], 1])
    }
    simulator().setFaults({})
    const again = await cloudwatch.getMetricData(input)
    expect(again.MetricDataResults!.every(({ StatusCode }) => StatusCode === 'Complete')).to.equal(true)
  })

  async function fates(seed: number): Promise<string> {
    const one = await startSimulator({
      functions: 1,
      seed,
      now: () => NOW,
      faults: { throttleRate: 0.3, errorRate: 0.2 },
      quotas: 'none',
    })
    const { lambda } = clientsOf(one)
    let seen = ''
    for (let i = 0; i < 60; i += 1) {
      seen += await lambda.listFunctions({}).then(
        () => '.',
        (error) => (statusOf(error) === 429 ? 'T' : 'E'),
      )
    }
    await one.close()
    return seen
  }

  it('should decide by the seed alone', async () => {
    const [first, second, other] = [await fates(5), await fates(5), await fates(6)]
    expect(first).to.equal(second)
    expect(first).to.not.equal(other)
    expect(first).to.match(/T/).and.match(/E/).and.match(/\./)
  })
})

describe('simulator', () => {
  it('should log requests with service, operation, region, status and account', async () => {
    const simulator = await startSimulator({
      functions: 1,
      seed: 1,
      now: () => NOW,
      faults: { down: ['eu-west-1'] },
    })
    await clientsOf(simulator).lambda.listFunctions({})
    await rejection(clientsOf(simulator, { secretAccessKey: 'x' }).tagging.getResources({}))
    await rejection(clientsOf(simulator, { region: 'eu-west-1' }).sts.getCallerIdentity({}))
    const common = { time: NOW, region: 'us-east-1' }
    expect(simulator.requests()).to.eql([
      { ...common, service: 'lambda', operation: 'ListFunctions', status: 200, account: '123456789012' },
      { ...common, service: 'tag', operation: 'GetResources', status: 400, account: '' },
      { ...common, region: 'eu-west-1', service: 'sts', operation: '', status: 0, account: '' },
    ])
    simulator.resetCounters()
    expect([simulator.requests(), simulator.counters]).to.eql([[], {}])
    await simulator.close()
  })

  it('should give the same answers as another of the same seed', async () => {
    const twins = await Promise.all(
      [1, 2].map(() => startSimulator({ functions: 60, seed: 9, now: () => NOW })),
    )
    const answers = await Promise.all(twins.map(answersOf))
    await Promise.all(twins.map((twin) => twin.close()))
    expect(answers[0]).to.eql(answers[1])
  })

  it('should close while a slow request is waiting', async () => {
    const faults = { byRegion: { 'us-east-1': { latencyMs: 60_000 } } }
    const slow = await startSimulator({ functions: 1, seed: 1, now: () => NOW, faults })
    const waiting = rejection(clientsOf(slow).lambda.listFunctions({}))
    for (let i = 0; i < 3; i += 1) await clientsOf(slow, { region: 'eu-west-1' }).lambda.listFunctions({})
    await slow.close()
    expect((await waiting).name).to.be.a('string')
    expect(slow.requests()).to.have.length(3)
  })

  it('should say that it cannot listen on a taken port', async () => {
    const first = await startSimulator({ functions: 1, seed: 1, now: () => NOW })
    const error = await rejection(startSimulator({ functions: 1, seed: 1, now: () => NOW, port: first.port }))
    await first.close()
    expect(error.code).to.equal('FUNC_ERR_SIMULATOR_LISTEN')
    expect(error.message).to.include(String(first.port))
  })
})

async function answersOf(simulator: Simulator): Promise<unknown> {
  const { lambda, tagging, cloudwatch } = clientsOf(simulator)
  const { Metrics } = await cloudwatch.listMetrics({ Namespace: 'AWS/Lambda', RecentlyActive: 'PT3H' })
  const { MetricDataResults } = await cloudwatch.getMetricData({
    StartTime: new Date(NOW.getTime() - 30 * MINUTE),
    EndTime: NOW,
    MetricDataQueries: Metrics!.slice(0, 100).map((metric, i) => query(`q${i}`, metric, 'Sum')),
  })
  const { Functions } = await lambda.listFunctions({})
  const { ResourceTagMappingList } = await tagging.getResources({})
  return [Metrics, MetricDataResults, Functions, ResourceTagMappingList]
}
