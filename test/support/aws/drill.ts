/** Whole runs of the Lambda set in process, against a simulated account and a sink in memory, on a simulated clock. */
import { type AwsSettings, createAwsClients } from '#func/aws/clients.ts'
import type { AwsClients, Json, Point, ScriptContext, TimeWindow } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  type Faults,
  type MetricIdentity,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import type { Delivery } from '#func/sinks/delivery/delivery.ts'
import type { Commit } from '#func/sinks/delivery/state-commits.ts'
import type { Config } from '../../../scripts/guance_aws_lambda/config.gen.ts'
import { run } from '../../../scripts/guance_aws_lambda/main.ts'
import { createTestContext, type TestContext } from './script-context.ts'
import { checkedConfig } from './script-suite.ts'

export const MINUTE = 60_000
const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']
const USUAL_SETS = ['FunctionName', 'EventSourceMappingUUID', '']
export interface DrillOptions {
  readonly functions: number
  readonly regions: readonly string[]
  readonly start: number
  readonly faults?: Faults
  readonly config?: Record<string, Json>
  readonly limits?: NonNullable<AwsSettings['limits']>
}

export interface RunOptions {
  /** After so many writes and state changes nothing more is recorded: the process was killed. */
  readonly dieAfter?: number
  /** From this write on, the sinks refuse. */
  readonly refuseFrom?: number
  readonly timeLeft?: () => number
  readonly window?: TimeWindow
  /** Milliseconds by which this machine's clock is ahead of that of AWS; it may change while the run goes on. */
  readonly ahead?: () => number
  /** Takes points and state in place of the sink in memory; committed values go into the drill's state. */
  readonly deliver?: (commit: Commit) => Delivery
  /** Puts something between the set and AWS. */
  readonly wrap?: (aws: AwsClients) => AwsClients
}

export interface Outcome extends TestContext {
  readonly error: unknown
}

export interface Comparison {
  readonly right: number
  readonly missing: string[]
  readonly wrong: string[]
}

export interface Drill {
  readonly simulator: Simulator
  readonly state: Record<string, Json>
  /** The sink: a point replaces the one of its identity. */
  readonly written: ReadonlyMap<string, Point>
  /** Points that the sink took, repetitions included. */
  readonly writes: number
  now: number
  setFaults(faults: Faults): void
  run(options?: RunOptions): Promise<Outcome>
  /** Each value of these minutes against the account's own truth, as it could be read at a time. @default {now} */
  compare(
    from: number,
    to: number,
    asOf?: number,
    written?: ReadonlyMap<string, Pick<Point, 'fields'>>,
  ): Comparison
  close(): Promise<void>
}

export async function startDrill(options: DrillOptions): Promise<Drill> {
  return await new RunningDrill(options).open()
}

class RunningDrill implements Drill {
  readonly #options: DrillOptions
  readonly state: Record<string, Json> = {}
  readonly written = new Map<string, Point>()
  writes = 0
  now: number
  #simulator: Simulator | undefined
  /** Runs take time as in life, so that rates can be seen. */
  #runningSince: number | undefined

  constructor(options: DrillOptions) {
    this.#options = options
    this.now = options.start
  }

