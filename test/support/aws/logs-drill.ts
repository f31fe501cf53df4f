/** Whole runs of the logs set in process, against logs in memory and a sink in memory, on a simulated clock. */
import type { Json, Point } from '#func/script.ts'
import type { Config } from '../../../scripts/guance_aws_lambda_logs/config.gen.ts'
import { run } from '../../../scripts/guance_aws_lambda_logs/main.ts'
import { FakeLogs, type FakeLogsOptions } from './fake-logs.ts'
import { createTestContext, type TestContext, type TestContextOptions } from './script-context.ts'
import { checkedConfig } from './script-suite.ts'

export const NOON = Date.parse('2026-08-01T12:00:00Z')
export const MINUTE = 60_000
export const REGION = 'us-east-1'

export interface LogsOutcome extends TestContext {
  readonly error: unknown
}

export class LogsDrill {
  now = NOON
  readonly state: Record<string, Json> = {}
  readonly logs: FakeLogs
  /** Logs that the sink took, repetitions included. */
  readonly written: Point[] = []
  /** Metrics: a point replaces the one of its identity. */
  readonly metrics = new Map<string, Point>()
  metricWrites = 0
  config: Record<string, Json>

  constructor(options: Partial<FakeLogsOptions> = {}, config: Record<string, Json> = {}) {
    this.logs = new FakeLogs({ functions: [{ name: 'orders' }], now: () => this.now, ...options })
    this.config = { logs: { collect: true }, ...config }
  }

  async run(options: Partial<TestContextOptions> = {}): Promise<LogsOutcome> {
    const checked = checkedConfig('guance_aws_lambda_logs', { regions: [REGION], ...this.config })
    if (checked.complaints !== '') throw new Error(checked.complaints)
    const test = createTestContext({
      ...{ triggeredAt: new Date(this.now), aws: this.logs.clients(), state: this.state },
      ...options,
    })
    // As JSON, as the store keeps it.
    const state = {
      get: test.context.state.get,
      set: (key: string, value: Json) => test.context.state.set(key, JSON.parse(JSON.stringify(value))),
    }
    const error = await run(checked.config as Config, { ...test.context, state }).catch(
      (reason: unknown) => reason,
    )
    this.written.push(...test.points.logging)
    this.metricWrites += test.points.metric.length
    for (const point of test.points.metric) this.metrics.set(identityOf(point), point)
    return { ...test, error }
  }
}

export function identityOf({ measurement, tags, timestamp }: Point): string {
  return `${measurement} ${JSON.stringify(Object.entries(tags).sort())} ${timestamp}`
}
