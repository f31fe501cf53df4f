/** Finds out which metrics exist. */
import type { ListMetricsCommandInput } from '@aws-sdk/client-cloudwatch'
import type { MetricPage, MetricReader } from '#func/script.ts'
import { CollectError } from '../collect-error.ts'
import { pages } from '../concurrency.ts'
import { groupOf } from '../groups.ts'
import { setKey } from '../reading/points.ts'
import type { Dimension, MetricSet, Resources, SetIdentity } from '../types.ts'
import { type Linked, listingsOf } from './linked.ts'
import type { MetricSelector } from './selection.ts'

export interface ListOptions {
  readonly reader: Pick<MetricReader, 'listMetrics'>
  readonly namespace: string
  readonly selects: MetricSelector
  /** Only metrics with values in the last three hours. */
  readonly recent: boolean
  /** Absent: the account that is asked, and no other. */
  readonly linked?: Linked | undefined
  /** Called at least once with every metric that is listed. */
  readonly onListed?: (metric: string, dimensions: readonly string[]) => void
  readonly signal: AbortSignal
}

/** What CloudWatch knows of one dimension set. */
export type ListedSet = Omit<MetricSet, 'tags'>

/**
 * All wanted metrics of a namespace by dimension set, in an order that does not change from run to run: by group,
 * so that a request that fails touches few of them. Sets with the same metrics share the list of them.
 */
export async function listSets(options: ListOptions): Promise<ListedSet[]> {
  const sets = new FoundSets()
  const wanted = wantedNames(options)
  for await (const { metrics, owners } of metricPages(options)) {
    for (const [index, { name, dimensions }] of metrics.entries()) {
      const owner = owners?.[index]
      const set = sets.of(dimensions, owner === options.linked?.own ? undefined : owner)
      const metric = wanted(name, set.names)
      if (metric !== undefined && !set.metrics.includes(metric)) set.metrics.push(metric)
    }
  }
  const shared = sharedLists()
  return sets.all
    .filter(({ metrics }) => metrics.length > 0)
    .sort((a, b) => a.group - b.group || (a.key < b.key ? -1 : 1))
    .map(({ identity, metrics }) => ({ ...identity, metrics: shared(metrics.sort()) }))
}

interface FoundSet {
  readonly identity: SetIdentity
  readonly names: readonly string[]
  readonly key: string
  readonly group: number
  /** Few, and so quicker and smaller as a list than as a set. */
  readonly metrics: string[]
}

function createFoundSet(given: readonly Dimension[], account: string | undefined): FoundSet {
  const dimensions = given.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const identity = account === undefined ? { dimensions } : { dimensions, account }
  const names = dimensions.map(({ name }) => name)
  return { identity, names, key: setKey(identity), group: groupOf(identity), metrics: [] }
}

class FoundSets {
  readonly #sets = new Map<string, FoundSet>()
  /** By dimensions as they come: quicker than to sort them for every metric. */
  readonly #asListed = new Map<string, FoundSet>()
  #last:
    | { readonly given: readonly Dimension[]; readonly account: string | undefined; readonly set: FoundSet }
    | undefined

  of(given: readonly Dimension[], account: string | undefined): FoundSet {
    // Neighbours often share one list of dimensions.
    const last = this.#last
    if (last?.given === given && last.account === account) return last.set
    const set = this.#find(given, account)
    this.#last = { given, account, set }
    return set
  }

  get all(): FoundSet[] {
    return [...this.#sets.values()]
  }

  #find(given: readonly Dimension[], account: string | undefined): FoundSet {
    let listed = `${account ?? ''}\0`
    for (const { name, value } of given) listed += `${name}\0${value}\0`
    const known = this.#asListed.get(listed)
    if (known !== undefined) return known
    const created = createFoundSet(given, account)
    const set = this.#sets.get(created.key) ?? created
    this.#sets.set(set.key, set)
    this.#asListed.set(listed, set)
    return set
  }
}

/** Listings repeat the same few metrics for every resource: each is judged once, and its name is kept once. */
function wantedNames({
  selects,
  onListed,
}: Pick<ListOptions, 'selects' | 'onListed'>): (
  metric: string,
  dimensions: readonly string[],
) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (metric, dimensions) => {
    const key = `${metric}\0${dimensions.join('\0')}`
    if (!known.has(key)) {
      known.set(key, metric !== '' && selects(metric, dimensions) ? metric : undefined)
      onListed?.(metric, dimensions)
    }
    return known.get(key)
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
  join: JoinOptions & { readonly tagsOfLinked?: (account: string) => Readonly<Record<string, string>> },
): MetricSet[] {
  const { resources, tags, tagsOfLinked = () => tags } = join
  const isWanted = ({ account, dimensions }: ListedSet) =>
    (account === undefined ? resources?.selects(dimensions) : resources?.selectsLinked?.(dimensions)) ?? true
  const joinOf = ({ account }: ListedSet): JoinOptions =>
    account === undefined ? join : { resources: undefined, tags: tagsOfLinked(account) }
  refuseOwnNames(listed, tags)
  return listed.filter(isWanted).map((set) => ({ ...set, tags: pointTags(set.dimensions, joinOf(set)) }))
}

/**
 * A tag of the account in place of a dimension would make one series of many.
 * @throws FUNC_ERR_COLLECT_CONFIG_INVALID
 */
function refuseOwnNames(
  listed: readonly ListedSet[],
  { RegionId, cloud_provider, ...extra }: Readonly<Record<string, string>>,
): void {
  const names = Object.keys(extra)
  for (const { dimensions } of listed) {
    const clash = dimensions.find(({ name }) => names.includes(name))
    if (clash === undefined) continue
    throw new CollectError(
      'FUNC_ERR_COLLECT_CONFIG_INVALID',
      `Cannot stamp the tag '${clash.name}' on points: it is a dimension of metrics, whose values it would replace; wanted another name in extra_tags`,
    )
  }
}

async function* metricPages({ linked, ...options }: ListOptions): AsyncGenerator<MetricPage> {
  const input: ListMetricsCommandInput = {
    Namespace: options.namespace,
    ...(options.recent ? { RecentlyActive: 'PT3H' } : {}),
  }
  for (const listing of linked === undefined ? [{}] : listingsOf(linked)) {
    yield* listOnce({ ...input, ...listing }, options)
  }
}

function listOnce(
  input: ListMetricsCommandInput,
  { reader, signal }: Pick<ListOptions, 'reader' | 'signal'>,
): AsyncGenerator<MetricPage> {
  return pages(
    (nextToken) => reader.listMetrics(input, { nextToken, signal }),
    (page) => page.nextToken,
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
