/** Words that the AWS sets share. */
import type { AwsAccount } from '#func/script.ts'

/** One CloudWatch metric, as the manifest lists it. */
export interface MetricSpec {
  readonly name: string
  readonly unit: string
  readonly statistics: readonly string[]
  readonly description: string
  readonly group: string
  /** Dimension sets under which AWS publishes it; an empty set is account and region. */
  readonly dimensions: readonly (readonly string[])[]
}

export interface MetricTarget {
  readonly namespace: string
  /** Exact dimension names; `['*']` is every set; absent: the usual sets of the namespace. */
  readonly dimensions?: readonly string[]
  /** Exact names or globs; `NOT` first takes all but the rest; `ALL` takes all. */
  readonly metrics: 'ALL' | readonly string[]
}

/** The part of a set's config that the metric collection reads. */
export interface CollectConfig {
  readonly account: AwsAccount
  readonly regions: 'ALL' | readonly string[]
  readonly targets: readonly MetricTarget[]
  /** By metric name; `default` for all others. */
  readonly statistics: Readonly<Record<string, readonly string[]>>
  /** Seconds of one value. */
  readonly period: number
  /** Stretch before now that is read again by every run, e.g. `20m`. */
  readonly settle: string
  /** How far back the very first run reads, e.g. `1h`. */
  readonly lookback: string
  readonly measurement: string
  /** Whether to write 0 for counts of settled minutes without data. */
  readonly zero?: boolean
}

export interface Dimension {
  readonly name: string
  readonly value: string
}

/** All metrics of one namespace that share their dimensions: one point a minute. */
export interface MetricSet {
  /** Sorted by name. */
  readonly dimensions: readonly Dimension[]
  readonly metrics: readonly string[]
  readonly tags: Readonly<Record<string, string>>
}

/** What the metrics of one region are joined with and chosen by. */
export interface Resources {
  /** Whether these dimensions are of something that is known, also as not existing. */
  knows(dimensions: readonly Dimension[]): boolean
  /** Whether the series of these dimensions is wanted. */
  selects(dimensions: readonly Dimension[]): boolean
  /** Tags that the points of these dimensions get besides. */
  tagsOf(dimensions: readonly Dimension[]): Readonly<Record<string, string>>
  /** Dimensions of every existing resource: where `zero` writes. */
  readonly existing: readonly (readonly Dimension[])[]
  /** True when nothing was read for it in this run. @default {false} */
  readonly remembered?: boolean
}
