/** Collects the metrics of one script set: all regions, all namespaces, window by window. */
import type { ScriptContext } from '#func/script.ts'
import { CollectError, codeOf, messageOf } from './collect-error.ts'
import type { Collection } from './collection.ts'
import { abortable, forEachConcurrently } from './concurrency.ts'
import { accountRegions } from './discovery/account-regions.ts'
import type { Refresh } from './discovery/find-sets.ts'
import { reportUnmatched, SeenMetrics } from './discovery/report-unmatched.ts'
import { namespacesOf } from './discovery/selection.ts'
import { collectNamespace, markFirstRun } from './namespace.ts'
import type { Resources } from './types.ts'
import { createUnits, finish, type Units } from './units.ts'

const REGIONS_AT_ONCE = 8
/** What failed is tried again only while so much of the time is left, and as it took so far twice over. */
const RETRY_SHARE = 0.5
const RETRY_LASTS = 2

/**
 * @throws SomeUnitsFailed, FUNC_ERR_COLLECT_UNITS_FAILED, when regions or namespaces failed; the others are done.
 */
export async function collectMetrics(collection: Collection, context: ScriptContext): Promise<void> {
  await abortable(collectAll(collection, context), context.signal)
}

async function collectAll(given: Collection, context: ScriptContext): Promise<void> {
  const { config } = given
  const seen = new SeenMetrics()
  const collection = { ...given, onListed: seen.add }
  const begun = context.timeLeft()
  const regions = await accountRegions(config.account, config.regions, context)
  context.progress.total('regions', regions.length)
  context.log.info({ regions }, 'Collecting')
  const units = new Map(regions.map((region) => [region, createUnits(context.log, context.signal)]))
  const again: string[] = []
  await forEachConcurrently(units, REGIONS_AT_ONCE, async ([region, own]) => {
    const isLost = await collectRegion(region, { collection, context, units: own })
    if (isLost && own.mayPass()) again.push(region)
    else context.progress.done('regions')
  })
  const spent = begun - context.timeLeft() || 0
  const hasTime = context.timeLeft() >= Math.max(begun * RETRY_SHARE, spent * RETRY_LASTS)
  if (hasTime) await collectAgain(again, units, { collection, context })
  else context.progress.done('regions', again.length)
  const all = [...units.values()]
  if (all.every(({ failures }) => failures.length === 0)) await reportUnmatched(collection, seen, context)
  finish(all)
}

/** A region that AWS throttles, or that is out of reach, makes room for the others, and has another chance after them. */
async function collectAgain(
  regions: readonly string[],
  units: Map<string, Units>,
  { collection, context }: Omit<Run, 'units'>,
): Promise<void> {
  if (regions.length > 0) context.log.info({ regions }, 'Trying again what failed')
  await forEachConcurrently(regions, REGIONS_AT_ONCE, async (region) => {
    const own = createUnits(context.log, context.signal)
    units.set(region, own)
    await collectRegion(region, { collection, context, units: own })
    context.progress.done('regions')
  })
}

interface Run {
  readonly collection: Collection
  readonly context: ScriptContext
  readonly units: Units
}

/** @returns whether none of its metrics were collected */
async function collectRegion(region: string, { collection, context, units }: Run): Promise<boolean> {
  const { config } = collection
  const namespaces = namespacesOf(config.targets)
  const marks = await Promise.all(
    namespaces.map((namespace) => markFirstRun({ region, namespace, config, context })),
  )
  const joined = await collectResources(region, { collection, context, units })
  const collected = await Promise.all(
    namespaces.map((namespace, index) =>
      units.attempt(`${region} metrics ${namespace}`, async () => {
        if ('reason' in joined) throw joined.reason
        const unit = { region, namespace, collection, context, marks: marks[index] }
        await collectNamespace({ ...unit, ...joined })
        return true
      }),
    ),
  )
  return !collected.some(Boolean)
}

type Joined =
  | { readonly resources: Resources | undefined; readonly refresh: Refresh }
  | { readonly reason: Error }

async function collectResources(region: string, { collection, context, units }: Run): Promise<Joined> {
  const { resources: collector } = collection
  if (collector === undefined) return { resources: undefined, refresh: async () => undefined }
  let failure: unknown
  const collect = async (unknown?: Parameters<Refresh>[0]) => {
    try {
      return await collector.collect(region, unknown)
    } catch (error) {
      failure = error
      throw error
    }
  }
  const attempt = (unknown?: Parameters<Refresh>[0]) =>
    units.attempt(
      `${region} objects`,
      () => collect(unknown),
      ({ remembered }) => remembered !== true,
    )
  const resources = await attempt()
  if (resources !== undefined) return { resources, refresh: attempt }
  const substitute = await collector.without(region, failure)
  if (substitute === undefined) return { reason: withoutObjects(failure) }
  context.log.warn(
    { region },
    'Collecting metrics with what is known of their resources without reading them',
  )
  return { resources: substitute, refresh: async () => undefined }
}

function withoutObjects(failure: unknown): Error {
  const message = `Cannot join metrics with objects as these failed: ${messageOf(failure)}`
  const error = new CollectError('FUNC_ERR_COLLECT_UNITS_FAILED', message, failure)
  return Object.assign(error, { code: codeOf(failure) })
}
