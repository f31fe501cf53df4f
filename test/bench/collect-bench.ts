/** One collection of ours, measured at several sizes of the account. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_LIMITS } from '#func/aws/budgets.ts'
import type { AwsUsage } from '#func/aws/usage.ts'
import type { Accuracy } from './accuracy.ts'
import { runChild } from './child.ts'
import type { CollectJob, CollectResult } from './collect-process.ts'
import type { FloorJob, FloorResult } from './floor-process.ts'
import type { BenchOptions } from './options.ts'
import { median, printSize } from './print.ts'
import { runCollect } from './run-collect.ts'
import { KEYS, type SimulatedAccount, startAccount } from './simulated-account.ts'

const FIRST = Date.parse('2026-08-01T12:00:10Z')
const BETWEEN_RUNS_MS = 300_000
/** As many GetMetricData requests as the script set has under way. */
const AT_ONCE = 4
const CHECKED_FUNCTIONS = 250

export interface SizeFigures {
  readonly functions: number
  readonly collect: CollectResult
  readonly local: CollectResult | null
  /**
   * Of the requests of the cold run, and of a warm one: the median of as many as there are warm runs. `paced`: those of
   * a warm run again, spread over the time that it took, as budgets spread them.
   */
  readonly floor: Readonly<Record<'cold' | 'warm' | 'paced', FloorResult>>
  /** What a warm run would take if computing took no time. */
  readonly paperMs: number
  readonly accuracy: Accuracy | null
}

export async function collectBench(options: BenchOptions, print: (text: string) => void): Promise<void> {
  for (const functions of options.functions) {
    const figures = await measureSize(functions, options)
    print(options.json ? JSON.stringify(figures) : printSize(figures))
  }
}

export async function measureSize(functions: number, options: BenchOptions): Promise<SizeFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'funcbox-bench-'))
  const times = Array.from({ length: options.runs + 1 }, (_, run) => FIRST + run * BETWEEN_RUNS_MS)
  const { latencyMs, seed } = options
  const now = times.at(-1) ?? FIRST
  const account = await startAccount({ functions, seed, latencyMs, now })
  const { windowMinutes, unlimited } = options
  const basis = { url: account.url, keys: KEYS, windowMinutes, unlimited, signedAt: now }
  const job: CollectJob = { ...basis, times, sink: 'null', check: null }
  const file = join(folder, 'requests')
  const run = (change: Partial<CollectJob>, nodeOptions: readonly string[] = []) =>
    runCollect(folder, { ...job, ...change }, nodeOptions)
  try {
    const requests = await record(account, file, () =>
      run({ times: [FIRST, FIRST + BETWEEN_RUNS_MS], unlimited: true }),
    )
    const collect = await run({}, profileOptions(options))
    const floorOf = (part: Pick<FloorJob, 'from' | 'to' | 'overMs'>) =>
      runChild<FloorResult>('floor-process.ts', { url: account.url, file, atOnce: AT_ONCE, ...part })
    const floor = {
      cold: await floorOf({ from: 0, to: requests.cold }),
      warm: median(await repeated(Math.max(1, options.runs), () => floorOf({ from: requests.cold }))),
      paced: await floorOf({ from: requests.cold, overMs: median(collect.runs.slice(-options.runs)).wallMs }),
    }
    const local = options.local ? await run({ sink: 'local', times: times.slice(0, 2) }) : null
    const seenAt = times.at(-1) ?? FIRST
    const check = { functions, seed, windowMinutes, seenAt, most: CHECKED_FUNCTIONS }
    const checked = options.check ? await run({ check, times: times.slice(0, 2), unlimited: true }) : null
    const paperMs = onPaper(collect.runs.at(-1)?.usage, options)
    return { functions, collect, local, floor, paperMs, accuracy: checked?.accuracy ?? null }
  } finally {
    await account.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The pages of listings come one after another, the other requests four at a time, and none sooner than the quota of
 * values allows: CloudWatch counts a value for each query and minute, whether there is one or not.
 */
function onPaper(usage: AwsUsage | undefined, { windowMinutes, latencyMs }: BenchOptions): number {
  const { apiCalls = {}, queries = 0 } = usage ?? {}
  const data = apiCalls['cloudwatch:GetMetricData'] ?? 0
  const pages = callsOf(usage) - data
  const values = queries * (windowMinutes + BETWEEN_RUNS_MS / 60_000)
  const quotaMs = (values / (DEFAULT_LIMITS['values:recent']?.perSecond ?? 1)) * 1000
  return pages * latencyMs + Math.max((data / AT_ONCE) * latencyMs, quotaMs)
}

function callsOf(usage: AwsUsage | undefined): number {
  return Object.values(usage?.apiCalls ?? {}).reduce((sum, calls) => sum + calls, 0)
}

/** Keeps the requests of a cold run and a warm one, which are not measured. @returns How many the cold one made. */
async function record(
  account: SimulatedAccount,
  file: string,
  work: () => Promise<CollectResult>,
): Promise<{ readonly cold: number }> {
  await account.ask({ kind: 'record', on: true })
  const { runs } = await work()
  await account.ask({ kind: 'record', on: false })
  await account.ask({ kind: 'save', file })
  return { cold: callsOf(runs[0]?.usage) }
}

async function repeated<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  while (results.length < times) results.push(await work())
  return results
}

function profileOptions({ profile }: BenchOptions): string[] {
  return profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
}
