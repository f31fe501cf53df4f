/** Finds out which metrics exist. */
import type { CloudWatch, ListMetricsCommandInput, Metric } from '@aws-sdk/client-cloudwatch'
import { pages } from './concurrency.ts'
import { groupOf } from './groups.ts'
import { dimensionsKey } from './points.ts'
import type { MetricSelector } from './selection.ts'
import type { Dimension, MetricSet, Resources } from './types.ts'

export interface ListOptions {
  readonly cloudwatch: Pick<CloudWatch, 'listMetrics'>
  readonly namespace: string
  readonly selects: MetricSelector
  /** Only metrics with values in the last three hours. */
  readonly recent: boolean
  readonly signal: AbortSignal
}

/** What CloudWatch knows of one dimension set. */
export type ListedSet = Pick<MetricSet, 'dimensions' | 'metrics'>

/**
 * All wanted metrics of a namespace by dimension set, in an order that does not change from run to run: by group,
 * so that a request that fails touches few of them.
 */
export async function listSets(options: ListOptions): Promise<ListedSet[]> {
  const found = new Map<string, { dimensions: readonly Dimension[]; metrics: Set<string> }>()
  for await (const metric of listMetrics(options)) {
    const dimensions = dimensionsOf(metric)
    const name = metric.MetricName ?? ''
    if (name === '' || !options.selects(name, namesOf(dimensions))) continue
    const key = dimensionsKey(dimensions)
    const set = found.get(key) ?? { dimensions, metrics: new Set() }
    found.set(key, { ...set, metrics: set.metrics.add(name) })
  }
  return [...found]
    .map(([key, { dimensions, metrics }]) => ({
      ...{ key, dimensions, metrics: [...metrics].sort(), group: groupOf(dimensions) },
    }))
    .sort((a, b) => a.group - b.group || (a.key < b.key ? -1 : 1))
    .map(({ dimensions, metrics }) => ({ dimensions, metrics }))
}

/** The sets of existing, wanted resources, with the tags of their points. */
export function chooseSets(
  listed: readonly ListedSet[],
  join: { readonly resources: Resources | undefined; readonly tags: Readonly<Record<string, string>> },
): MetricSet[] {
  return listed
    .filter(({ dimensions }) => join.resources?.selects(dimensions) ?? true)
    .map(({ dimensions, metrics }) => ({ dimensions, metrics, tags: pointTags(dimensions, join) }))
}

function namesOf(dimensions: readonly Dimension[]): string[] {
  return dimensions.map(({ name }) => name)
}

async function* listMetrics(options: ListOptions): AsyncGenerator<Metric> {
  const input: ListMetricsCommandInput = {
    Namespace: options.namespace,
    ...(options.recent ? { RecentlyActive: 'PT3H' } : {}),
  }
  const listing = pages(
    (token) =>
      options.cloudwatch.listMetrics(token === undefined ? input : { ...input, NextToken: token }, {
        abortSignal: options.signal,
      }),
    ({ NextToken }) => NextToken,
  )
  for await (const { Metrics = [] } of listing) yield* Metrics
}

function dimensionsOf({ Dimensions = [] }: Metric): Dimension[] {
  return Dimensions.map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )
}

/** Dimensions win over joined tags, and the region's own tags over both. */
export function pointTags(
  dimensions: readonly Dimension[],
  {
    resources,
    tags,
  }: { readonly resources: Resources | undefined; readonly tags: Readonly<Record<string, string>> },
): Record<string, string> {
  const own = Object.fromEntries(dimensions.map(({ name, value }) => [name, value]))
  return { ...resources?.tagsOf(dimensions), ...own, ...tags }
}
