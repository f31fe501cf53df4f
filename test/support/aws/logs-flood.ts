/** A log group that prints without end, read by the command line beside groups that do not. */
import { once } from 'node:events'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startSimulator } from '#func/simulator/simulator.ts'
import type { GroupState } from '../../../scripts/guance_aws_lambda_logs/state/ledger.ts'
import { mustRun, removeFolder, startCli, temporaryFolder } from '../cli.ts'
import { readSeries, readState } from '../inspect-home.ts'
import { memoryOf } from '../process-memory.ts'

const MINUTE = 60_000
const REGION = 'us-east-1'
const FLOODED = 'checkoutPayment'
const FLOOD_MINUTES = 5
const SAMPLE_MS = 100
const MOST_RUNS = 12

export interface FloodOptions {
  /** Lines of the flooded group, in five minutes. */
  readonly lines: number
  readonly functions: number
}

export interface FloodFigures {
  readonly lines: number
  /** How many of the lines, each a count of 1, were added up in the end. */
  readonly counted: number
  readonly runs: number
  /** Of all runs together. */
  readonly seconds: number
  /** Of the process of a run, at its peak. */
  readonly peakMb: number
  /** Other groups that the first run did not read up to its time. */
  readonly starved: readonly string[]
  readonly groups: number
}

/** Runs until the flood is read. */
export async function measureFlood({ lines, functions }: FloodOptions): Promise<FloodFigures> {
  const home = temporaryFolder()
  const untilMs = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE
  const flood = {
    ...{ functionName: FLOODED, linesAMinute: lines / FLOOD_MINUTES, content: 'metrics' as const },
    ...{ fromMs: untilMs - FLOOD_MINUTES * MINUTE, untilMs },
  }
  const simulator = await startSimulator({ functions, seed: 1, now: () => new Date(), logs: { flood } })
  try {
    await deploy(home, simulator.url)
    const started = Date.now()
    let peakMb = 0
    let runs = 0
    let starved: readonly string[] = []
    for (let read = 0; read < untilMs && runs < MOST_RUNS; runs += 1) {
      const begun = Math.floor(Date.now() / MINUTE) * MINUTE
      peakMb = Math.max(peakMb, await runMeasured(home))
      const groups = await groupsOf(home)
      if (runs === 0)
        starved = [...groups].filter(([name, at]) => !isFlooded(name) && at < begun).map(([name]) => name)
      read = [...groups].find(([name]) => isFlooded(name))?.[1] ?? 0
    }
    const seconds = (Date.now() - started) / 1000
    const groups = (await groupsOf(home)).size
    return { lines, counted: await countedLines(home), runs, seconds, peakMb, starved, groups }
  } finally {
    await simulator.close()
    removeFolder(home)
  }
}

async function deploy(home: string, endpoint: string): Promise<void> {
  await mustRun(['install', 'guance_aws_lambda_logs'], { home })
  const set = [
    `ak_id=${ACCESS_KEY_ID}`,
    'ak_secret=-',
    `endpoint=${endpoint}`,
    `regions=${REGION}`,
    'lookback=10m',
  ]
  const flags = set.flatMap((parameter) => ['--set', parameter])
  const input = `${SECRET_ACCESS_KEY}\n`
  await mustRun(['deploy', 'guance_aws_lambda_logs', '--name', 'prod', ...flags], { home, input })
}

/** @returns Megabytes that the process had at most. */
async function runMeasured(home: string): Promise<number> {
  const child = startCli(['run', 'prod'], { home })
  child.stdout?.resume()
  child.stderr?.resume()
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(child.pid, 'VmHWM') ?? 0)
  }, SAMPLE_MS)
  const [status] = (await once(child, 'close')) as [number | null]
  clearInterval(timer)
  if (status !== 0) throw new Error(`The run ended with ${status}`)
  return peak
}

/** How far each group has been read, milliseconds since the epoch. */
async function groupsOf(home: string): Promise<ReadonlyMap<string, number>> {
  const state = await readState(home, 'prod')
  const shards = Object.entries(state).filter(([key]) => key.startsWith(`groups/${REGION}/`))
  const groups = shards.flatMap(([, shard]) => Object.entries(shard as unknown as Record<string, GroupState>))
  return new Map(groups.map(([name, { read }]) => [name, read]))
}

function isFlooded(group: string): boolean {
  return group.endsWith(`/${FLOODED}`)
}

async function countedLines(home: string): Promise<number> {
  const series = await readSeries(home, 'aws_lambda_custom')
  const values = series.flatMap(({ points }) => points.map(({ fields }) => fields['flood.lines'] ?? 0))
  return values.reduce((sum, value) => sum + value, 0)
}