  async open(): Promise<this> {
    const { functions, faults = {} } = this.#options
    const clock = () =>
      this.now + (this.#runningSince === undefined ? 0 : performance.now() - this.#runningSince)
    this.#simulator = await startSimulator({ functions, seed: 11, now: () => new Date(clock()), faults })
    return this
  }

  get simulator(): Simulator {
    return this.#simulator!
  }

  setFaults(faults: Faults): void {
    this.simulator.setFaults(faults)
  }

  async close(): Promise<void> {
    await this.simulator.close()
  }

  async run(options: RunOptions = {}): Promise<Outcome> {
    const death = new AbortController()
    // One attempt: a server error reaches the collection, instead of the SDK's patience.
    const settings = { limits: this.#options.limits ?? {}, throttleRounds: 20, maxAttempts: 1 }
    const { refuseFrom, ahead = () => 0 } = options
    const now = () => this.simulator.now().getTime() + ahead()
    const aws = createAwsClients({ now, settings, signal: death.signal })
    const planned = this.now + ahead()
    const test = createTestContext({
      ...{
        aws: options.wrap?.(aws) ?? aws,
        triggeredAt: new Date(planned),
        now: () => new Date(aws.clock.planned(planned)),
        state: this.state,
        signal: death.signal,
      },
      ...(options.timeLeft && { timeLeft: options.timeLeft }),
      ...(options.window && { window: options.window }),
      ...(refuseFrom !== undefined && { acknowledges: (write) => write < refuseFrom }),
    })
    const delivery = options.deliver?.(
      async (values) => void Object.assign(this.state, structuredClone(values)),
    )
    const live = delivery === undefined ? test.context : delivered(test.context, delivery)
    const context = mortal(live, options.dieAfter ?? Number.POSITIVE_INFINITY, death)
    this.#runningSince = performance.now()
    let error = await run(this.#config(), context).catch((reason: unknown) => reason)
    if (delivery !== undefined) error ??= await delivery.flush().catch((reason: unknown) => reason)
    await delivery?.close()
    this.#runningSince = undefined
    aws.close()
    for (const point of test.points.metric) this.written.set(pointKey(point), point)
    this.writes += test.points.metric.length
    return { ...test, error }
  }

  #config(): Config {
    const account = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: this.simulator.url }
    const { regions, config = {} } = this.#options
    const checked = checkedConfig('guance_aws_lambda', { account, regions, ...config })
    if (checked.complaints !== '') throw new Error(checked.complaints)
    return checked.config as Config
  }

  compare(
    from: number,
    to: number,
    asOf = this.now,
    written: ReadonlyMap<string, Pick<Point, 'fields'>> = this.written,
  ): Comparison {
    const result: Collected = { right: 0, missing: [], wrong: [] }
    for (const region of this.#options.regions) {
      for (const metric of this.simulator.oracle.metrics(region, 'AWS/Lambda').filter(isUsual)) {
        const series = seriesKey(
          region,
          metric.dimensions.map(({ Name, Value }) => [Name, Value] as const),
        )
        for (let time = from; time < to; time += MINUTE)
          this.#compareMinute({ region, metric, series, time, asOf, written }, result)
      }
    }
    return result
  }

  #compareMinute({ region, metric, series, time, asOf, written }: Compared, result: Collected): void {
    const fields = written.get(`${series} ${time}`)?.fields
    for (const statistic of STATISTICS) {
      const wanted = this.simulator.oracle.value(region, metric, statistic, time, 60, asOf)
      if (wanted === undefined) continue
      const name = `${metric.name}_${statistic}`
      const found = fields?.[name]
      const key = () => `${series} ${new Date(time).toISOString()} ${name}`
      if (found === undefined) result.missing.push(key())
      else if (Math.abs(Number(found) - wanted) > 1e-9 * Math.abs(wanted))
        result.wrong.push(`${key()}: ${found}, not ${wanted}`)
      else result.right += 1
    }
  }
}

interface Compared {
  readonly region: string
  readonly metric: MetricIdentity
  readonly series: string
  readonly time: number
  readonly asOf: number
  readonly written: ReadonlyMap<string, Pick<Point, 'fields'>>
}

interface Collected extends Comparison {
  right: number
}

function delivered(context: ScriptContext, delivery: Delivery): ScriptContext {
  return {
    ...context,
    points: delivery.writer,
    state: { get: context.state.get, set: (key, value) => delivery.stage(key, value) },
  }
}

/** A context whose process dies: what was recorded before stays, and nothing comes after. */
export function mortal(context: ScriptContext, dieAfter: number, death: AbortController): ScriptContext {
  let events = 0
  const isAlive = () => {
    events += 1
    if (events <= dieAfter) return true
    death.abort(new Error('killed'))
    return false
  }
  return {
    ...context,
    points: {
      ...context.points,
      async write(category, points, sinks) {
        if (!isAlive()) throw new Error('killed')
        await context.points.write(category, points, sinks)
      },
    },
    state: {
      get: (key) => context.state.get(key),
      set(key, value) {
        // As JSON, as the store keeps it.
        if (isAlive()) context.state.set(key, JSON.parse(JSON.stringify(value)))
      },
    },
  }
}

function isUsual({ dimensions }: MetricIdentity): boolean {
  return USUAL_SETS.includes(
    dimensions
      .map(({ Name }) => Name)
      .sort()
      .join(),
  )
}

export function pointKey({ tags, timestamp }: Pick<Point, 'tags' | 'timestamp'>): string {
  const { RegionId = '', EventSourceMappingUUID: uuid, FunctionName: name } = tags
  const own =
    uuid === undefined
      ? name === undefined
        ? []
        : [['FunctionName', name] as const]
      : [['EventSourceMappingUUID', uuid] as const]
  return `${seriesKey(RegionId, own)} ${timestamp}`
}

function seriesKey(region: string, dimensions: readonly (readonly [string, string])[]): string {
  return `${region} ${dimensions.map(([name, value]) => `${name}=${value}`).join()}`
}
