/** Finds out which metrics exist. */
import type { CloudWatch, ListMetricsCommandInput, Metric } from '@aws-sdk/client-cloudwatch'
import { pages } from './concurrency.ts'
import { groupOf } from './groups.ts'
import { type Linked, listingsOf } from './linked.ts'
import { setKey } from './points.ts'
import type { MetricSelector } from './selection.ts'
import type { Dimension, MetricSet, Resources, SetIdentity } from './types.ts'

export interface ListOptions {
  readonly cloudwatch: Pick<CloudWatch, 'listMetrics'>
  readonly namespace: string
  readonly selects: MetricSelector
  /** Only metrics with values in the last three hours. */
  readonly recent: boolean
  /** Absent: the account that is asked, and no other. */
  readonly linked?: Linked | undefined
  readonly signal: AbortSignal
}

/** What CloudWatch knows of one dimension set. */
export type ListedSet = Omit<MetricSet, 'tags'>

/**
 * All wanted metrics of a namespace by dimension set, in an order that does not change from run to run: by group,
 * so that a request that fails touches few of them.
 */
export async function listSets(options: ListOptions): Promise<ListedSet[]> {
  const found = new Map<string, { identity: SetIdentity; metrics: Set<string> }>()
  for await (const { metric, account } of listMetrics(options)) {
    const dimensions = dimensionsOf(metric)
    const name = metric.MetricName ?? ''
    if (name === '' || !options.selects(name, namesOf(dimensions))) continue
    const identity = account === undefined ? { dimensions } : { dimensions, account }
    const key = setKey(identity)
    const set = found.get(key) ?? { identity, metrics: new Set() }
    found.set(key, { ...set, metrics: set.metrics.add(name) })
  }
  return [...found]
    .map(([key, { identity, metrics }]) => ({
      ...{ key, identity, metrics: [...metrics].sort(), group: groupOf(identity) },
    }))
    .sort((a, b) => a.group - b.group || (a.key < b.key ? -1 : 1))
    .map(({ identity, metrics }) => ({ ...identity, metrics }))
}

/** The sets of existing, wanted resources, with the tags of their points. */
export function chooseSets(
  listed: readonly ListedSet[],
  join: JoinOptions & { readonly tagsOfLinked?: (account: string) => Readonly<Record<string, string>> },
): MetricSet[] {
  const { resources, tags, tagsOfLinked = () => tags } = join
  const isWanted = ({ account, dimensions }: ListedSet) =>
    (account === undefined ? resources?.selects(dimensions) : resources?.selectsLinked?.(dimensions)) ?? true
  const joinOf = ({ account }: ListedSet): JoinOptions =>
    account === undefined ? join : { resources: undefined, tags: tagsOfLinked(account) }
  return listed.filter(isWanted).map((set) => ({ ...set, tags: pointTags(set.dimensions, joinOf(set)) }))
}

function namesOf(dimensions: readonly Dimension[]): string[] {
  return dimensions.map(({ name }) => name)
}

async function* listMetrics({ linked, ...options }: ListOptions): AsyncGenerator<OwnedMetric> {
  const input: ListMetricsCommandInput = {
    Namespace: options.namespace,
    ...(options.recent ? { RecentlyActive: 'PT3H' } : {}),
  }
  if (linked === undefined) yield* listOnce(input, options)
  for (const listing of linked === undefined ? [] : listingsOf(linked)) {
    for await (const { metric, account } of listOnce({ ...input, ...listing }, options)) {
      yield account === linked?.own ? { metric } : { metric, account }
    }
  }
}

interface OwnedMetric {
  readonly metric: Metric
  readonly account?: string | undefined
}

async function* listOnce(
  input: ListMetricsCommandInput,
  options: Pick<ListOptions, 'cloudwatch' | 'signal'>,
): AsyncGenerator<OwnedMetric> {
  const listing = pages(
    (token) =>
      options.cloudwatch.listMetrics(token === undefined ? input : { ...input, NextToken: token }, {
        abortSignal: options.signal,
      }),
    ({ NextToken }) => NextToken,
  )
  for await (const { Metrics = [], OwningAccounts } of listing) {
    for (const [index, metric] of Metrics.entries()) yield { metric, account: OwningAccounts?.[index] }
  }
}

function dimensionsOf({ Dimensions = [] }: Metric): Dimension[] {
  return Dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
}

interface JoinOptions {
  readonly resources: Resources | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** Dimensions win over joined tags, and the region's own tags over both. */
export function pointTags(
  dimensions: readonly Dimension[],
  { resources, tags }: JoinOptions,
): Record<string, string> {
  const own = Object.fromEntries(dimensions.map(({ name, value }) => [name, value]))
  return { ...resources?.tagsOf(dimensions), ...own, ...tags }
}
