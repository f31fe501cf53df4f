/** What the console and the API ask of the point store. Times are milliseconds since the epoch. */
import type { Category, Json } from '../script.ts'

export const CATEGORIES = ['metric', 'custom_object', 'logging'] as const satisfies readonly Category[]

export type Tags = Readonly<Record<string, string>>

/** `in`: the value is one of `values`. `prefix`, `contains`: it begins with, contains one of them. `exists`: any value. */
export const TAG_OPERATORS = ['in', 'prefix', 'contains', 'exists'] as const

export type TagOperator = (typeof TAG_OPERATORS)[number]

/** A condition on one tag; several conditions must all hold. Values are compared as they are, case included. */
export interface TagCondition {
  readonly tag: string
  readonly operator: TagOperator
  /** Not looked at by `exists`. @default {[]} */
  readonly values?: readonly string[]
  /** The opposite: holds for a missing tag too. `exists` negated is "absent". @default {false} */
  readonly negate?: boolean
}

export interface ObjectQuery {
  readonly measurement?: string
  readonly where?: readonly TagCondition[]
  /** Words that must all occur in tag values, wherever and in whatever case. */
  readonly search?: string
  /** Last written then or later. */
  readonly since?: number
  /** Objects without the value come last either way. @default {by tag `name`, ascending} */
  readonly sort?: ObjectSort
  /** Names of the fields to give; all when absent, none when empty. */
  readonly fields?: readonly string[]
  /** @default {50}, at most 1000 */
  readonly limit?: number
  /** `next` of the page before, with the same query otherwise. */
  readonly cursor?: string
}

export interface ObjectSort {
  readonly kind: 'tag' | 'field' | 'time' | 'firstSeen' | 'lastSeen'
  /** Name of the tag or field; not looked at for times. */
  readonly name?: string
  readonly descending?: boolean
}

export interface ObjectItem {
  /** Names the object in this store; stays the same while it is written again. */
  readonly id: number
  readonly measurement: string
  readonly tags: Tags
  /** An integer beyond ±(2^53 − 1) is given as its digits in a string. */
  readonly fields: Readonly<Record<string, Json>>
  readonly timestamp: number
  readonly firstSeen: number
  readonly lastSeen: number
}

export interface ObjectPage {
  readonly objects: readonly ObjectItem[]
  /** Objects that match, on all pages. */
  readonly total: number
  /** Absent on the last page. */
  readonly next?: string
}

/** Which objects or series a filter picker is about. */
export interface TagScope {
  readonly measurement?: string
  /** Series only. @default {all} */
  readonly category?: Category
  readonly where?: readonly TagCondition[]
  /** Objects only; see `ObjectQuery`. */
  readonly search?: string
}

export interface TagKey {
  readonly tag: string
  /** Objects or series of the scope that have it. */
  readonly count: number
  /** Different values of it in the scope. */
  readonly values: number
}

/** Conditions on the tag itself are left out, so that a picker offers the values that could be chosen as well. */
export interface TagValuesQuery extends TagScope {
  readonly tag: string
  /** Part of the value, whatever the case. */
  readonly contains?: string
  /** @default {100}, at most 1000 */
  readonly limit?: number
}

export interface TagValues {
  /** Most frequent first. */
  readonly values: readonly { readonly value: string; readonly count: number }[]
  /** Different values that match, given or not. */
  readonly total: number
}

export interface MeasurementInfo {
  readonly measurement: string
  readonly category: Category
  /** Series, or objects of category `custom_object`. */
  readonly count: number
}

/** A field of a measurement. Units and descriptions are in the manifests of script sets, not here. */
export interface FieldInfo {
  readonly field: string
  /** More than one when it was written with several. Bigints are `number` too. */
  readonly types: readonly ('number' | 'string' | 'boolean')[]
  /** What `default` means for it, see `Aggregation`. */
  readonly aggregation: Aggregation
  /** The field that weighs its averages, if it has one. */
  readonly weight?: string
}

/**
 * How points become one value, over all points of the group's series within the step: `avg` (weighted, see below),
 * `sum`, `min`, `max`, `count` (of points), `last` (of the newest time; the mean where several series have one then),
 * `p50`–`p99` (of the points' values, interpolated linearly between the closest ranks).
 *
 * `default` is what the manifest of the measurement says. For other fields it goes by the CloudWatch statistic that
 * they are named for: `…_Sum`, `…_SampleCount`, trimmed counts and sums (`…_tc90`, `…_TS_to_300`) → `sum`, `…_Maximum`
 * and percentiles (`…_p95`) → `max`, `…_Minimum` → `min`, everything else → `avg`.
 *
 * `avg` weighs each value with the field of the same point that counts its samples (by the manifest, else
 * `X_SampleCount` for `X_Average`), where it is there and positive, and with 1 where it is not: the average of all
 * invocations rather than of minutes.
 */
