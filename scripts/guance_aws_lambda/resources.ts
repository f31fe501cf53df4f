/** The functions of one region: writes their objects, and offers them to the metrics. */
import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import {
  audienceOf,
  audienceToJson,
  CollectError,
  codeOf,
  type Dimension,
  functionNameOfArn,
  isDenied,
  type LambdaFunction,
  listFunctions,
  messageOf,
  type ResourceCollector,
  readFunctionTags,
  regionTags,
  resourceSelector,
  type TagsByArn,
  wantsLinked,
} from '../guance_integration_core/index.ts'
import type { Config } from './config.gen.ts'
import { FunctionsSeen } from './functions-seen.ts'
import {
  emptyInventory,
  fingerprintOf,
  hasTagFilter,
  homesOf,
  type Inventory,
  inventoryKey,
  inventoryOf,
  inventoryToJson,
  isOld,
  isResourceTag,
  parseInventory,
  toResources,
  withAbsent,
  withReplicas,
} from './inventory.ts'
import { listMappings } from './mappings.ts'
import { functionObject } from './objects.ts'
import { type FunctionUrl, readFunctionUrls } from './urls.ts'

const POINTS_AT_ONCE = 500

export function functionCollector(config: Config, context: ScriptContext): ResourceCollector {
  warnOfLinked(config, context)
  const seen = new FunctionsSeen(config)
  const read = new Map<string, Inventory>()
  const anew = new Set<string>()
  const partial = new Map<string, Inventory>()
  const keep = (inventory: Inventory) => {
    read.set(inventory.region, inventory)
    context.state.set(inventoryKey(inventory.region), inventoryToJson(inventory))
    return toResources(inventory, config)
  }
  const kept: Kept = async (region) =>
    parseInventory(region, await context.state.get(inventoryKey(region)), fingerprintOf(config))
  const withUnknown = createLookUp(kept, config, context)
  return {
    async collect(region, unknown) {
      const known = read.get(region) ?? (await kept(region))
      if (known !== undefined && unknown === undefined && isFresh(known, config, context)) {
        read.set(region, known)
        seen.leaveOut()
        return { ...toResources(known, config), remembered: true }
      }
      if (known !== undefined && anew.has(region)) return keep(await withUnknown(known, unknown))
      const found = await readRegion(region, config, context)
      if (found.problem !== undefined) {
        partial.set(region, inventoryOf(found, known, config, context.now().getTime()))
        throw found.problem
      }
      seen.add(found)
      if (config.objects) await writeObjects(found, config, context)
      anew.add(region)
      return keep(await withUnknown(inventoryFor(found, known, config, context), unknown))
    },
    unmatched: () => seen.unmatched(),
    async without(region, error) {
      const known = (await kept(region)) ?? partial.get(region)
      if (known !== undefined) return toResources(known, config)
      // A filter by name can do without a list of functions, a filter by tag cannot.
      if (!isDenied(error) || hasTagFilter(config)) return undefined
      return { ...toResources(emptyInventory(region, config), config), knows: () => true }
    },
  }
}

/** Written to the sinks of this run. */
function inventoryFor(
  found: Found,
  known: Inventory | undefined,
  config: Config,
  { now, points }: ScriptContext,
): Inventory {
  const sinks = audienceToJson(points.sinks, known?.sinks)
  return { ...inventoryOf(found, known, config, now().getTime()), sinks }
}

type Kept = (region: string) => Promise<Inventory | undefined>

function createLookUp(kept: Kept, config: Config, context: ScriptContext) {
  const homes = new Map<string, Promise<Inventory | undefined>>()
  const home = (region: string) => {
    const asked =
      homes.get(region) ?? kept(region).then((known) => known ?? readHome(region, config, context))
    homes.set(region, asked)
    return asked
  }
  /** What is not listed is a replica, or does not exist. */
  return async (inventory: Inventory, unknown: readonly (readonly Dimension[])[] = []) => {
    let found = inventory
    for (const region of homesOf(unknown)) {
      const functions = await home(region)
      if (functions !== undefined) found = withReplicas(found, unknown, functions)
    }
    return withAbsent(found, unknown, context.now().getTime())
  }
}

function warnOfLinked(config: Config, context: ScriptContext): void {
  if (wantsLinked(config.linked_accounts) && hasTagFilter(config)) {
    context.log.warn(
      { tags: Object.keys(config.functions.tags) },
      'Collecting no function of a linked account as functions are chosen by tag, and its tags cannot be read',
    )
  }
}

