/** Words that the AWS sets share. */
import type { AwsAccount, Dimension } from '#func/script.ts'

export type { Dimension } from '#func/script.ts'

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
  /** @default {false} */
  readonly linked_accounts?: LinkedAccounts
  /** The tag `account_name` of linked accounts, by account id; the id itself for those that are not named. */
  readonly account_names?: Readonly<Record<string, string>>
}

/** Whose metrics a monitoring account collects besides its own: none, all that are linked to it, or these. */
export type LinkedAccounts = boolean | readonly string[]

/** What distinguishes one point a minute from all others of its namespace and region. */
export interface SetIdentity {
  /** Sorted by name. */
  readonly dimensions: readonly Dimension[]
  /** Id of the linked account that it belongs to; absent for the account that is asked. */
  readonly account?: string
}

/** All metrics of one namespace that share their dimensions: one point a minute. */
export interface MetricSet extends SetIdentity {
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
  /**
   * The same for a linked account, of whose resources nothing can be known but what the dimensions say.
   * @default all are wanted
   */
  selectsLinked?(dimensions: readonly Dimension[]): boolean
  /** Dimensions of every existing resource: where `zero` writes. */
  readonly existing: readonly (readonly Dimension[])[]
  /**
   * From when on what these dimensions are about is known to have existed, in milliseconds; infinite when it does not.
   * @default for ever
   */
  existsSince?(dimensions: readonly Dimension[]): number
  /** True when nothing was read for it in this run. @default {false} */
  readonly remembered?: boolean
}

export interface Window {
  readonly start: number
  readonly end: number
}
