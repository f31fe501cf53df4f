import { expect } from 'chai'
import { ROLE_ARN } from '#func/simulator/simulator.ts'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, functionMetric, MINUTE, NOW, query, rejection, simulate, statusOf } from '../clients.ts'

const GROUP = { logGroupName: '/aws/lambda/checkoutPayment' }
const METRIC = functionMetric('Invocations', 'storefront-api-prod')
type Clients = ReturnType<typeof clientsOf>

describe('simulator semantics of quotas', () => {
  let uptimeMs = 0
  const simulator = simulate({ quotas: {}, uptimeMs: () => uptimeMs })
  /** Each test begins with full quotas. */
  beforeEach(() => {
    uptimeMs += 60_000
  })
  afterEach(() => simulator().setFaults({}))

  const isThrottled = (answer: PromiseSettledResult<unknown>) =>
    answer.status === 'rejected' && /Thrott|TooManyRequests/.test(answer.reason.name)

  /** How many of so many calls are served at once. */
  async function served(calls: number, call: (clients: Clients) => Promise<unknown>, region = 'us-east-1') {
    const clients = clientsOf(simulator(), { region })
    const answers = await Promise.allSettled(Array.from({ length: calls }, () => call(clients)))
    return answers.filter((answer) => !isThrottled(answer)).length
  }

  const values = ({ cloudwatch }: Clients, queries: number, minutesAgo: number, minutes: number) =>
    cloudwatch.getMetricData({
      StartTime: new Date(NOW.getTime() - minutesAgo * MINUTE),
      EndTime: new Date(NOW.getTime() - (minutesAgo - minutes) * MINUTE),
      MetricDataQueries: Array.from({ length: queries }, (_, index) => query(`q${index}`, METRIC, 'Sum')),
    })

  semantic('wire.quota-control-plane', async () => {
    expect(await served(9, ({ lambda }) => lambda.listFunctions({}))).to.equal(9)
    expect(await served(9, ({ lambda }) => lambda.listEventSourceMappings({}))).to.equal(6)
    uptimeMs += 200
    expect(await served(9, ({ lambda }) => lambda.listFunctions({}))).to.equal(3)
  })

  semantic('wire.quota-get-function', async () => {
    const get = ({ lambda }: Clients) => lambda.getFunction({ FunctionName: 'checkoutPayment' })
    expect(await served(110, get)).to.equal(100)
    expect(await served(20, ({ lambda }) => lambda.listFunctions({}))).to.equal(15)
  })

  semantic('wire.quota-list-metrics', async () => {
    expect(await served(30, ({ cloudwatch }) => cloudwatch.listMetrics({ MetricName: 'none' }))).to.equal(25)
  })

  semantic('wire.quota-get-metric-data', async () => {
    expect(await served(60, (clients) => values(clients, 1, 10, 1))).to.equal(50)
  })

  semantic('wire.quota-recent-values', async () => {
    // 500 × 120 = 60,000 values each, of a metric that has far fewer.
    expect(await served(5, (clients) => values(clients, 500, 120, 120))).to.equal(3)
    uptimeMs += 500
    expect(await served(3, (clients) => values(clients, 500, 120, 120))).to.equal(1)
  })

  semantic('wire.quota-older-values', async () => {
    expect(await served(5, (clients) => values(clients, 500, 24 * 60, 264))).to.equal(3)
  })

  semantic('wire.quota-get-metric-statistics', async () => {
    const read = ({ cloudwatch }: Clients) =>
      cloudwatch.getMetricStatistics({
        ...{ Namespace: 'AWS/Lambda', MetricName: 'none', Period: 60, Statistics: ['Sum'] },
        ...{ StartTime: new Date(NOW.getTime() - MINUTE), EndTime: NOW },
      })
    expect(await served(410, read)).to.equal(400)
  })

  semantic('wire.quota-filter-log-events', async () => {
    const read = ({ logs }: Clients) => logs.filterLogEvents({ ...GROUP, startTime: NOW.getTime() })
    expect(await served(30, read, 'us-east-1')).to.equal(25)
    expect(await served(12, read, 'eu-west-1')).to.equal(10)
    expect(await served(8, read, 'ap-northeast-3')).to.equal(5)
  })

  semantic('wire.quota-describe-logs', async () => {
    expect(await served(12, ({ logs }) => logs.describeLogGroups({ limit: 1 }))).to.equal(10)
    expect(await served(28, ({ logs }) => logs.describeLogStreams({ ...GROUP, limit: 1 }))).to.equal(25)
  })

  semantic('wire.quota-sts', async () => {
    expect(await served(300, ({ sts }) => sts.getCallerIdentity({}))).to.equal(300)
    const assume = ({ sts }: Clients) => sts.assumeRole({ RoleArn: ROLE_ARN, RoleSessionName: 'tester' })
    expect(await served(310, assume)).to.equal(300)
  })

  semantic('wire.quota-list-regions', async () => {
    expect(await served(7, ({ account }) => account.listRegions({}))).to.equal(5)
  })

  semantic('wire.quota-by-account-and-region', async () => {
    const list = ({ lambda }: Clients) => lambda.listFunctions({ MaxItems: 1 })
    expect(await served(20, list)).to.equal(15)
    expect(await served(20, list, 'eu-west-1')).to.equal(15)
    expect(await served(1, list)).to.equal(0)
  })

  async function throttled(call: (clients: Clients) => Promise<unknown>) {
    simulator().setFaults({ throttleRate: 1 })
    const error = await rejection(call(clientsOf(simulator())))
    return [error.name, statusOf(error)]
  }

  semantic('wire.throttle-of-lambda', async () => {
    expect(await throttled(({ lambda }) => lambda.listFunctions({}))).to.eql([
      'TooManyRequestsException',
      429,
    ])
  })

  semantic('wire.throttle-of-tagging', async () => {
    expect(await throttled(({ tagging }) => tagging.getResources({}))).to.eql(['ThrottledException', 400])
  })

  semantic('wire.throttle-of-logs', async () => {
    expect(await throttled(({ logs }) => logs.describeLogGroups({}))).to.eql(['ThrottlingException', 400])
  })

  semantic('wire.throttle-of-query', async () => {
    expect(await throttled(({ sts }) => sts.getCallerIdentity({}))).to.eql(['Throttling', 400])
    expect(await throttled(({ cloudwatch }) => cloudwatch.listMetrics({}))).to.eql(['Throttling', 400])
  })
})
