/** Collects the metrics of one script set: all regions, all namespaces, window by window. */
import type { ScriptContext } from '#func/script.ts'
import { accountRegions } from './account-regions.ts'
import { CollectError, codeOf, messageOf } from './collect-error.ts'
import type { Collection } from './collection.ts'
import { abortable, forEachConcurrently } from './concurrency.ts'
import type { Refresh } from './find-sets.ts'
import { collectNamespace, markFirstRun } from './namespace.ts'
import { namespacesOf } from './selection.ts'
import type { Resources } from './types.ts'
import { createUnits, type Units } from './units.ts'

const REGIONS_AT_ONCE = 8

/**
 * @throws SomeUnitsFailed, FUNC_ERR_COLLECT_UNITS_FAILED, when regions or namespaces failed; the others are done.
 */
export async function collectMetrics(collection: Collection, context: ScriptContext): Promise<void> {
  await abortable(collectAll(collection, context), context.signal)
}

async function collectAll(collection: Collection, context: ScriptContext): Promise<void> {
  const { config } = collection
  const units = createUnits(context.log, context.signal)
  const regions = await accountRegions(config.account, config.regions, context)
  context.progress.total('regions', regions.length)
  context.log.info({ regions }, 'Collecting')
  await forEachConcurrently(regions, REGIONS_AT_ONCE, async (region) => {
    await collectRegion(region, { collection, context, units })
    context.progress.done('regions')
  })
  units.finish()
}

interface Run {
  readonly collection: Collection
  readonly context: ScriptContext
  readonly units: Units
}

async function collectRegion(region: string, { collection, context, units }: Run): Promise<void> {
  const { config } = collection
  const namespaces = namespacesOf(config.targets)
  const marks = await Promise.all(
    namespaces.map((namespace) => markFirstRun({ region, namespace, config, context })),
  )
  const joined = await collectResources(region, { collection, context, units })
  await Promise.all(
    namespaces.map((namespace, index) =>
      units.attempt(`${region} metrics ${namespace}`, async () => {
        if ('reason' in joined) throw joined.reason
        const unit = { region, namespace, collection, context, marks: marks[index] }
        await collectNamespace({ ...unit, ...joined })
      }),
    ),
  )
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
