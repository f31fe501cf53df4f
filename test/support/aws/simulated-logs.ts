/** Whole runs of the logs set in process, against a simulated account over HTTP and a sink in memory. */
import { createAwsClients } from '#func/aws/clients.ts'
import type { AwsClients, Json, Point } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  type LoggedInvocation,
  type LoggedSample,
  SECRET_ACCESS_KEY,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '#func/simulator/simulator.ts'
import type { Config } from '../../../scripts/guance_aws_lambda_logs/config.gen.ts'
import { run } from '../../../scripts/guance_aws_lambda_logs/main.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { mortal } from './drill.ts'
import { identityOf } from './logs-drill.ts'
import { createTestContext, type TestContext } from './script-context.ts'
import { checkedConfig } from './script-suite.ts'

const MINUTE = 60_000
const APIS = ['logs:FilterLogEvents', 'logs:DescribeLogGroups', 'cloudwatch:ListMetrics', 'lambda', 'tagging']
const UNLIMITED = Object.fromEntries(APIS.map((api) => [api, { perSecond: 1e9 }]))

export interface SimulatedLogsOptions {
  readonly regions: readonly string[]
  readonly start: number
  readonly simulator: Omit<SimulatorOptions, 'now'>
  readonly config?: Record<string, Json>
  /** Calls wait for the budgets that they have in life, on a clock that jumps. @default no waiting */
  readonly isPaced?: boolean
}

export interface LogsRun {
  /** After so many writes and state changes nothing more is recorded: the process was killed. */
  readonly dieAfter?: number
  /** From this write on, the sinks refuse. */
  readonly refuseFrom?: number
  readonly timeLeft?: () => number
  /** Milliseconds by which this machine's clock is ahead of that of AWS. */
  readonly ahead?: number
  /** Puts something between the set and AWS. */
  readonly wrap?: (aws: AwsClients) => void
}

export interface LogsRunOutcome extends TestContext {
  readonly error: unknown
}

export class SimulatedLogs {
  readonly #options: SimulatedLogsOptions
  readonly state: Record<string, Json> = {}
  /** The sink: a point replaces the one of its identity. */
  readonly written = new Map<string, Point>()
  /** Log points, repetitions included. */
  readonly logs: Point[] = []
  readonly clock: VirtualClock
  #simulator: Simulator | undefined

  constructor(options: SimulatedLogsOptions) {
    this.#options = options
    this.clock = new VirtualClock(options.start)
  }

  async open(): Promise<this> {
    const { now } = this.clock
    this.#simulator = await startSimulator({
      ...(this.#options.isPaced !== true && { quotas: 'none' }),
      ...this.#options.simulator,
      now: () => new Date(now()),
      uptimeMs: now,
    })
    return this
  }

  get simulator(): Simulator {
    if (this.#simulator === undefined) throw new Error('Not opened')
    return this.#simulator
  }

  async close(): Promise<void> {
    await this.#simulator?.close()
  }

  async run({ dieAfter, refuseFrom, timeLeft, ahead = 0, wrap }: LogsRun = {}): Promise<LogsRunOutcome> {
    const death = new AbortController()
    const limits = this.#options.isPaced === true ? {} : UNLIMITED
    const { now, sleep } = this.clock
    const settings = { limits, throttleRounds: 20, maxAttempts: 1 }
    const machine = () => now() + ahead
    const planned = machine()
    const aws = createAwsClients({ now: machine, clock: now, sleep, settings, signal: death.signal })
    wrap?.(aws)
    const test = createTestContext({
      ...{
        aws: this.clock.watch(aws),
        triggeredAt: new Date(planned),
        now: () => new Date(aws.clock.planned(planned)),
        state: this.state,
        signal: death.signal,
      },
      ...(timeLeft && { timeLeft }),
      ...(refuseFrom !== undefined && { acknowledges: (write: number) => write < refuseFrom }),
    })
    const context = mortal(test.context, dieAfter ?? Number.POSITIVE_INFINITY, death)
    const error = await run(this.#config(), context).catch((reason: unknown) => reason)
    aws.close()
    for (const point of test.points.metric) this.written.set(identityOf(point), point)
    this.logs.push(...test.points.logging)
    return { ...test, error }
  }

  #config(): Config {
    const account = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: this.simulator.url }
    const { regions, config = {} } = this.#options
    const checked = checkedConfig('guance_aws_lambda_logs', { account, regions, ...config })
    if (checked.complaints !== '') throw new Error(checked.complaints)
    return checked.config as Config
  }
}

