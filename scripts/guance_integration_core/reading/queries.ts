/**
 * Packs metrics into GetMetricData requests. Pure. A dimension set's metrics travel together, so that whole
 * points come out of one answer, and up to five statistics of a metric are never separated: AWS bills them as one
 * metric only within one request.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import { hash32 } from '../hash.ts'
import type { MetricSet } from '../types.ts'
import { fieldName } from './field-name.ts'

/** One statistic of one metric: one query, and one field of the points. */
export interface Series {
  readonly metric: string
  readonly statistic: string
  readonly field: string
  /** Of the field's name. */
  readonly hash: number
}

/** Neighbouring series of one set within a request; sets with the same metrics share their `series`. */
export interface Slice {
  readonly set: MetricSet
  readonly series: readonly Series[]
  /** The fields of the series, in their order. */
  readonly fields: readonly string[]
  /** Whether these are all series of the set. */
  readonly isWhole: boolean
}

/** One request: the queries are the series of its slices, in order. */
export type PlannedRequest = readonly Slice[]

export interface RequestLimits {
  readonly queries: number
  /** Values of all queries together; AWS answers more in further pages. */
  readonly values: number
  /** Of the JSON body; AWS refuses more than 614,400. */
  readonly bytes: number
}

export const AWS_LIMITS: RequestLimits = { queries: 500, values: 100_800, bytes: 600_000 }
/** Statistics of one metric that AWS bills as one within a request. */
export const BILLED_TOGETHER = 5
const ENVELOPE_BYTES = 500

export interface PlanOptions {
  readonly namespace: string
  /** Seconds. */
  readonly period: number
  readonly valuesPerQuery: number
  readonly statisticsOf: (metric: string) => readonly string[]
  readonly limits?: RequestLimits
}

/** The requests for all metrics of all sets, made one at a time as they are asked for. */
export function* planRequests(sets: Iterable<MetricSet>, options: PlanOptions): Generator<PlannedRequest> {
  const limits = options.limits ?? AWS_LIMITS
  const room = Math.min(limits.queries, Math.floor(limits.values / Math.max(1, options.valuesPerQuery)))
  const layoutOf = layouts(options)
  let request = new Draft(room, limits.bytes)
  for (const set of sets) {
    const layout = layoutOf(set.metrics)
    const { series, bytes, atoms } = layout
    const ownBytes = jsonBytes({ Dimensions: toDimensions(set), AccountId: set.account })
    const whole = { queries: series.length, bytes: bytes + series.length * ownBytes }
    const parts = new Draft(room, limits.bytes).fits(whole) ? [{ from: 0, to: series.length, bytes }] : atoms
    for (const { from, to, bytes } of parts) {
      const size = { queries: to - from, bytes: bytes + (to - from) * ownBytes }
      if (!request.isEmpty && !request.fits(size)) {
        yield request.slices()
        request = new Draft(room, limits.bytes)
      }
      request.add(set, layout, { from, to }, size)
    }
  }
  if (!request.isEmpty) yield request.slices()
}

interface Size {
  readonly queries: number
  readonly bytes: number
}

interface Range {
  readonly from: number
  readonly to: number
}

/** A request that is being filled. */
class Draft {
  readonly #limits: Size
  readonly #parts: { set: MetricSet; layout: Layout; from: number; to: number }[] = []
  #queries = 0
  #bytes = ENVELOPE_BYTES

  constructor(queries: number, bytes: number) {
    this.#limits = { queries, bytes }
  }

  get isEmpty(): boolean {
    return this.#queries === 0
  }

  fits({ queries, bytes }: Size): boolean {
    return this.#queries + queries <= this.#limits.queries && this.#bytes + bytes <= this.#limits.bytes
  }

  add(set: MetricSet, layout: Layout, { from, to }: Range, { queries, bytes }: Size): void {
    const last = this.#parts.at(-1)
    if (last?.set === set) last.to = to
    else this.#parts.push({ set, layout, from, to })
    this.#queries += queries
    this.#bytes += bytes
  }

  slices(): PlannedRequest {
    return this.#parts.map(({ set, layout: { series, fields }, from, to }) => {
      const isWhole = to - from === series.length
      if (isWhole) return { set, series, fields, isWhole }
      return { set, series: series.slice(from, to), fields: fields.slice(from, to), isWhole }
    })
  }
}

/** What the queries of a set are, whatever its dimensions. */
interface Layout {
  readonly series: readonly Series[]
  readonly fields: readonly string[]
  /** Of all queries, without what only the set knows. */
  readonly bytes: number
  /** Statistics of one metric that stay together. */
  readonly atoms: readonly (Range & { readonly bytes: number })[]
}

/** Fleets have many sets and few kinds of them. */
function layouts(options: PlanOptions): (metrics: readonly string[]) => Layout {
  const known = new Map<string, Layout>()
  const byList = new Map<readonly string[], Layout>()
  return (metrics) => {
    const same = byList.get(metrics)
    if (same !== undefined) return same
    const key = metrics.join('\n')
    const layout = known.get(key) ?? layoutOf(metrics, options)
    known.set(key, layout)
    byList.set(metrics, layout)
    return layout
  }
}

function layoutOf(metrics: readonly string[], options: PlanOptions): Layout {
  const series: Series[] = []
  const atoms: (Range & { bytes: number })[] = []
  for (const metric of metrics) {
    for (const statistics of chunks(options.statisticsOf(metric), BILLED_TOGETHER)) {
      const together = statistics.map((statistic) => seriesOf(metric, statistic))
      const from = series.push(...together) - together.length
      atoms.push({ from, to: series.length, bytes: sum(together, (each) => queryBytes(each, options)) })
    }
  }
  const fields = series.map(({ field }) => field)
  return { series, fields, atoms, bytes: sum(atoms, ({ bytes }) => bytes) }
}

function seriesOf(metric: string, statistic: string): Series {
  const field = fieldName(metric, statistic)
  return { metric, statistic, field, hash: hash32(field) }
}

/** Of one query as JSON, without dimensions and account. */
function queryBytes({ metric, statistic }: Series, { namespace, period }: PlanOptions): number {
  const Metric = { Namespace: namespace, MetricName: metric }
  return jsonBytes({ Id: LONGEST_ID, MetricStat: { Metric, Period: period, Stat: statistic } }) + COMMA_BYTES
}

const LONGEST_ID = 'q499'
const COMMA_BYTES = 1

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

function toDimensions({ dimensions }: MetricSet): object[] {
  return dimensions.map(({ name, value }) => ({ Name: name, Value: value }))
}

/** Queries in all, and metrics that AWS bills for them: up to five statistics of one metric are one. */
export function countQueries(
  sets: readonly MetricSet[],
  statisticsOf: PlanOptions['statisticsOf'],
): { queries: number; billed: number } {
  let queries = 0
  let billed = 0
  for (const { metrics } of sets) {
    for (const metric of metrics) {
      const count = statisticsOf(metric).length
      queries += count
      billed += Math.ceil(count / BILLED_TOGETHER)
    }
  }
  return { queries, billed }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
