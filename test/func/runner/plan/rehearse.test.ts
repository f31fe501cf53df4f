import { expect } from 'chai'
import fc from 'fast-check'
import { createAwsClients } from '#func/aws/clients.ts'
import { hasCode } from '#func/errors.ts'
import { rehearse, type Stage } from '#func/runner/plan/rehearse.ts'
import { RehearsedAws } from '#func/runner/plan/rehearsed-aws.ts'
import type { AwsAccount, Json, ScriptContext } from '#func/script.ts'
import { ACCESS_KEY_ID, ROLE_ARN, SECRET_ACCESS_KEY } from '#func/simulator/simulator.ts'
import { type CollectConfig, collectMetrics } from '../../../../scripts/guance_integration_core/index.ts'
import { createTestContext } from '../../../support/aws/script-context.ts'
import { NOW, simulate } from '../../simulator/clients.ts'
import { silentLog } from '../host/support.ts'

const STATISTICS = [
  'Average',
  'Maximum',
  'Minimum',
  'SampleCount',
  'Sum',
  'p50',
  'p90',
  'p95',
  'p99',
  'tm99',
  'IQM',
]
const METRICS = ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions', 'IteratorAge']
const MINUTE = 60_000

/** As the simulator names them. */
const SIMULATED = { 'tagging:GetResources': 'tag:GetResources' } as Readonly<Record<string, string>>

