/** Buckets of enhanced metrics: tags and minute. Every field of a point is computed from all its invocations. Pure. */
import type { Point } from '#func/script.ts'
import { exactSum } from './exact-sum.ts'
import type { Statistics } from './statistics.ts'
import { statisticsOf } from './statistics.ts'
import type { PointTags } from './tag-sets.ts'

const MINUTE_MS = 60_000
const PREFIX = 'enhanced_'

/** What is counted, by the name of its field. */
const COUNTS = [
  'invocations',
  'errors',
  'timeouts',
  'out_of_memory',
  'init_errors',
  'restore_errors',
  'errors_by_type',
] as const
export type CountName = (typeof COUNTS)[number]

/** Always there beside `invocations`, so that a rate of them has a zero. */
const OUTCOMES = ['errors', 'timeouts', 'out_of_memory'] as const

const AVERAGE: Statistic = ['Average', (of) => of.average]
const MAXIMUM: Statistic = ['Maximum', (of) => of.maximum]
const MINIMUM: Statistic = ['Minimum', (of) => of.minimum]
const SUM: Statistic = ['Sum', (of) => of.sum]
const SAMPLES: Statistic = ['SampleCount', (of) => of.count]
const PERCENTILES: readonly Statistic[] = [50, 95, 99].map((percent) => [
  `p${percent}`,
  (of) => of.percentile(percent),
])

type Statistic = readonly [name: string, value: (statistics: Statistics) => number]

/** What is measured, with the statistics that are written: `enhanced_<name>_<statistic>`. */
const SAMPLED = {
  /** Milliseconds. */
  duration: [AVERAGE, MAXIMUM, MINIMUM, SUM, ...PERCENTILES],
  billed_duration: [AVERAGE, MAXIMUM, SUM],
  init_duration: [AVERAGE, MAXIMUM, MINIMUM, SUM, SAMPLES],
  restore_duration: [AVERAGE, MAXIMUM, MINIMUM, SUM, SAMPLES],
  /** MB. */
  max_memory_used: [AVERAGE, MAXIMUM],
  /** Percent of the memory size. */
  memory_utilization: [AVERAGE, MAXIMUM],
} as const satisfies Record<string, readonly Statistic[]>
export type SampledName = keyof typeof SAMPLED
const SAMPLED_NAMES = Object.keys(SAMPLED) as readonly SampledName[]

/** What is added up. */
export type SummedName = 'estimated_cost' | 'estimated_cost_cny'

export class EnhancedBuckets {
  readonly #buckets = new Map<string, Bucket>()

  at(tags: PointTags, time: number): Bucket {
    const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS
    const key = `${minute} ${tags.key}`
    const known = this.#buckets.get(key)
    if (known !== undefined) return known
    const bucket = new Bucket(tags.tags, minute)
    this.#buckets.set(key, bucket)
    return bucket
  }

  points(measurement: string): Point[] {
    return [...this.#buckets.values()].map((bucket) => bucket.point(measurement))
  }
}

export class Bucket {
  readonly #tags: PointTags['tags']
  readonly #minute: number
  readonly #counts = new Map<CountName, number>()
  readonly #samples = new Map<SampledName, number[]>()
  readonly #sums = new Map<SummedName, number[]>()

  constructor(tags: PointTags['tags'], minute: number) {
    this.#tags = tags
    this.#minute = minute
  }

  count(name: CountName): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  sample(name: SampledName, value: number | undefined): void {
    if (value !== undefined) append(this.#samples, name, value)
  }

  add(name: SummedName, value: number): void {
    append(this.#sums, name, value)
  }

  point(measurement: string): Point {
    const fields: Record<string, number> = {}
    if (this.#counts.has('invocations')) for (const name of OUTCOMES) fields[PREFIX + name] = 0
    for (const [name, count] of this.#counts) fields[PREFIX + name] = count
    for (const name of SAMPLED_NAMES) this.#addStatistics(fields, name)
    for (const [name, values] of this.#sums) fields[PREFIX + name] = exactSum(values)
    return { measurement, tags: this.#tags, fields, timestamp: this.#minute }
  }

  #addStatistics(fields: Record<string, number>, name: SampledName): void {
    const samples = this.#samples.get(name)
    if (samples === undefined) return
    const statistics = statisticsOf(samples)
    for (const [statistic, value] of SAMPLED[name])
      fields[`${PREFIX}${name}_${statistic}`] = value(statistics)
  }
}

function append<K>(map: Map<K, number[]>, key: K, value: number): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
