/** Runs the script set in process, through the real clients, limits, delivery and sink; measures each run. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AwsSettings, createAwsClients } from '#func/aws/clients.ts'
import type { AwsUsage } from '#func/aws/usage.ts'
import { parseConfig } from '#func/market/manifest.ts'
import { isValue, toRowPoint } from '#func/model/row-point.ts'
import type { PointStore } from '#func/points/types.ts'
import type { AnyPoint, Json, Logger, ScriptContext } from '#func/script.ts'
import { createSink } from '#func/sinks/config.ts'
import { createDelivery } from '#func/sinks/delivery/delivery.ts'
import type { Config } from '../../scripts/guance_aws_lambda/config.gen.ts'
import { run } from '../../scripts/guance_aws_lambda/main.ts'
import { onClock } from '../support/aws/on-clock.ts'
import type { Accuracy, AccuracyOptions } from './accuracy.ts'
import { answer, readJob } from './child.ts'
import { type Cost, costOf, peakMemory } from './cost.ts'

export interface CollectJob {
  readonly url: string
  readonly keys: { readonly id: string; readonly secret: string }
  /** Planned times of the runs, milliseconds since the epoch. */
  readonly times: readonly number[]
  /** What a run reads behind now. */
  readonly windowMinutes: number
  readonly sink: 'null' | 'local'
  /** Without the budgets that keep to the quotas of AWS. */
  readonly unlimited: boolean
  /** The account's time, by which requests are signed; null: that of the machine. */
  readonly signedAt: number | null
  /** Only these metrics, of functions, and no objects; absent: all that the script set collects. */
  readonly metrics?: readonly string[]
  /** Compares points with the truth instead of measuring. */
  readonly check: Omit<AccuracyOptions, 'region'> | null
}

export interface RunFigures extends Cost {
  readonly usage: AwsUsage
  readonly points: number
  readonly bytes: number
}

export interface CollectResult {
  readonly runs: readonly RunFigures[]
  readonly peakMb: number
  /** After the modules were loaded, before the first run. */
  readonly startMb: number
  readonly accuracy: Accuracy | null
  /** User and system time since the process began. */
  readonly processCpuMs: number
  /** Fields of metric points. */
  readonly values: number
}

const job = readJob<CollectJob>()
const REGION = 'us-east-1'
const quiet: Logger = { debug() {}, info() {}, warn: report, error: report }
const state = new Map<string, Json>()
const startMb = process.memoryUsage().rss / 2 ** 20
const folder = mkdtempSync(join(tmpdir(), 'funcbox-bench-'))
const config = configOf()
const accuracy = job.check === null ? null : await openCheck(job.check)
const runs: RunFigures[] = []
let values = 0
try {
  const store = job.sink === 'local' ? await openStore() : null
  for (const time of job.times) runs.push(await collect(time, store))
  await store?.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const { user, system } = process.cpuUsage()
const cpuSinceStart = (user + system) / 1000
answer({
  runs,
  peakMb: peakMemory(),
  startMb,
  accuracy: accuracy?.result() ?? null,
  processCpuMs: cpuSinceStart,
  values,
} satisfies CollectResult)

async function collect(time: number, store: PointStore | null): Promise<RunFigures> {
  let points = 0
  const { wallMs, cpuMs, result } = await costOf(async () => {
    const { signal } = new AbortController()
    // The quota of values depends on their age, which is that of the simulated account.
    const { signedAt } = job
    const clients = createAwsClients({ now: () => time, signal, settings: awsSettings() })
    const aws = signedAt === null ? clients : onClock(clients, () => signedAt)
    const delivery = openDelivery(store, signal)
    const context: ScriptContext = {
      aws,
      points: {
        async write(category, batch) {
          points += batch.length
          if (accuracy !== null && category === 'metric') accuracy.see(batch)
          if (job.metrics !== undefined) values += valuesIn(batch)
          await delivery.writer.write(category, batch)
        },
      },
      state: { get: async (key) => state.get(key), set: (key, value) => delivery.stage(key, value) },
      log: quiet,
      progress: { total() {}, done() {} },
      count() {},
      timeLeft: () => Number.POSITIVE_INFINITY,
      signal,
      triggeredAt: new Date(time),
      now: () => new Date(time),
    }
    await run(config, context)
    await delivery.flush()
    const [receipt] = Object.values(delivery.figures())
    await delivery.close()
    aws.close()
    return { usage: aws.usage(), bytes: receipt?.bytes ?? 0 }
  })
  accuracy?.ran(time)
  return { wallMs, cpuMs, points, ...result }
}

// What measured runs do without is loaded on demand.

async function openCheck(options: NonNullable<CollectJob['check']>) {
  const { createAccuracyCheck } = await import('./accuracy.ts')
  return createAccuracyCheck({ ...options, region: REGION })
}

async function openStore(): Promise<PointStore> {
  const { openPointStore } = await import('#func/points/point-store.ts')
  return await openPointStore({ home: folder, clock: () => new Date() })
}

function openDelivery(store: PointStore | null, signal: AbortSignal) {
  const local = { write: async (...batch: Parameters<PointStore['write']>) => await store?.write(...batch) }
  const wait = async (ms: number, ended: AbortSignal) => await sleep(ms, undefined, { signal: ended })
  const means = { local, log: quiet, sleep: wait, now: Date.now, random: Math.random }
  const isFile = store === null
  const sink = createSink(
    {
      name: 'bench',
      type: isFile ? 'file' : 'local',
      options: isFile ? { path: '/dev/null' } : {},
      secrets: {},
      required: true,
    },
    means,
  )
  const commit = async (values: Readonly<Record<string, Json>>) => {
    for (const [key, value] of Object.entries(values)) state.set(key, value)
  }
  return createDelivery({ sinks: [{ sink, required: true }], commit, log: quiet, signal })
}

function configOf(): Config {
  const file = join(import.meta.dirname, '../../manifests/guance_aws_lambda.json')
  return parseConfig(JSON.parse(readFileSync(file, 'utf8')), {
    account: { ak_id: job.keys.id, ak_secret: job.keys.secret, endpoint: job.url },
    regions: [REGION],
    settle: `${job.windowMinutes}m`,
    lookback: `${job.windowMinutes}m`,
    function_urls: false,
    ...(job.metrics === undefined ? {} : { objects: false, targets: targetsOf(job.metrics) }),
  }) as Config
}

function targetsOf(metrics: readonly string[]): object[] {
  return [{ namespace: 'AWS/Lambda', dimensions: ['FunctionName'], metrics: [...metrics] }]
}

function valuesIn(batch: readonly AnyPoint[]): number {
  return batch.reduce((sum, point) => sum + toRowPoint(point).values.filter(isValue).length, 0)
}

function awsSettings(): AwsSettings {
  if (!job.unlimited) return {}
  const apis = ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics', 'lambda', 'tagging']
  const all = [...apis, 'values:recent', 'values:older']
  return { limits: Object.fromEntries(all.map((api) => [api, { perSecond: 1e9 }])) }
}

function report(fields: object, message: string): void {
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`)
}
