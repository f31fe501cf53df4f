/** The functions of one region: writes their objects, and offers them to the metrics. */
import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import type { AwsTarget, ScriptContext } from '#func/script.ts'
import {
  CollectError,
  type Dimension,
  isDenied,
  joinedTags,
  type ResourceCollector,
  type Resources,
  regionTags,
  resourceSelector,
  type TagsByArn,
  takesAll,
} from '../guance_integration_core/index.ts'
import type { Config } from './config.gen.ts'
import {
  functionNameOfArn,
  type LambdaFunction,
  listFunctions,
  listMappings,
  readFunctionTags,
} from './functions.ts'
import { functionObject, objectTags } from './objects.ts'
import { type FunctionUrl, readFunctionUrls } from './urls.ts'

const POINTS_AT_ONCE = 500
const UUID = 'EventSourceMappingUUID'

export function functionCollector(config: Config, context: ScriptContext): ResourceCollector {
  return {
    async collect(region) {
      const found = await readRegion(region, config, context)
      if (config.objects) await writeObjects(found, config, context)
      return toResources(found, config)
    },
    without(error) {
      // A filter by name can do without a list of functions, a filter by tag cannot.
      if (!isDenied(error) || hasTagFilter(config)) return undefined
      return toResources({ region: '', functions: [], listed: [], mappings: [], tags: new Map() }, config)
    },
  }
}

interface Found {
  readonly region: string
  /** Those that the configuration asks for. */
  readonly functions: readonly LambdaFunction[]
  /** All. */
  readonly listed: readonly LambdaFunction[]
  readonly mappings: readonly EventSourceMappingConfiguration[]
  readonly tags: TagsByArn
}

async function readRegion(region: string, config: Config, context: ScriptContext): Promise<Found> {
  const target = { account: config.account, region }
  const wantsTags = config.objects || hasTagFilter(config) || config.join_tags.some(isResourceTag)
  const [listed, mappings, tags] = await Promise.all([
    listFunctions(target, context),
    listMappings(target, context),
    wantsTags ? readFunctionTags(target, context) : new Map(),
  ])
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
  return { region, functions, listed, mappings, tags: known }
}

function hasTagFilter({ functions }: Config): boolean {
  return Object.keys(functions.tags).length > 0
}

function isResourceTag(join: string): boolean {
  return join.startsWith('tag:')
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
        timestamp: context.triggeredAt.getTime(),
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

function toResources(found: Found, config: Config): Resources {
  const listed = new Map(found.listed.map((lambda) => [lambda.FunctionName, lambda]))
  const selects = resourceSelector(config.functions)
  const everything = takesAll(config.functions)
  const functionOf = functionFinder(found.mappings)
  return {
    selects(dimensions) {
      const name = functionOf(dimensions)
      // Not about one function: account-wide metrics are wanted, mappings of unknown functions only by no filter.
      if (name === undefined) return everything || !dimensions.some((dimension) => dimension.name === UUID)
      const lambda = listed.get(name)
      return selects(name, lambda === undefined ? {} : tagsOf(found.tags, lambda))
    },
    tagsOf(dimensions) {
      const name = functionOf(dimensions)
      if (name === undefined) return {}
      const lambda = listed.get(name)
      if (lambda === undefined) return { FunctionName: name }
      const parts = { lambda, regionTags: {}, resourceTags: tagsOf(found.tags, lambda) }
      const tags = objectTags({ ...parts, nameFrom: config.object_name })
      return { ...joinedTags(tags, config.join_tags), FunctionName: name }
    },
    existing: found.functions.map(({ FunctionName }) => [{ name: 'FunctionName', value: FunctionName }]),
  }
}

/** Which function dimensions are about: by name, by `function:alias`, or through the mapping's UUID. */
function functionFinder(mappings: readonly EventSourceMappingConfiguration[]) {
  const byUuid = new Map(
    mappings.map(({ UUID: id, FunctionArn = '' }) => [id, functionNameOfArn(FunctionArn)]),
  )
  return (dimensions: readonly Dimension[]): string | undefined => {
    const value = (name: string) => dimensions.find((dimension) => dimension.name === name)?.value
    return value('FunctionName') ?? value('Resource')?.split(':')[0] ?? byUuid.get(value(UUID))
  }
}
