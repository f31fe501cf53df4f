/** The values of one custom metric in one bucket. Pure. */
import type { FieldValue, Json } from '#func/script.ts'
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

interface Entry extends Printed {
  readonly value: number
}

/** Of these types only the last value counts, of the others all, in any order. */
const OF_LAST: readonly MetricType[] = ['gauge', 'check']

export class MetricSeries {
  readonly type: MetricType
  readonly name: string
  /** Of events before the window: partial sums, the last value, or samples. Undefined when there were none. */
  readonly #before: readonly number[] | undefined
  readonly #entries: Entry[] = []
  /** Values and event times beside each other: a bucket may have a million of them. */
  readonly #values: number[] = []
  readonly #times: number[] = []

  constructor(type: MetricType, name: string, before?: readonly number[]) {
    this.type = type
    this.name = name
    this.#before = before
  }

  add(value: number, { eventTime, eventId, index }: Printed): void {
    if (OF_LAST.includes(this.type)) {
      this.#entries.push({ value, eventTime, eventId, index })
      return
    }
    this.#values.push(value)
    this.#times.push(eventTime)
  }

  /** What the next run must know of the events before its window; undefined when there were none. */
  carried(before: number): readonly number[] | undefined {
    const last = lastOf(this.#entries.filter(({ eventTime }) => eventTime < before))
    if (last !== undefined) return last
    const values = this.#values.filter((_, at) => (this.#times[at] ?? before) < before)
    if (values.length === 0) return this.#before
    if (this.type === 'count') return exactPartials(values, this.#before)
    return [...Float64Array.from([...(this.#before ?? []), ...values]).sort()]
  }

  /** Of a check: its status. */
  last(): number {
    return (lastOf(this.#entries) ?? this.#before)?.[0] ?? 0
  }

  fields(percentileSuffix: string): [string, FieldValue][] {
    if (this.type === 'count') return [[this.name, exactSum(this.#values, this.#before)]]
    if (this.type === 'gauge') return [[this.name, this.last()]]
    const samples = statisticsOf([...(this.#before ?? []), ...this.#values])
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

/** By time, then by event and line; every later event comes after all that was carried. */
function lastOf(entries: readonly Entry[]): number[] | undefined {
  let last = entries[0]
  for (const entry of entries) if (last === undefined || isLater(entry, last)) last = entry
  return last === undefined ? undefined : [last.value]
}

function isLater(a: Entry, b: Entry): boolean {
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
