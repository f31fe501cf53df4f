/** Ours and another collector, one after another on the same account, with the same metrics and statistics. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createOracle } from '#func/simulator/simulator.ts'
import { type Accuracy, isSame, sampleMetrics } from './accuracy.ts'
import type { CollectJob } from './collect-process.ts'
import type { BenchOptions } from './options.ts'
import { type Column, printComparison } from './print-comparison.ts'
import { plainName, RIVAL, type RivalName, type RivalValue } from './rivals.ts'
import { runCollect } from './run-collect.ts'
import { runRival } from './run-rival.ts'
import { KEYS, type SimulatedAccount, startAccount } from './simulated-account.ts'

const MINUTE = 60_000
const WINDOW_MINUTES = 5
const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']
const CHECKED_FUNCTIONS = 250

export async function compareBench(
  rival: { readonly name: RivalName; readonly binary: string },
  options: BenchOptions,
  print: (text: string) => void,
): Promise<void> {
  for (const functions of options.functions) {
    const columns = await compareSize(functions, rival, options)
    print(options.json ? JSON.stringify({ functions, columns }) : printComparison(functions, columns))
  }
}

async function compareSize(
  functions: number,
  rival: { readonly name: RivalName; readonly binary: string },
  { seed, latencyMs, windowMinutes }: BenchOptions,
): Promise<Column[]> {
  const folder = mkdtempSync(join(tmpdir(), 'funcbox-bench-'))
  // Rivals know no other time than the clock's.
  const account = await startAccount({ functions, seed, latencyMs, now: null })
  const sampled = sampleMetrics({ functions, seed, region: 'us-east-1', most: CHECKED_FUNCTIONS })
  const metrics = [...new Set([...sampled.values()].flat().map(({ name }) => name))].sort()
  const basis = { url: account.url, keys: KEYS, windowMinutes, unlimited: false, signedAt: null, metrics }
  try {
    const ours = await collectOnce(folder, basis, account, {
      functions,
      seed,
      windowMinutes,
      most: CHECKED_FUNCTIONS,
    })
    await earlyInMinute()
    await account.ask({ kind: 'counters' })
    const now = Date.now()
    const plan = { binary: rival.binary, folder, url: account.url, metrics, statistics: STATISTICS }
    const { output, ...cost } = await runRival(rival.name, plan)
    const { counters } = await account.ask({ kind: 'counters' })
    const values = RIVAL[rival.name].read(output)
    const accuracy = compareValues(values, { functions, seed, now, sampled })
    return [ours, { name: rival.name, ...cost, counters, accuracy, values: values.length }]
  } finally {
    await account.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One measured run, as the rival has one; then one more that is compared with the truth. */
async function collectOnce(
  folder: string,
  basis: Pick<CollectJob, 'url' | 'keys' | 'windowMinutes' | 'unlimited' | 'signedAt' | 'metrics'>,
  account: SimulatedAccount,
  check: NonNullable<CollectJob['check']>,
): Promise<Column> {
  await earlyInMinute()
  await account.ask({ kind: 'counters' })
  const job: CollectJob = { ...basis, times: [Date.now()], sink: 'null', check: null }
  const began = performance.now()
  const measured = await runCollect(folder, job)
  const wallMs = performance.now() - began
  const { counters } = await account.ask({ kind: 'counters' })
  await earlyInMinute()
  const checkJob = { ...job, times: [Date.now()], unlimited: true, check }
  const checked = await runCollect(folder, checkJob)
  const { accuracy } = checked
  const { processCpuMs: cpuMs, peakMb, values } = measured
  return { name: 'funcbox', wallMs, cpuMs, peakMb, counters, accuracy, values }
}

/** So that a run sees the same minutes from its beginning to its end. */
async function earlyInMinute(): Promise<void> {
  const into = Date.now() % MINUTE
  if (into < 2000 || into > 20_000) await sleep(MINUTE - into + (into < 2000 ? -MINUTE + 2000 : 2000))
}

interface Truth {
  readonly functions: number
  readonly seed: number
  readonly now: number
  readonly sampled: ReturnType<typeof sampleMetrics>
}

function compareValues(values: readonly RivalValue[], { functions, seed, now, sampled }: Truth): Accuracy {
  const oracle = createOracle({ functions, seed, everyMetric: true })
  const found = new Map<string, number>()
  for (const { functionName, field, time, value } of values) {
    if (sampled.has(functionName)) found.set(`${functionName} ${field} ${time ?? 'newest'}`, value)
  }
  const counts = { right: 0, wrong: 0, missing: 0 }
  const last = Math.floor(now / MINUTE)
  for (const metric of [...sampled.values()].flat()) {
    for (const statistic of STATISTICS) {
      const name = metric.dimensions[0]?.Value ?? ''
      for (let minute = last - WINDOW_MINUTES; minute < last; minute++) {
        const truth = oracle.value('us-east-1', metric, statistic, minute * MINUTE, 60, now)
        const key = `${name} ${plainName(metric.name + statistic)} ${minute * MINUTE}`
        const value = found.get(key)
        found.delete(key)
        if (truth === undefined) counts.wrong += value === undefined ? 0 : 1
        else if (value === undefined) counts.missing++
        else if (isSame(value, truth)) counts.right++
        else counts.wrong++
      }
    }
  }
  return { functions: sampled.size, ...counts, added: found.size }
}
