/**
 * Buckets of enhanced metrics: tags and minute. Every field of a point is computed from all its invocations, of which
 * a bucket holds the rows alone. Pure.
 */

import type { Point } from '#func/script.ts'
import { MINUTE_MS } from '../../guance_integration_core/index.ts'
import { exactSum } from './exact-sum.ts'
import type { ReportNumbers, ReportRows } from './line-rows.ts'
import { costOf, priceOf } from './prices.ts'
import type { Statistics } from './statistics.ts'
import { statisticsOf } from './statistics.ts'
import type { PointTags } from './tag-sets.ts'
import type { MeasurementAt } from './types.ts'

const PREFIX = 'enhanced_'

/** What is counted beside invocations, by the name of its field. */
const COUNTS = [
  'errors',
  'timeouts',
  'out_of_memory',
  'init_errors',
  'restore_errors',
  'errors_by_type',
] as const
export type CountName = (typeof COUNTS)[number]

/** There beside `invocations`, so that a rate of them has a zero; errors only where the log would show one. */
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
type SampledName = keyof typeof SAMPLED

/** Samples that reports contain as they are. */
const REPORTED: readonly (readonly [SampledName, keyof ReportNumbers])[] = [
  ['duration', 'durationMs'],
  ['billed_duration', 'billedDurationMs'],
  ['init_duration', 'initDurationMs'],
  ['restore_duration', 'restoreDurationMs'],
  ['max_memory_used', 'maxMemoryUsedMb'],
]

export class EnhancedBuckets {
  readonly #reports: ReportRows
  /** By tags, of which one object stands for all that are the same, and minute. */
  readonly #buckets = new Map<PointTags, Map<number, Bucket>>()

  constructor(reports: ReportRows) {
    this.#reports = reports
  }

  at(tags: PointTags, time: number): Bucket {
    const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS
    const ofTags = this.#buckets.get(tags) ?? new Map<number, Bucket>()
    this.#buckets.set(tags, ofTags)
    const known = ofTags.get(minute)
    if (known !== undefined) return known
    const bucket = new Bucket(this.#reports, tags.tags, minute)
    ofTags.set(minute, bucket)
    return bucket
  }

  *points(measurement: MeasurementAt): Generator<Point> {
    for (const ofTags of this.#buckets.values()) {
      for (const bucket of ofTags.values()) yield bucket.point(measurement)
    }
  }
}

export class Bucket {
  readonly #reports: ReportRows
  readonly #tags: PointTags['tags']
  readonly #minute: number
  readonly #rows: number[] = []
  readonly #counts = new Map<CountName, number>()
  /** From other lines than reports. */
  readonly #samples = new Map<SampledName, number[]>()

  constructor(reports: ReportRows, tags: PointTags['tags'], minute: number) {
    this.#reports = reports
    this.#tags = tags
    this.#minute = minute
  }

  /** The first report of an invocation. */
  invoke(row: number): void {
    this.#rows.push(row)
  }

  count(name: CountName): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  sample(name: SampledName, value: number): void {
    const known = this.#samples.get(name)
    if (known === undefined) this.#samples.set(name, [value])
    else known.push(value)
  }

  point(measurement: MeasurementAt): Point {
    const fields: Record<string, number> = {}
    if (this.#rows.length > 0) {
      fields[`${PREFIX}invocations`] = this.#rows.length
      const showsErrors = this.#rows.every((row) => this.#reports.kind(row).showsErrors)
      for (const name of OUTCOMES) if (name !== 'errors' || showsErrors) fields[PREFIX + name] = 0
    }
    for (const [name, count] of this.#counts) fields[PREFIX + name] = count
    for (const [name, column] of REPORTED) {
      this.#measure(fields, name, (row) => this.#reports.number(row, column))
    }
    this.#measure(fields, 'memory_utilization', (row) => this.#utilization(row))
    this.#addCosts(fields)
    return { measurement: measurement(this.#minute), tags: this.#tags, fields, timestamp: this.#minute }
  }

  /** @param numberOf NaN where a report does not have it. */
  #measure(fields: Record<string, number>, name: SampledName, numberOf: (row: number) => number): void {
    const samples = this.#valuesOf(numberOf)
    for (const value of this.#samples.get(name) ?? []) samples.push(value)
    if (samples.length === 0) return
    const statistics = statisticsOf(samples)
    for (const [statistic, value] of SAMPLED[name])
      fields[`${PREFIX}${name}_${statistic}`] = value(statistics)
  }

  #valuesOf(numberOf: (row: number) => number): number[] {
    const values: number[] = []
    for (const row of this.#rows) {
      const value = numberOf(row)
      if (!Number.isNaN(value)) values.push(value)
    }
    return values
  }

  #utilization(row: number): number {
    const { memorySizeMb = 0 } = this.#reports.kind(row)
    return memorySizeMb > 0 ? (this.#reports.number(row, 'maxMemoryUsedMb') / memorySizeMb) * 100 : Number.NaN
  }

  /** A bucket is of one function, so of one region. */
  #addCosts(fields: Record<string, number>): void {
    const costs = this.#valuesOf((row) => {
      const { region, architecture, memorySizeMb } = this.#reports.kind(row)
      const billedDurationMs = this.#reports.number(row, 'billedDurationMs')
      if (memorySizeMb === undefined || Number.isNaN(billedDurationMs)) return Number.NaN
      return costOf({ region, architecture, billedDurationMs, memorySizeMb })
    })
    const [first] = this.#rows
    if (first === undefined || costs.length === 0) return
    const { currency } = priceOf(this.#reports.kind(first).region)
    fields[`${PREFIX}${currency === 'CNY' ? 'estimated_cost_cny' : 'estimated_cost'}`] = exactSum(costs)
  }
}