export const AGGREGATIONS = [
  'default',
  'avg',
  'sum',
  'min',
  'max',
  'count',
  'last',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
] as const

export type Aggregation = (typeof AGGREGATIONS)[number]

/** What the values of a field become when points are put together: from the manifests of script sets. */
export interface FieldRule {
  /** A name, or one with `<name>` for any text: `<name>.avg`. */
  readonly field: string
  readonly aggregation: Exclude<Aggregation, 'default'>
  /** The field that holds how many samples each average is of; `<name>` is the same text as in `field`. */
  readonly weight?: string
  /** What a point without the field means in an expression: no cold starts are 0 of them. */
  readonly absent?: 0
}

/**
 * One column of the answer: a field, or arithmetic on other columns and fields after aggregation, such as
 * `100 * Errors_Sum / Invocations_Sum`: `+ - * /`, parentheses, numbers, names of columns, else of fields (with their
 * default aggregation); a name with other characters than letters, digits and `_` in double quotes. A missing operand
 * or a division by zero gives no value.
 */
export interface Column {
  readonly field?: string
  readonly expression?: string
  /** Of a field. @default {'default'} */
  readonly aggregation?: Aggregation
  /** Named so in the answer, in expressions and `top.by`. @default {the field or the expression} */
  readonly name?: string
}

export interface MetricsQuery {
  readonly measurement: string
  /** @default {'metric'} */
  readonly category?: Category
  /** At least one; field and expression exclude each other. */
  readonly columns: readonly Column[]
  readonly where?: readonly TagCondition[]
  /** One group for each combination of the values of these tags; one group in all when empty. @default {[]} */
  readonly groupBy?: readonly string[]
  /** Points with from ≤ timestamp < to, after both are widened to whole steps. */
  readonly from: number
  readonly to: number
  /** Width of a step in milliseconds: a whole number of seconds. @default {by `points`} */
  readonly step?: number
  /** The step is the smallest usual one that gives at most this many. @default {300}, at most 2000 */
  readonly points?: number
  readonly top?: Top
  /** Of the measurement, from manifests. @default {[]} */
  readonly fieldRules?: readonly FieldRule[]
}

/** Which groups are given one by one; the others are merged into `others`. */
export interface Top {
  /** @default {20}, at most 500 */
  readonly count?: number
  /** Name of the column whose total ranks. @default {the first} */
  readonly by?: string
  /** @default {'highest'} */
  readonly order?: 'highest' | 'lowest'
}

export interface MetricsResult {
  /** As widened; `times` are the starts of the steps from `from` to before `to`. */
  readonly from: number
  readonly to: number
  readonly step: number
  readonly times: readonly number[]
  readonly columns: readonly MetricsColumn[]
  /** In the order of `top`; a group without any value in the window is left out. */
  readonly groups: readonly MetricsGroup[]
  /** All other groups as one; absent when every group is given. */
  readonly others?: Omit<MetricsGroup, 'tags'> & { readonly groups: number }
}

export interface MetricsColumn {
  readonly name: string
  readonly field?: string
  readonly expression?: string
  /** What was done to the field; `default` is resolved. */
  readonly aggregation?: Aggregation
  /** The field whose values weigh the average, if that was asked for. */
  readonly weight?: string
}

export interface MetricsGroup {
  /** Of `groupBy`; a tag that the series lack is absent. */
  readonly tags: Tags
  /** Series that have a value in the window. */
  readonly series: number
  /** By column, then by time; null is a gap. */
  readonly values: readonly (readonly (number | null)[])[]
  /** By column: the same aggregation over the whole window. */
  readonly totals: readonly (number | null)[]
}

/** Log events of the store. */
export interface EventsQuery {
  readonly where?: readonly TagCondition[]
  /** Words that must all occur in the fields, in whatever case. */
  readonly search?: string
  /** Events with from ≤ timestamp < to. */
  readonly from: number
  readonly to: number
  /** The newest ones. @default {100}, at most 1000 */
  readonly limit?: number
}

export interface StoredEvent {
  readonly measurement: string
  readonly tags: Tags
  /** An integer beyond ±(2^53 − 1) is given as its digits in a string. */
  readonly fields: Readonly<Record<string, Json>>
  readonly timestamp: number
}

/** How new the newest point of a measurement with these tags is. */
export interface Freshness {
  readonly measurement: string
  readonly tags: Tags
  readonly newest: number
}
