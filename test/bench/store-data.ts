/** A large local store for measurements: functions of ten accounts, as objects and as series of metrics. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPointStore } from '#func/points/point-store.ts'
import type { PointStore } from '#func/points/types.ts'
import type { Point } from '#func/script.ts'

const MINUTE_MS = 60_000
export const START = Date.UTC(2026, 6, 1)
/** Series whose chunks lie together; one write holds an hour of them. */
const SERIES_AT_ONCE = 32
const METRICS = ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions', 'AsyncEventAge']
const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']
const NAMES = METRICS.map((metric) => STATISTICS.map((statistic) => `${metric}_${statistic}`))
/** All that a point has. */
export const FIELDS: readonly string[] = NAMES.flat()
const MESSAGE = JSON.stringify({ Configuration: 'x'.repeat(1_500) })

export interface StoreSize {
  readonly objects: number
  readonly points: number
}

/** Minutes that every function has, to come to the number of points. */
export function minutesOf({ objects, points }: StoreSize): number {
  return Math.ceil(points / objects)
}

/** The home with such a store: built once, then found again in the folder for temporary files. */
export async function prepareStore(size: StoreSize, print: (text: string) => void): Promise<string> {
  const home = join(tmpdir(), `funcbox-bench-store-5-${size.objects}-${size.points}`)
  if (existsSync(home)) return home
  const draft = `${home}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft)
  const started = performance.now()
  await build(draft, size)
  renameSync(draft, home)
  print(`built ${home} in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  return home
}

async function build(home: string, size: StoreSize): Promise<void> {
  const store = await openPointStore({ home, clock: () => new Date(START + minutesOf(size) * MINUTE_MS) })
  await writeObjects(store, size)
  // A fresh store counts series from 1, so that the first group is one short.
  for (let first = 0; first < size.objects; ) {
    const end = Math.min(size.objects, first === 0 ? SERIES_AT_ONCE - 1 : first + SERIES_AT_ONCE)
    for (let minute = 0; minute < minutesOf(size); minute += 60) {
      const to = Math.min(minutesOf(size), minute + 60)
      await store.write('metric', metricPoints({ first, end, from: minute, to, seed: first + minute + 1 }))
    }
    first = end
  }
  await store.close()
}

async function writeObjects(store: PointStore, { objects }: StoreSize): Promise<void> {
  const all = Array.from({ length: objects }, (_, at): Point => {
    const fields = { MemorySize: 128 * (1 + (at % 8)), Timeout: 30, CodeSize: at * 1_000, message: MESSAGE }
    return { measurement: 'aws_lambda', tags: objectTags(at), fields, timestamp: START }
  })
  await store.write('custom_object', all)
}

export interface Slice {
  readonly first: number
  readonly end: number
  /** Minutes since START. */
  readonly from: number
  readonly to: number
  readonly seed: number
}

/** Points series by series, as a run writes them. */
export function metricPoints({ first, end, from, to, seed }: Slice): Point[] {
  const random = createRandom(seed)
  const points: Point[] = []
  for (let at = first; at < end; at++) {
    const tags = seriesTags(at)
    for (let minute = from; minute < to; minute++) {
      const timestamp = START + minute * MINUTE_MS
      points.push({ measurement: 'aws_lambda', tags, fields: fieldsOf(random), timestamp })
    }
  }
  return points
}

function fieldsOf(random: () => number): Record<string, number> {
  const samples = 1 + Math.floor(random() * 200)
  const fields: Record<string, number> = {}
  for (const [at, [average, maximum, minimum, count, sum]] of NAMES.entries()) {
    const mean = at < 3 ? 1 : Math.round(random() * 1e6) / 1e3
    fields[average as string] = mean
    fields[maximum as string] = at < 3 ? 1 : mean * 2
    fields[minimum as string] = at < 3 ? 0 : mean / 2
    fields[count as string] = samples
    fields[sum as string] = at < 3 ? Math.floor(samples / (at + 1)) : mean * samples
  }
  return fields
}

/** Functions of one account are written together, and so lie together. */
export function accountOf(at: number): string {
  return `account-${Math.floor(at / 1_000)}`
}

export function functionName(at: number): string {
  return `service-${String(at % 97).padStart(2, '0')}-function-${String(at).padStart(5, '0')}`
}

function seriesTags(at: number): Record<string, string> {
  return {
    FunctionName: functionName(at),
    RegionId: ['us-east-1', 'eu-west-1', 'ap-southeast-1', 'cn-north-1', 'us-west-2'][at % 5] ?? '',
    account_name: accountOf(at),
    cloud_provider: 'aws',
    Runtime: ['nodejs24.x', 'python3.13', 'java21', 'go'][at % 4] ?? '',
    tag_team: `team-${at % 23}`,
  }
}

function objectTags(at: number): Record<string, string> {
  return {
    ...seriesTags(at),
    name: functionName(at),
    class: 'aws_lambda',
    PackageType: 'Zip',
    State: 'Active',
  }
}

/** Quick and always the same: a linear congruential generator. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
