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
  identity: Pick<RowPoint, 'measurement' | 'tags' | 'timestamp'>,
): RowPoint | undefined {
  const { fields: names } = slice
  const cells: number[] = []
  let isEmpty = true
  for (let query = row; query < row + names.length; query++) {
    const value = values[query * periods + period] ?? Number.NaN
    if (Number.isFinite(value)) isEmpty = false
    cells.push(value)
  }
  return isEmpty ? undefined : { ...identity, names, values: cells }
}

/** Statistics for which "nothing happened" is the number 0. */
const ZERO_STATISTICS = ['Sum', 'SampleCount']

/** Puts 0 where the counts of a slice have no value in these periods. */
export function fillZeros({ slice, values, row, periods }: SliceValues, options: ZeroOptions): void {
  for (const [index, series] of slice.series.entries()) {
    if (!ZERO_STATISTICS.includes(series.statistic) || !options.isCount(series.metric)) continue
    if (options.isUnknown(slice.set, series)) continue
    const first = (row + index) * periods
    for (let at = first + options.from; at < first + options.until; at++)
      if (Number.isNaN(values[at])) values[at] = 0
  }
}

export interface ZeroOptions {
  readonly isCount: (metric: string) => boolean
  /** Whether CloudWatch gave no answer: then nobody knows whether it is 0. */
  readonly isUnknown: (set: MetricSet, series: Series) => boolean
  /** Periods, half-open. */
  readonly from: number
  readonly until: number
}

/** The fields of 0 for metrics of which CloudWatch knows nothing lately. */
export function zeroFields(
  { metrics }: MetricSet,
  statisticsOf: (metric: string) => readonly string[],
): Pick<RowPoint, 'names' | 'values'> {
  const names = metrics.flatMap((metric) =>
    statisticsOf(metric)
      .filter((statistic) => ZERO_STATISTICS.includes(statistic))
      .map((statistic) => fieldName(metric, statistic)),
  )
  return { names, values: names.map(() => 0) }
}

/** The same text for the same dimension set of the same account. */
export function setKey({ dimensions, account }: SetIdentity): string {
  const pairs = JSON.stringify(dimensions.map(({ name, value }) => [name, value]))
  return account === undefined ? pairs : `${account} ${pairs}`
}
