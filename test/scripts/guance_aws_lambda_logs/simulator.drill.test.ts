/** The logs set against a simulated account: every invocation that reported, and the same with and without logs. */
import { expect } from 'chai'
import { createAwsClients } from '#func/aws/clients.ts'
import type { Json, Point } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import type { Config } from '../../../scripts/guance_aws_lambda_logs/config.gen.ts'
import { run } from '../../../scripts/guance_aws_lambda_logs/main.ts'
import { identityOf, MINUTE, NOON, REGION } from '../../support/aws/logs-drill.ts'
import { onClock } from '../../support/aws/on-clock.ts'
import { createTestContext } from '../../support/aws/script-context.ts'
import { checkedConfig } from '../../support/aws/script-suite.ts'

const APIS = ['cloudwatch:ListMetrics', 'lambda', 'tagging', 'logs:FilterLogEvents', 'logs:DescribeLogGroups']
/** A thousand calls and more: at the rate of the quotas they take a minute. */
const UNLIMITED = Object.fromEntries(APIS.map((api) => [api, { perSecond: 1e9 }]))

describe('guance_aws_lambda_logs on a simulated account', function () {
  this.timeout(240_000)
  let simulator: Simulator
  let now = NOON
  before(async () => {
    simulator = await startSimulator({
      ...{ functions: 6, seed: 5, now: () => new Date(now) },
      faults: { emptyPageRate: 0.2 },
      quotas: 'none',
    })
  })
  after(() => simulator.close())

  /** Runs every five minutes, the last time when everything has come. */
  const collect = async (more: Record<string, Json>) => {
    const account = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: simulator.url }
    const checked = checkedConfig('guance_aws_lambda_logs', {
      account,
      regions: [REGION],
      lookback: '5m',
      ...more,
    })
    const aws = onClock(createAwsClients({ now: () => now, settings: { limits: UNLIMITED } }), () => now)
    const state: Record<string, Json> = {}
    const metrics = new Map<string, Point>()
    const logs: Point[] = []
    for (now = NOON; now <= NOON + 15 * MINUTE; now += 5 * MINUTE) {
      const { context, points } = createTestContext({ triggeredAt: new Date(now), aws, state })
      await run(checked.config as Config, context)
      for (const point of points.metric) metrics.set(identityOf(point), point)
      logs.push(...points.logging)
    }
    aws.close()
    return { metrics, logs }
  }

  it('should find every invocation that reported, and the same points whichever way events are read', async () => {
    const few = await collect({})
    const all = await collect({ logs: { collect: true } })
    const sorted = ({ metrics }: typeof few) =>
      [...metrics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, point]) => point)
    expect(sorted(few)).to.deep.equal(sorted(all))
    const isSample = ({ measurement }: Point) => measurement === 'aws_lambda_error'
    expect(few.logs.filter((point) => !isSample(point))).to.deep.equal([])
    const ids = all.logs.filter((point) => !isSample(point)).map(({ fields }) => fields.EventId)
    expect(new Set(ids).size).to.equal(ids.length)
    const range = { startMs: NOON - 5 * MINUTE, endMs: NOON + 5 * MINUTE }
    const reported = simulator.oracle.logTruth(REGION, range).invocations.filter((each) => each.reported)
    const counted = [...few.metrics.values()]
      .filter(({ timestamp }) => timestamp >= range.startMs && timestamp < range.endMs)
      .reduce((sum, { fields }) => sum + Number(fields.enhanced_invocations ?? 0), 0)
    expect(counted).to.equal(reported.length).and.to.be.above(100)
  })
})
