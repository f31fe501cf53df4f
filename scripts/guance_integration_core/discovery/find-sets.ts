/** Which dimension sets there are to read: what CloudWatch lists, joined with what exists. */
import type { NamespaceUnit } from '../collection.ts'
import { groupOf, maskOf, NO_GROUPS } from '../groups.ts'
import { countQueries } from '../reading/queries.ts'
import type { Dimension, MetricSet, Resources } from '../types.ts'
import { chooseSets, type ListedSet, listSets } from './discover.ts'
import { type Linked, linkedOf, linkedTags } from './linked.ts'
import { metricSelector, statisticsBy } from './selection.ts'
import { regionTags } from './tags.ts'

export interface FoundSets {
  readonly sets: readonly MetricSet[]
  /** Groups with sets of which nobody knows yet whether they are wanted, and with which tags. */
  readonly deferred: bigint
  /** Whether these are all sets that CloudWatch knows. */
  readonly isAll: boolean
  /** With what the sets were joined. */
  readonly resources: Resources | undefined
}

/** Reads again what exists, because of dimensions that are not known; undefined when that failed. */
export type Refresh = (unknown: readonly (readonly Dimension[])[]) => Promise<Resources | undefined>

/** @param recent Only metrics with values in the last three hours. */
export async function findSets(unit: NamespaceUnit, refresh: Refresh, recent: boolean): Promise<FoundSets> {
  const { region, namespace, collection, context } = unit
  const { config } = collection
  const target = { account: config.account, region }
  const linked = await linkedOf(config.linked_accounts, target, context)
  const listed = await listSets({
    reader: context.aws.metrics(target),
    namespace,
    linked,
    selects: metricSelector(config.targets, namespace, collection.dimensions),
    recent,
    onListed: (metric, dimensions) => collection.onListed?.({ namespace, metric, dimensions }),
    signal: context.signal,
  })
  const { known, unknown, resources } = await join(listed, unit.resources, refresh)
  const tags = regionTags(config.account, region)
  const names = config.account_names ?? {}
  const sets = chooseSets(known, {
    resources,
    tags,
    tagsOfLinked: (account) => linkedTags(account, tags, names),
  })
  const counts = countQueries(sets, statisticsBy(config))
  reportLinked(linked, listed, unit)
  context.log.info({ region, namespace, sets: sets.length, ...counts, recent }, 'Found metrics')
  const deferred = unknown.reduce((mask, set) => mask | maskOf(groupOf(set)), NO_GROUPS)
  return { sets, deferred, resources, isAll: !recent && deferred === NO_GROUPS }
}

/** Whoever names an account wants to know when nothing comes of it. */
function reportLinked(
  linked: Linked | undefined,
  listed: readonly ListedSet[],
  { region, namespace, context }: NamespaceUnit,
): void {
  if (linked === undefined) return
  const seen = new Set(listed.flatMap(({ account }) => account ?? []))
  context.log.info({ region, namespace, accounts: [...seen].sort() }, 'Found linked accounts')
  const silent = linked.wanted === 'all' ? [] : linked.wanted.filter((account) => !seen.has(account))
  if (silent.length === 0) return
  context.log.warn(
    { region, namespace, accounts: silent },
    'No metrics of linked accounts: are they linked here?',
  )
}

interface Joined {
  readonly known: readonly ListedSet[]
  readonly unknown: readonly ListedSet[]
  readonly resources: Resources | undefined
}

/** What is listed but not known may be new: then what exists is read again. */
async function join(
  listed: readonly ListedSet[],
  resources: Resources | undefined,
  refresh: Refresh,
): Promise<Joined> {
  if (resources === undefined) return { known: listed, unknown: [], resources }
  const isKnown = ({ account, dimensions }: ListedSet) => account !== undefined || resources.knows(dimensions)
  const [known, unknown] = partition(listed, isKnown)
  if (unknown.length === 0) return { known, unknown, resources }
  const newer = await refresh(unknown.map(({ dimensions }) => dimensions))
  return newer === undefined
    ? { known, unknown, resources }
    : { known: listed, unknown: [], resources: newer }
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  const groups = Map.groupBy(items, (item) => belongs(item))
  return [groups.get(true) ?? [], groups.get(false) ?? []]
}
