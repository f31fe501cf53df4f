/** What a field's values become when points are put together. */
import { ruleOf } from '../model/field-rules.ts'
import type { FieldRule } from '../model/queries.ts'

export const ROLLUP_KINDS = ['sum', 'avg', 'min', 'max'] as const
export type RollupKind = (typeof ROLLUP_KINDS)[number]

const KINDS: readonly (readonly [RegExp, RollupKind])[] = [
  [/_(Sum|SampleCount)$/, 'sum'],
  [/_Minimum$/, 'min'],
  // Percentiles cannot be put together; the maximum is the one bound that is known.
  [/_(Maximum|p\d{1,2}(\.\d+)?)$/, 'max'],
]

/** Of the roll-ups that are stored; what they do not hold is made of the minutes. */
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

export type FieldAggregation = Omit<FieldRule, 'field'>

/** Of statistics that are no roll-ups: what is summed, and what is an average of samples. */
const COUNTED = /_(TC|TS|tc|ts)(_|\d)[\w.]*$/
const LARGEST = /_p100$/
const AVERAGED = /_((TM|WM|PR)_[\w.]+|(tm|wm)\d[\d.]*|IQM)$/

/** By the rules of the measurement, else by the CloudWatch statistic that the field is named for. */
export function fieldAggregation(field: string, rules: readonly FieldRule[] = []): FieldAggregation {
  const rule = ruleOf(field, rules)
  if (rule !== undefined) return rule
  if (COUNTED.test(field)) return { aggregation: 'sum' }
  if (LARGEST.test(field)) return { aggregation: 'max' }
  const weight = weightField(field) ?? (AVERAGED.test(field) ? field.replace(AVERAGED, SAMPLES) : undefined)
  return { aggregation: rollupKind(field), ...(weight === undefined ? {} : { weight }) }
}
