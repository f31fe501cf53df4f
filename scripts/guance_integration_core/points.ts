/** Turns values into metric points: one per dimension set and time. Pure. */
import type { Point } from '#func/script.ts'
import { fieldName } from './field-name.ts'
import type { Series, Slice } from './queries.ts'
import type { Dimension, MetricSet } from './types.ts'

/** The values of one slice: `values[(row + query) * periods + period]`, NaN where there is none. */
export interface SliceValues {
  readonly slice: Slice
  readonly values: Float64Array
  /** Of the slice's first query. */
  readonly row: number
  readonly periods: number
}

/** The values of one period as fields; undefined when there are none. What is not a finite number is left out. */
export function fieldsAt(
  { slice, values, row, periods }: SliceValues,
  period: number,
): Record<string, number> | undefined {
  let fields: Record<string, number> | undefined
  let at = row * periods + period
  for (const { field } of slice.series) {
    const value = values[at] ?? Number.NaN
    at += periods
    if (!Number.isFinite(value)) continue
    fields ??= {}
    fields[field] = value
  }
  return fields
}

/** Statistics for which "nothing happened" is the number 0. */
const ZERO_STATISTICS = ['Sum', 'SampleCount']

/** Puts 0 where the counts of a slice have no value in the first so many periods. */
export function fillZeros({ slice, values, row, periods }: SliceValues, options: ZeroOptions): void {
  for (const [index, series] of slice.series.entries()) {
    if (!ZERO_STATISTICS.includes(series.statistic) || !options.isCount(series.metric)) continue
    if (options.isUnknown(slice.set, series)) continue
    const first = (row + index) * periods
    for (let at = first; at < first + options.until; at++) if (Number.isNaN(values[at])) values[at] = 0
  }
}

export interface ZeroOptions {
  readonly isCount: (metric: string) => boolean
  /** Whether CloudWatch gave no answer: then nobody knows whether it is 0. */
  readonly isUnknown: (set: MetricSet, series: Series) => boolean
  readonly until: number
}

/** Points of 0 for metrics of which CloudWatch knows nothing lately. */
export function zeroPoints(
  measurement: string,
  set: MetricSet,
  options: {
    readonly times: readonly number[]
    readonly statisticsOf: (metric: string) => readonly string[]
  },
): Point[] {
  const names = set.metrics.flatMap((metric) =>
    options
      .statisticsOf(metric)
      .filter((statistic) => ZERO_STATISTICS.includes(statistic))
      .map((statistic) => fieldName(metric, statistic)),
  )
  if (names.length === 0) return []
  const fields = Object.fromEntries(names.map((name) => [name, 0]))
  return options.times.map((timestamp) => ({ measurement, tags: set.tags, fields, timestamp }))
}

/** Tells dimension sets apart; dimensions sorted by name. */
export function dimensionsKey(dimensions: readonly Dimension[]): string {
  return JSON.stringify(dimensions.map(({ name, value }) => [name, value]))
}