/** The functions that replicas of Lambda@Edge belong to; undefined, with a warning, when they cannot be read. */
async function readHome(
  region: string,
  config: Config,
  context: ScriptContext,
): Promise<Inventory | undefined> {
  try {
    const found = await readRegion(region, config, context)
    return inventoryOf(found, undefined, config, context.now().getTime())
  } catch (error) {
    context.signal.throwIfAborted()
    context.log.warn(
      { region, code: codeOf(error) },
      'Going on without the functions of Lambda@Edge replicas',
    )
    return undefined
  }
}

/** Whether it need not be read anew, and every sink has its objects. */
function isFresh(known: Inventory, config: Config, { now, points }: ScriptContext): boolean {
  const { lacking } = audienceOf(points.sinks, known.sinks)
  return lacking.length === 0 && !isOld(known, config, now().getTime())
}

/** What was read of one region. */
export interface Found {
  readonly region: string
  /** Those that the configuration asks for. */
  readonly functions: readonly LambdaFunction[]
  /** All. */
  readonly listed: readonly LambdaFunction[]
  readonly mappings: readonly EventSourceMappingConfiguration[]
  readonly tags: TagsByArn
  /** Why not all of it could be read. */
  readonly problem: unknown
}

async function readRegion(region: string, config: Config, context: ScriptContext): Promise<Found> {
  const target = { account: config.account, region }
  const wantsTags = config.objects || hasTagFilter(config) || config.join_tags.some(isResourceTag)
  const optional = optionalReads(region, context)
  const [listed, mappings = [], tags] = await Promise.all([
    listFunctions(target, context),
    optional.read(listMappings(target, context)),
    wantsTags ? optional.read(readFunctionTags(target, context)) : new Map(),
  ])
  if (optional.problem !== undefined && hasTagFilter(config)) throw optional.problem
  if (tags === undefined && hasTagFilter(config)) {
    throw new CollectError(
      'FUNC_ERR_COLLECT_TAGS_UNKNOWN',
      `Cannot choose functions by tag in ${region}: tag:GetResources is not allowed`,
    )
  }
  const known: TagsByArn = tags ?? new Map()
  const selects = resourceSelector(config.functions)
  const functions = listed.filter((lambda) => selects(lambda.FunctionName, tagsOf(known, lambda)))
  const skipped = listed.length - functions.length
  context.log.info(
    { region, functions: functions.length, skipped, mappings: mappings.length },
    'Found functions',
  )
  return { region, functions, listed, mappings, tags: known, problem: optional.problem }
}

/** What the metrics can do without for a while: what fails of it is undefined, and its error kept. */
function optionalReads(region: string, { log, signal, count }: ScriptContext) {
  const optional = {
    problem: undefined as unknown,
    async read<T>(reading: Promise<T>): Promise<T | undefined> {
      try {
        return await reading
      } catch (error) {
        signal.throwIfAborted()
        log.warn(
          { region, code: codeOf(error), reason: messageOf(error) },
          'Going on without what cannot be read',
        )
        count('leftOutReads', 1)
        optional.problem ??= error
        return undefined
      }
    },
  }
  return optional
}

function tagsOf(tags: TagsByArn, { FunctionArn }: LambdaFunction): Readonly<Record<string, string>> {
  return tags.get(FunctionArn) ?? {}
}

async function writeObjects(found: Found, config: Config, context: ScriptContext): Promise<void> {
  const { progress, points: writer, log } = context
  const target = { account: config.account, region: found.region }
  progress.total('functions', found.functions.length)
  const urls = config.function_urls ? await urlsOf(found, target, context) : new Map<string, FunctionUrl>()
  const mappings = Map.groupBy(found.mappings, ({ FunctionArn = '' }) => functionNameOfArn(FunctionArn))
  for (let from = 0; from < found.functions.length; from += POINTS_AT_ONCE) {
    const points = found.functions.slice(from, from + POINTS_AT_ONCE).map((lambda) =>
      functionObject({
        lambda,
        regionTags: regionTags(config.account, found.region),
        resourceTags: tagsOf(found.tags, lambda),
        mappings: mappings.get(lambda.FunctionName) ?? [],
        url: urls.get(lambda.FunctionName),
        nameFrom: config.object_name,
        timestamp: context.now().getTime(),
      }),
    )
    await writer.write('custom_object', points)
    progress.done('functions', points.length)
  }
  log.info({ region: found.region, objects: found.functions.length }, 'Wrote objects')
}

function urlsOf({ functions }: Found, target: AwsTarget, context: ScriptContext) {
  const names = functions.map(({ FunctionName }) => FunctionName)
  return readFunctionUrls(names, target, context)
}