/** Sums by region, function, version, cold start and minute. */
export type Sums = Map<string, Record<string, number>>

/** What reports that came from one time up to before another must add up to. */
export function wantedSums(region: string, invocations: readonly LoggedInvocation[]): Sums {
  const sums: Sums = new Map()
  for (const invocation of invocations.filter(({ reported }) => reported)) {
    const { fn, version, endMs, initMs, restoreMs } = invocation
    const isCold = initMs !== undefined || restoreMs !== undefined
    const key = keyOf(region, fn.name, version, String(isCold), Math.floor(endMs / MINUTE) * MINUTE)
    const sum = sums.get(key) ?? {}
    sums.set(key, sum)
    for (const [field, value] of Object.entries(valuesOf(invocation))) {
      if (value !== undefined) sum[field] = (sum[field] ?? 0) + value
    }
  }
  return sums
}

/** Every sum that a report has a part in; prices are those of regions without a price of their own. */
function valuesOf(invocation: LoggedInvocation): Record<string, number | undefined> {
  const { fn, durationMs, billedMs, memoryMb, initMs, restoreMs } = invocation
  const rate = fn.architecture === 'arm64' ? 0.0000133334 : 0.0000166667
  const isBilled = billedMs !== undefined && memoryMb !== undefined
  return {
    enhanced_invocations: 1,
    enhanced_duration_Sum: durationMs,
    enhanced_billed_duration_Sum: billedMs,
    enhanced_init_duration_Sum: initMs,
    enhanced_init_duration_SampleCount: initMs === undefined ? undefined : 1,
    enhanced_restore_duration_Sum: restoreMs,
    enhanced_estimated_cost: isBilled ? 0.0000002 + (billedMs / 1000) * (memoryMb / 1024) * rate : undefined,
  }
}

/** The same of what was written. */
export function writtenSums(points: Iterable<Point>, from: number, to: number): Sums {
  const sums: Sums = new Map()
  for (const { tags, fields, timestamp } of points) {
    if (fields.enhanced_invocations === undefined || timestamp < from || timestamp >= to) continue
    const { RegionId = '', FunctionName = '', ExecutedVersion = '', cold_start = '' } = tags
    const key = keyOf(RegionId, FunctionName, ExecutedVersion, cold_start, timestamp)
    const sum = sums.get(key) ?? {}
    sums.set(key, sum)
    for (const name of SUMMED)
      if (fields[name] !== undefined) sum[name] = (sum[name] ?? 0) + Number(fields[name])
  }
  return sums
}

const SUMMED = [
  'enhanced_invocations',
  'enhanced_duration_Sum',
  'enhanced_billed_duration_Sum',
  'enhanced_init_duration_Sum',
  'enhanced_init_duration_SampleCount',
  'enhanced_restore_duration_Sum',
  'enhanced_estimated_cost',
]

function keyOf(region: string, name: string, version: string, cold: string, minute: number): string {
  return `${region} ${name} ${version} cold:${cold} ${new Date(minute).toISOString()}`
}

/** What differs, in words. */
export function differences(found: Sums, wanted: Sums): string[] {
  const keys = new Set([...wanted.keys(), ...found.keys()])
  return [...keys].flatMap((key) => {
    const [of, should] = [found.get(key) ?? {}, wanted.get(key) ?? {}]
    const names = [...new Set([...Object.keys(of), ...Object.keys(should)])]
    return names
      .filter((name) => !isSame(of[name], should[name]))
      .map((name) => `${key} ${name}: ${of[name]}, not ${should[name]}`)
  })
}

function isSame(found: number | undefined, wanted: number | undefined): boolean {
  if (found === undefined || wanted === undefined) return found === wanted
  return Math.abs(found - wanted) <= 1e-9 * Math.abs(wanted)
}

/** Sums of a field by function, of points that have it. */
export function totals(points: Iterable<Point>, field: string, tag = 'FunctionName'): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { tags, fields } of points) {
    if (fields[field] === undefined || tags.error_type !== undefined) continue
    const name = `${tags.RegionId} ${tags[tag]}`
    sums[name] = (sums[name] ?? 0) + Number(fields[field])
  }
  return sums
}

/** Values of samples added up by second and tags, as points of custom metrics have them. */
export function sampleTotals(
  region: string,
  samples: readonly LoggedSample[],
  value: (sample: LoggedSample) => number | undefined,
): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const sample of samples) {
    const amount = value(sample)
    if (amount === undefined) continue
    const name = `${region} ${sample.functionName}`
    sums[name] = (sums[name] ?? 0) + amount
  }
  return sums
}