describe('runner/plan/rehearse', function () {
  this.timeout(60_000)
  const simulator = simulate({ functions: 12, everyMetric: true })
  const account = (more: AwsAccount = {}): AwsAccount => ({
    ...{ ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: simulator().url },
    ...more,
  })
  const configOf = (change: Partial<CollectConfig> = {}): CollectConfig => ({
    ...{ account: account(), regions: ['us-east-1', 'eu-west-1'], statistics: { default: ['Sum'] } },
    targets: [{ namespace: 'AWS/Lambda', dimensions: ['FunctionName'], metrics: 'ALL' }],
    ...{ period: 60, settle: '20m', lookback: '1h', measurement: 'aws_lambda' },
    ...change,
  })
  const collect = (config: CollectConfig, context: ScriptContext) =>
    collectMetrics({ config, dimensions: [['FunctionName']] }, context)

  const stageOf = (run: Stage['script']['module']['run'], committed: Record<string, Json> = {}): Stage => {
    const { signal } = new AbortController()
    const aws = new RehearsedAws({ network: {}, now: () => NOW.getTime(), signal, log: silentLog })
    const module = { title: '', schedule: { cron: '' }, config: () => ({}), run }
    const script = { module, config: {} }
    return {
      ...{ script, aws, signal, log: silentLog, timeoutMs: 300_000, mask: (text) => text },
      committed: async (key) => committed[key],
    }
  }
  const rehearsed = async (config: CollectConfig, at = NOW, committed: Record<string, Json> = {}) => {
    const stage = stageOf(collect as never, committed)
    const result = await rehearse({ at, state: new Map(), config }, stage)
    stage.aws.close()
    return result
  }
  /** The run itself, and what the simulator counted. */
  const counted = async (config: CollectConfig, at = NOW, state: Record<string, Json> = {}) => {
    simulator().resetCounters()
    const aws = createAwsClients({ now: () => NOW.getTime() })
    const { context } = createTestContext({ triggeredAt: at, aws, state })
    await atTimeOf(NOW, () => collect(config, context))
    aws.close()
    return { counters: simulator().counters, usage: aws.usage() }
  }

  const anyStatistics = fc
    .uniqueArray(fc.constantFrom(...STATISTICS), { minLength: 1, maxLength: STATISTICS.length })
    .map((names) => names as [string, ...string[]])
  const anyConfig = fc.record({
    metrics: fc.uniqueArray(fc.constantFrom(...METRICS), { minLength: 1 }),
    usual: anyStatistics,
    duration: anyStatistics,
  })

  it('should foresee requests, queries and billed metrics to the unit, whatever metrics and statistics', async () => {
    await fc.assert(
      fc.asyncProperty(anyConfig, async ({ metrics, usual, duration }) => {
        const targets = [{ namespace: 'AWS/Lambda', dimensions: ['FunctionName'], metrics }]
        const config = configOf({ targets, statistics: { default: usual, Duration: duration } })
        const { use, asked } = await rehearsed(config)
        const { counters } = await counted(config)

        expect(use.queries).to.equal(counters.queries)
        expect(use.billedMetrics).to.equal(counters.billedMetrics)
        expect(use.apiCalls).to.deep.equal({
          'cloudwatch:ListMetrics': counters['cloudwatch:ListMetrics'],
          'cloudwatch:GetMetricData': counters['cloudwatch:GetMetricData'],
        })
        expect(asked.billedAtFiveStatistics).to.equal(asked.metrics)
        const most = Math.max(
          ...metrics.map((metric) => (metric === 'Duration' ? duration.length : usual.length)),
        )
        if (most <= 5) expect(use.billedMetrics).to.equal(asked.metrics)
        else expect(use.billedMetrics).to.be.greaterThan(asked.metrics)
      }),
      { numRuns: 25 },
    )
  })

  it('should bill as many metrics as there are for up to five statistics, and twice as many for more', async () => {
    for (const count of [1, 4, 5, 6, 10]) {
      const statistics = { default: STATISTICS.slice(0, count) }
      const { use, asked } = await rehearsed(configOf({ statistics }))

      expect(use.billedMetrics).to.equal(asked.metrics * (count > 5 ? 2 : 1))
      expect(use.queries).to.equal(asked.metrics * count)
    }
  })

  it('should count what the figures of a task count, roles included', async () => {
    const config = configOf({ account: account({ role_arn: ROLE_ARN }) })
    const { use } = await rehearsed(config)
    const { usage, counters } = await counted(config)

    const { apiCalls, queries, billedMetrics, estimatedDollars } = usage
    expect(use).to.deep.equal({ apiCalls, queries, billedMetrics, estimatedDollars })
    expect(use.apiCalls['sts:AssumeRole']).to.equal(1)
    for (const [api, calls] of Object.entries(use.apiCalls)) {
      expect(calls, api).to.equal(counters[SIMULATED[api] ?? api])
    }
  })

  it('should foresee a run that catches up after downtime', async () => {
    const targets = [{ namespace: 'AWS/Lambda', dimensions: ['FunctionName'], metrics: ['Errors'] }]
    const config = configOf({ targets })
    const state: Record<string, Json> = {}
    await counted(config, new Date(NOW.getTime() - 40 * 60 * MINUTE), state)
    const { use } = await rehearsed(config, NOW, structuredClone(state))
    const { counters } = await counted(config, NOW, state)

    expect(use.apiCalls['cloudwatch:GetMetricData']).to.equal(counters['cloudwatch:GetMetricData'])
    expect(use.billedMetrics).to.equal(counters.billedMetrics)
    expect(use.apiCalls['cloudwatch:ListMetrics']).to.equal(counters['cloudwatch:ListMetrics'])
  })

  it('should send no GetMetricData, list everything once, and leave the committed state alone', async () => {
    simulator().resetCounters()
    const stage = stageOf(collect as never)
    const first = await rehearse({ at: NOW, state: new Map(), config: configOf() }, stage)
    const sent = { ...simulator().counters }
    const later = new Date(NOW.getTime() + 5 * MINUTE)
    const second = await rehearse({ at: later, state: first.state, config: configOf() }, stage)
    stage.aws.close()

    expect(first.error).to.equal(null)
    expect(sent['cloudwatch:GetMetricData']).to.equal(undefined)
    expect(simulator().counters).to.deep.equal(sent)
    expect(second.use.apiCalls).to.deep.equal(first.use.apiCalls)
    expect([...first.state.keys()]).to.include('window/us-east-1/AWS-Lambda')
  })

  it('should report metrics by name and by dimensions, and values by region', async () => {
    const { use, asked } = await rehearsed(configOf({ statistics: { default: ['Sum', 'p95'] } }))

    expect(Object.keys(asked.sets)).to.deep.equal(['FunctionName'])
    expect(asked.sets.FunctionName).to.be.greaterThan(15)
    const billed = Object.values(asked.billedByName).reduce((sum, count) => sum + count, 0)
    expect(billed).to.equal(use.billedMetrics)
    expect(asked.streamUpdates).to.equal(asked.metrics * 2)
    expect(Object.values(asked.scopes).reduce((sum, { queries }) => sum + queries, 0)).to.equal(
      asked.metrics * 2,
    )
    const values = Object.values(asked.values).reduce((sum, count) => sum + count, 0)
    expect(values).to.equal(use.queries * 60)
  })

  it('should refuse a call that would change or cost something', async () => {
    const stage = stageOf(async (_config: unknown, { aws, signal }: ScriptContext) => {
      const lambda = aws.lambda({ account: account(), region: 'us-east-1' })
      await lambda.invoke({ FunctionName: 'any' }, { abortSignal: signal })
    })
    const { error } = await rehearse({ at: NOW, state: new Map() }, stage)
    stage.aws.close()

    expect(error?.code).to.equal('FUNC_ERR_PLAN_CALL_UNKNOWN')
    expect(error?.message).to.include('lambda:Invoke')
  })

  it('should end when it is aborted', async () => {
    const abort = new AbortController()
    const stage = stageOf(() => new Promise(() => {}))
    abort.abort(new Error('enough'))

    let thrown: unknown
    await rehearse({ at: NOW, state: new Map() }, { ...stage, signal: abort.signal }).catch((error) => {
      thrown = error
    })
    stage.aws.close()

    expect(hasCode(thrown, 'FUNC_ERR_TASK_FAILED')).to.equal(false)
    expect((thrown as Error).message).to.equal('enough')
  })
})

/** As on a machine whose clock is right: else each client's first call is refused for its time, and counts twice. */
async function atTimeOf(time: Date, action: () => Promise<void>): Promise<void> {
  const { now } = Date
  Date.now = () => time.getTime()
  try {
    await action()
  } finally {
    Date.now = now
  }
}
