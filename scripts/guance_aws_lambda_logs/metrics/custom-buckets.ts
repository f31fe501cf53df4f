/**
 * Buckets of custom metrics: tags and second (a minute where the embedded metric format says so). Pure.
 *
 * A bucket lives as long as lines may still come for it: until events are later than its end by what a line may be
 * late. What events before the window gave it is pending from run to run. When that is too much, the oldest buckets
 * are closed instead: a line that comes for one is refused, so that a point is never replaced by a part of it.
 */
import type { Json } from '#func/script.ts'
import type { MetricLine, MetricType } from '../lines/types.ts'
import { detached } from './detached.ts'
import { byPrecedence, MetricSeries, type Printed, parseSeries } from './metric-series.ts'
import { type PointTags, pointTags } from './tag-sets.ts'

/** A series and its share of a bucket are as large as so many reports, a sample is smaller. */
const HELD_BY_SERIES = 6
const NUMBERS_OF_ONE = 4

export interface Bucket {
  readonly time: number
  readonly resolutionMs: number
  readonly tags: PointTags['tags']
  readonly series: Map<string, MetricSeries>
  /** Whether an event of this window gave something. */
  isTouched: boolean
}

export interface CustomBucketsOptions {
  readonly pendingState: Json | undefined
  readonly lateMs: number
  /** Most numbers that are pending. */
  readonly pendingNumbers: number
}

interface PendingBucket {
  readonly tags: PointTags['tags']
  readonly time: number
  readonly end: number
  readonly numbers: number
  readonly json: Json
}

export class CustomBuckets {
  readonly #options: CustomBucketsOptions
  readonly #byTags = new Map<string, Map<number, Bucket>>()
  #closedBefore = Number.NEGATIVE_INFINITY
  #held = 0

  constructor(options: CustomBucketsOptions) {
    this.#options = options
    this.#readPendingState(options.pendingState)
  }

  /** About 64 bytes each. */
  get held(): number {
    return this.#held
  }

  add(bucket: Bucket, { type, name, value }: MetricLine, printed: Printed): void {
    const key = seriesKey(type, name)
    let series = bucket.series.get(key)
    if (series === undefined) {
      series = new MetricSeries(type, detached(name))
      bucket.series.set(key, series)
      this.#held += HELD_BY_SERIES
    }
    if (series.add(value, printed)) this.#held += 1 / NUMBERS_OF_ONE
  }

  /** Undefined when the bucket is closed. */
  bucket(tags: PointTags, time: number, resolutionMs: number): Bucket | undefined {
    const start = Math.floor(time / resolutionMs) * resolutionMs
    if (start < this.#closedBefore) return undefined
    let byTime = this.#byTags.get(tags.key)
    if (byTime === undefined) {
      byTime = new Map()
      this.#byTags.set(tags.key, byTime)
    }
    const known = byTime.get(start)
    if (known !== undefined) return known
    const bucket = { time: start, resolutionMs, tags: tags.tags, series: new Map(), isTouched: false }
    byTime.set(start, bucket)
    return bucket
  }

  *touched(): Generator<Bucket> {
    for (const byTime of this.#byTags.values()) {
      for (const bucket of byTime.values()) if (bucket.isTouched) yield bucket
    }
  }

  /** @returns The pending state, and how many buckets did not fit into it. */
  pendingState(before: number): { readonly json: Json; readonly dropped: number } {
    const all = [...this.#pending(before)].toSorted((a, b) => b.end - a.end)
    let numbers = 0
    let closedBefore = this.#closedBefore
    const kept = all.filter((bucket) => {
      numbers += bucket.numbers
      if (numbers <= this.#options.pendingNumbers) return true
      closedBefore = Math.max(closedBefore, bucket.end)
      return false
    })
    const open = kept.filter(({ time }) => time >= closedBefore)
    const closed = Number.isFinite(closedBefore) ? { closedBefore } : {}
    return { json: { ...closed, sets: bySet(open) }, dropped: all.length - open.length }
  }

  *#pending(before: number): Generator<PendingBucket> {
    for (const byTime of this.#byTags.values()) {
      for (const bucket of byTime.values()) {
        const end = bucket.time + bucket.resolutionMs
        if (end + this.#options.lateMs <= before) continue
        const pending = pendingSeries(bucket, before)
        if (pending.length === 0) continue
        const numbers = pending.reduce((sum, series) => sum + series.length, 0)
        yield {
          tags: bucket.tags,
          time: bucket.time,
          end,
          numbers,
          json: [bucket.time, bucket.resolutionMs, pending],
        }
      }
    }
  }

  #readPendingState(pendingState: Json | undefined): void {
    if (!isRecord(pendingState)) return
    if (typeof pendingState.closedBefore === 'number') this.#closedBefore = pendingState.closedBefore
    for (const set of arrayOf(pendingState.sets)) {
      const [tags, buckets] = arrayOf(set)
      if (isRecord(tags)) for (const bucket of arrayOf(buckets)) this.#readBucket(tags, arrayOf(bucket))
    }
  }

  #readBucket(tags: Readonly<Record<string, Json>>, [time, resolutionMs, series]: readonly Json[]): void {
    if (typeof time !== 'number' || typeof resolutionMs !== 'number' || !(resolutionMs > 0)) return
    const texts = Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]))
    const bucket = this.bucket(pointTags(texts), time, resolutionMs)
    for (const json of arrayOf(series)) {
      const known = parseSeries(json)
      if (known !== undefined) bucket?.series.set(seriesKey(known.type, known.name), known)
    }
  }
}

function seriesKey(type: MetricType, name: string): string {
  return `${type} ${name}`
}

function pendingSeries(bucket: Bucket, before: number): (readonly Json[])[] {
  return [...bucket.series.values()].toSorted(byPrecedence).flatMap((series) => {
    const values = series.pending(before)
    return values === undefined ? [] : [[series.type, series.name, ...values]]
  })
}

/** Tags once for all their buckets. */
function bySet(buckets: readonly PendingBucket[]): Json {
  const groups = Map.groupBy(buckets, ({ tags }) => tags)
  return [...groups].map(([tags, group]) => [tags, group.map(({ json }) => json)])
}

function isRecord(json: Json | undefined): json is Readonly<Record<string, Json>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function arrayOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : []
}
