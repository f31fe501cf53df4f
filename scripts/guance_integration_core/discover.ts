/** Finds out which metrics exist. */
import type {
  CloudWatch,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
  Metric,
} from '@aws-sdk/client-cloudwatch'
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
 * so that a request that fails touches few of them. Sets with the same metrics share the list of them.
 */
export async function listSets(options: ListOptions): Promise<ListedSet[]> {
  const sets = new FoundSets()
  const selects = remembered(options.selects)
  for await (const { Metrics = [] } of metricPages(options)) {
    for (const { MetricName: name = '', Dimensions = [] } of Metrics) {
      const set = sets.of(Dimensions)
      if (name !== '' && selects(name, set.names)) set.metrics.add(name)
    }
  }
  const shared = sharedLists()
  return sets.all
    .filter(({ metrics }) => metrics.size > 0)
    .sort((a, b) => a.group - b.group || (a.key < b.key ? -1 : 1))
    .map(({ dimensions, metrics }) => ({ dimensions, metrics: shared([...metrics].sort()) }))
}

interface FoundSet {
  readonly dimensions: readonly Dimension[]
  readonly names: readonly string[]
  readonly key: string
  readonly group: number
  readonly metrics: Set<string>
}

function createFoundSet(given: Metric['Dimensions']): FoundSet {
  const dimensions = dimensionsOf(given)
  const names = dimensions.map(({ name }) => name)
  const key = dimensionsKey(dimensions)
  return { dimensions, names, key, group: groupOf(dimensions), metrics: new Set() }
}

class FoundSets {
  readonly #sets = new Map<string, FoundSet>()
  /** By dimensions as they come: quicker than to sort them for every metric. */
  readonly #asListed = new Map<string, FoundSet>()

  of(given: NonNullable<Metric['Dimensions']>): FoundSet {
    let listed = ''
    for (const { Name, Value } of given) listed += `${Name}\0${Value}\0`
    const known = this.#asListed.get(listed)
    if (known !== undefined) return known
    const created = createFoundSet(given)
    const set = this.#sets.get(created.key) ?? created
    this.#sets.set(set.key, set)
    this.#asListed.set(listed, set)
    return set
  }

  get all(): FoundSet[] {
    return [...this.#sets.values()]
  }
}

/** Listings repeat the same few metrics for every resource. */
function remembered(selects: MetricSelector): MetricSelector {
  const known = new Map<string, boolean>()
  return (metric, names) => {
    const key = `${metric}\0${names.join('\0')}`
    const selected = known.get(key) ?? selects(metric, names)
    known.set(key, selected)
    return selected
  }
}

function sharedLists(): (list: readonly string[]) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (list) => {
    const key = list.join('\n')
    const same = known.get(key) ?? list
    known.set(key, same)
    return same
  }
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

function metricPages(options: ListOptions): AsyncGenerator<ListMetricsCommandOutput> {
  const input: ListMetricsCommandInput = {
    Namespace: options.namespace,
    ...(options.recent ? { RecentlyActive: 'PT3H' } : {}),
  }
  return pages(
    (token) =>
      options.cloudwatch.listMetrics(token === undefined ? input : { ...input, NextToken: token }, {
        abortSignal: options.signal,
      }),
    ({ NextToken }) => NextToken,
  )
}

function dimensionsOf(given: Metric['Dimensions'] = []): Dimension[] {
  return given
    .map(({ Name = '', Value = '' }) => ({ name: Name, value: Value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
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
