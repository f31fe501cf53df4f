/** Finds out which metrics exist. */
import type { CloudWatch, ListMetricsCommandInput, Metric } from '@aws-sdk/client-cloudwatch'
import { pages } from './concurrency.ts'
import { dimensionsKey } from './points.ts'
import type { MetricSelector } from './selection.ts'
import type { Dimension, MetricSet, Resources } from './types.ts'

export interface DiscoverOptions {
  readonly cloudwatch: Pick<CloudWatch, 'listMetrics'>
  readonly namespace: string
  readonly selects: MetricSelector
  readonly resources: Resources | undefined
  /** Tags of every point of the region. */
  readonly tags: Readonly<Record<string, string>>
  /** Only metrics with values in the last three hours. */
  readonly recent: boolean
  readonly signal: AbortSignal
}

/** All wanted metrics of a namespace by dimension set, in an order that does not change from run to run. */
export async function discoverSets(options: DiscoverOptions): Promise<MetricSet[]> {
  const found = new Map<string, { dimensions: readonly Dimension[]; metrics: Set<string> }>()
  for await (const metric of listMetrics(options)) {
    const dimensions = dimensionsOf(metric)
    if (!isWanted(metric.MetricName ?? '', dimensions, options)) continue
    const key = dimensionsKey(dimensions)
    const set = found.get(key) ?? { dimensions, metrics: new Set() }
    found.set(key, { ...set, metrics: set.metrics.add(metric.MetricName ?? '') })
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { dimensions, metrics }]) => ({
      dimensions,
      metrics: [...metrics].sort(),
      tags: pointTags(dimensions, options),
    }))
}

async function* listMetrics(options: DiscoverOptions): AsyncGenerator<Metric> {
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

function isWanted(metric: string, dimensions: readonly Dimension[], options: DiscoverOptions): boolean {
  if (metric === '') return false
  const names = dimensions.map(({ name }) => name)
  return options.selects(metric, names) && (options.resources?.selects(dimensions) ?? true)
}

/** Dimensions win over joined tags, and the region's own tags over both. */
export function pointTags(
  dimensions: readonly Dimension[],
  { resources, tags }: Pick<DiscoverOptions, 'resources' | 'tags'>,
): Record<string, string> {
  const own = Object.fromEntries(dimensions.map(({ name, value }) => [name, value]))
  return { ...resources?.tagsOf(dimensions), ...own, ...tags }
}
