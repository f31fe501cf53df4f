/** What a field's values become when points are put together, by the CloudWatch statistic it is named for. */
export const ROLLUP_KINDS = ['sum', 'avg', 'min', 'max'] as const
export type RollupKind = (typeof ROLLUP_KINDS)[number]

const KINDS: readonly (readonly [RegExp, RollupKind])[] = [
  [/_(Sum|SampleCount)$/, 'sum'],
  [/_Minimum$/, 'min'],
  // Percentiles cannot be put together; the maximum is the one bound that is known.
  [/_(Maximum|p\d{1,2}(\.\d+)?)$/, 'max'],
]

export function rollupKind(field: string): RollupKind {
  return KINDS.find(([name]) => name.test(field))?.[1] ?? 'avg'
}

const AVERAGE = '_Average'
const SAMPLES = '_SampleCount'

/** The field that holds how many samples each value of this one is the average of. */
export function weightField(field: string): string | undefined {
  return field.endsWith(AVERAGE) ? field.slice(0, -AVERAGE.length) + SAMPLES : undefined
}

/** The field whose averages this one weighs. */
export function weighedField(field: string): string | undefined {
  return field.endsWith(SAMPLES) ? field.slice(0, -SAMPLES.length) + AVERAGE : undefined
}
