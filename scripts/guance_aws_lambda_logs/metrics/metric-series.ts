/** The values of one custom metric in one bucket. Pure. */
import type { FieldValue, Json } from '#func/script.ts'
import { MINUTE_MS } from '../../guance_integration_core/index.ts'
import type { MetricType } from '../lines/types.ts'
import { exactPartials, exactSum } from './exact-sum.ts'
import { statisticsOf } from './statistics.ts'

export const STATUS_TEXTS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const

/** Where a value was printed: the last one of a bucket is a gauge's. */
export interface Printed {
  readonly eventTime: number
  readonly eventId: string
  /** Of the line within its event. */
  readonly index: number
}

/**
 * What the events of one minute gave: windows are cut between minutes. Exact partial sums of a count, all samples of
 * a histogram or distribution, the last value of a gauge or check.
 */
interface Minute {
  readonly start: number
  values: number[]
  /** Of a gauge or check: where its value was printed. */
  last?: Printed
}

export class MetricSeries {
  readonly type: MetricType
  readonly name: string
  /** Of events before the window: partial sums, the last value, or samples. Undefined when there were none. */
  readonly #before: readonly number[] | undefined
  readonly #minutes: Minute[] = []

  constructor(type: MetricType, name: string, before?: readonly number[]) {
    this.type = type
    this.name = name
    this.#before = before
  }

  /** @returns Whether it is held as a number of its own. */
  add(value: number, printed: Printed): boolean {
    const start = Math.floor(printed.eventTime / MINUTE_MS) * MINUTE_MS
    const minute = this.#minutes.findLast((each) => each.start === start)
    if (minute === undefined) {
      this.#minutes.push({ start, values: [value], ...(isOfLast(this.type) && { last: printed }) })
      return false
    }
    if (this.type === 'count') minute.values = exactPartials([value], minute.values)
    else if (isOfLast(this.type)) keepLast(minute, value, printed)
    else minute.values.push(value)
    return this.type === 'histogram' || this.type === 'distribution'
  }

  /** What the next run must know of the events before its window; undefined when there were none. */
  pending(before: number): readonly number[] | undefined {
    const minutes = this.#minutes.filter(({ start }) => start < before)
    if (minutes.length === 0) return this.#before
    if (this.type === 'count') return exactPartials(valuesOf(minutes), this.#before)
    if (isOfLast(this.type)) return newestOf(minutes)?.values
    return [...Float64Array.from([...(this.#before ?? []), ...valuesOf(minutes)]).sort()]
  }

  /** Of a check: its status. */
  last(): number {
    return (newestOf(this.#minutes)?.values ?? this.#before)?.[0] ?? 0
  }

  fields(percentileSuffix: string): [string, FieldValue][] {
    if (this.type === 'count') return [[this.name, exactSum(valuesOf(this.#minutes), this.#before)]]
    if (this.type === 'gauge') return [[this.name, this.last()]]
    const samples = statisticsOf([...(this.#before ?? []), ...valuesOf(this.#minutes)])
    const fields: [string, FieldValue][] = [
      [`${this.name}.avg`, samples.average],
      [`${this.name}.count`, samples.count],
      [`${this.name}.max`, samples.maximum],
      [`${this.name}.min`, samples.minimum],
      [`${this.name}.median`, samples.median],
      [`${this.name}.${percentileSuffix}`, samples.percentile(95)],
    ]
    if (this.type === 'distribution') fields.push([`${this.name}.sum`, samples.sum])
    return fields
  }
}

function isOfLast(type: MetricType): boolean {
  return type === 'gauge' || type === 'check'
}

function* valuesOf(minutes: readonly Minute[]): Generator<number> {
  for (const { values } of minutes) yield* values
}

function newestOf(minutes: readonly Minute[]): Minute | undefined {
  return minutes.reduce<Minute | undefined>(
    (newest, each) => (newest === undefined || each.start > newest.start ? each : newest),
    undefined,
  )
}

/** By time, then by event and line; every later event comes after all that was pending. */
function keepLast(minute: Minute, value: number, printed: Printed): void {
  if (minute.last !== undefined && !isLater(printed, minute.last)) return
  minute.values = [value]
  minute.last = printed
}

function isLater(a: Printed, b: Printed): boolean {
  if (a.eventTime !== b.eventTime) return a.eventTime > b.eventTime
  return a.eventId === b.eventId ? a.index > b.index : a.eventId > b.eventId
}

const TYPES: readonly MetricType[] = ['count', 'gauge', 'histogram', 'distribution', 'check']

/** Which of two metrics of one name has the field: the first of these types. */
export function byPrecedence(a: MetricSeries, b: MetricSeries): number {
  return TYPES.indexOf(a.type) - TYPES.indexOf(b.type) || (a.name < b.name ? -1 : 1)
}

/** Undefined when it is none. */
export function parseSeries(json: Json | undefined): MetricSeries | undefined {
  if (!Array.isArray(json)) return undefined
  const [type, name, ...values] = json as readonly Json[]
  const known = TYPES.find((candidate) => candidate === type)
  if (known === undefined || typeof name !== 'string') return undefined
  if (values.length === 0 && known !== 'count') return undefined
  return values.every((value) => typeof value === 'number')
    ? new MetricSeries(known, name, values)
    : undefined
}
