/** Turns values into metric points: one per dimension set and time. Pure. */
import type { RowPoint } from '#func/script.ts'
import type { MetricSet, SetIdentity } from '../types.ts'
import { fieldName } from './field-name.ts'
import type { Series, Slice } from './queries.ts'

/** The values of one slice: `values[(row + query) * periods + period]`, NaN where there is none. */
export interface SliceValues {
  readonly slice: Slice
  readonly values: Float64Array
  /** Of the slice's first query. */
  readonly row: number
  readonly periods: number
}

/** The point of one period, with values of its own; undefined when it has none. */
export function pointAt(
  { slice, values, row, periods }: SliceValues,
  period: number,
  { measurement, timestamp }: Pick<RowPoint, 'measurement' | 'timestamp'>,
): RowPoint | undefined {
  const { set, fields: names } = slice
  const cells: number[] = []
  let isEmpty = true
  for (let query = row; query < row + names.length; query++) {
    const value = values[query * periods + period] ?? Number.NaN
    if (Number.isFinite(value)) isEmpty = false
    cells.push(value)
  }
  return isEmpty ? undefined : { measurement, tags: set.tags, timestamp, names, values: cells }
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
): RowPoint[] {
  const names = set.metrics.flatMap((metric) =>
    options
      .statisticsOf(metric)
      .filter((statistic) => ZERO_STATISTICS.includes(statistic))
      .map((statistic) => fieldName(metric, statistic)),
  )
  if (names.length === 0) return []
  const values = names.map(() => 0)
  return options.times.map((timestamp) => ({ measurement, tags: set.tags, timestamp, names, values }))
}

/** The same text for the same dimension set of the same account. */
export function setKey({ dimensions, account }: SetIdentity): string {
  const pairs = JSON.stringify(dimensions.map(({ name, value }) => [name, value]))
  return account === undefined ? pairs : `${account} ${pairs}`
}
