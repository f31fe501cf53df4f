/** Custom metric lines become points: one for each tag set and second, besides one for each check. Pure. */

import type { FieldValue, Json, Point } from '#func/script.ts'
import type { LogEvent, MetricLine } from '../lines/types.ts'
import { type Bucket, CustomBuckets } from './custom-buckets.ts'
import { byPrecedence, type MetricSeries, STATUS_TEXTS } from './metric-series.ts'
import { CustomTags } from './tag-sets.ts'
import type { MeasurementAt } from './types.ts'

export interface CustomMetricsOptions {
  readonly pendingState: Json | undefined
  readonly measurement: MeasurementAt
  readonly checkMeasurement: MeasurementAt
  readonly percentileSuffix: string
  readonly lateMs: number
  readonly pendingNumbers: number
}

export class CustomMetrics {
  readonly #options: CustomMetricsOptions
  readonly #buckets: CustomBuckets
  readonly #tags = new CustomTags()
  #conflicts = 0

  constructor(options: CustomMetricsOptions) {
    this.#options = options
    this.#buckets = new CustomBuckets(options)
  }

  get held(): number {
    return this.#buckets.held
  }

  /** Fields that two metrics of one name and different types would have had, when the points were made. */
  get conflicts(): number {
    return this.#conflicts
  }

  /** @returns Whether its bucket was open. */
  add(event: LogEvent, line: MetricLine, index: number): boolean {
    const tags = this.#tags.of(event.function, line.tags)
    const bucket = this.#buckets.bucket(tags, line.time, line.resolutionMs)
    if (bucket === undefined) return false
    bucket.isTouched = true
    const printed = { eventTime: event.timestamp, eventId: event.id, index }
    this.#buckets.add(bucket, line, printed)
    return true
  }

  *points(): Generator<Point> {
    this.#conflicts = 0
    for (const bucket of this.#buckets.touched()) {
      const all = [...bucket.series.values()].toSorted(byPrecedence)
      const fields = this.#fields(bucket, all)
      if (Object.keys(fields).length > 0) {
        yield point(this.#options.measurement(bucket.time), bucket, bucket.tags, fields)
      }
      for (const check of all) if (check.type === 'check') yield this.#check(bucket, check)
    }
  }

  pendingState(before: number): { readonly json: Json; readonly dropped: number } {
    return this.#buckets.pendingState(before)
  }

  /** Of two fields of one name the first is kept; one that is named like a tag gets `.value`. */
  #fields(bucket: Bucket, all: readonly MetricSeries[]): Point['fields'] {
    const fields = new Map<string, FieldValue>()
    for (const series of all) {
      if (series.type === 'check') continue
      for (const [name, value] of series.fields(this.#options.percentileSuffix)) {
        const key = Object.hasOwn(bucket.tags, name) ? `${name}.value` : name
        if (fields.has(key)) this.#conflicts += 1
        else fields.set(key, value)
      }
    }
    return Object.fromEntries(fields)
  }

  #check(bucket: Bucket, check: MetricSeries): Point {
    const status = check.last()
    const fields = { status, status_text: STATUS_TEXTS[status] ?? 'UNKNOWN' }
    return point(
      this.#options.checkMeasurement(bucket.time),
      bucket,
      { ...bucket.tags, check: check.name },
      fields,
    )
  }
}

function point(measurement: string, { time }: Bucket, tags: Point['tags'], fields: Point['fields']): Point {
  return { measurement, tags, fields, timestamp: time }
}
