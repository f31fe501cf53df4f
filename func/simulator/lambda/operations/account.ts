import { type Call, text } from '../../wire/call.ts'
import { codeSizeAt } from '../function-configuration.ts'
import type { SimFunction } from '../functions.ts'
import { describedLayer, describedLayerVersion, layersAt, type SimLayer } from '../layers.ts'
import { mappingsOf } from '../mappings.ts'
import { LATEST, publishedVersions } from '../versions.ts'
import { functionsNow, invalidValue, notFound, paged, partsOf } from './requests.ts'

const ITEMS_A_PAGE = 50
const GIB = 1024 ** 3
const DEFAULT_CONCURRENCY = 1000
/** AWS lets nobody reserve the last hundred. */
const LEAST_UNRESERVED = 100

export function getAccountSettings(call: Call): unknown {
  const functions = functionsNow(call)
  const reserved = functions.reduce((sum, fn) => sum + (fn.archetype.reserved ?? 0), 0)
  const ConcurrentExecutions = Math.max(
    DEFAULT_CONCURRENCY,
    Math.ceil((reserved + LEAST_UNRESERVED) / 1000) * 1000,
  )
  return {
    AccountLimit: {
      TotalCodeSize: 75 * GIB,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions,
      UnreservedConcurrentExecutions: ConcurrentExecutions - reserved,
    },
    AccountUsage: { TotalCodeSize: codeStorage(call, functions), FunctionCount: functions.length },
  }
}

/** Of all versions and of the account's layers; images lie elsewhere. */
function codeStorage({ now, principal, region }: Call, functions: readonly SimFunction[]): number {
  const versionsOf = (fn: SimFunction) => [LATEST, ...publishedVersions(fn)]
  const sizes = functions
    .filter(({ runtime }) => runtime !== undefined)
    .flatMap((fn) => versionsOf(fn).map((version) => codeSizeAt(fn, now.getTime(), version)))
  const layers = layersAt({ account: principal.account, region }).flatMap((layer) =>
    versionsOfLayer(layer).map((version) => describedLayer({ layer, version }).CodeSize),
  )
  return [...sizes, ...layers].reduce((sum, size) => sum + size, 0)
}

export function listLayers(call: Call): unknown {
  return paged(call, fittingLayers(call), ITEMS_A_PAGE, 'Layers', (layer) => ({
    LayerName: layer.name,
    LayerArn: layer.arn,
    LatestMatchingVersion: describedLayerVersion({ layer, version: layer.latest }),
  }))
}

export function listLayerVersions(call: Call): unknown {
  const wanted = (text(call, 'LayerName') ?? '').split(':').at(-1)
  const layers = layersAt({ account: call.principal.account, region: call.region })
  const layer = layers.find(({ name }) => name === wanted)
  if (layer === undefined) throw notFound('The resource you requested does not exist.')
  const versions = fittingLayers(call).some(({ name }) => name === layer.name) ? versionsOfLayer(layer) : []
  return paged(call, versions.toReversed(), ITEMS_A_PAGE, 'LayerVersions', (version) =>
    describedLayerVersion({ layer, version }),
  )
}

function versionsOfLayer({ latest }: SimLayer): readonly number[] {
  return Array.from({ length: latest }, (_, index) => index + 1)
}

function fittingLayers(call: Call): readonly SimLayer[] {
  const runtime = text(call, 'CompatibleRuntime')
  const architecture = text(call, 'CompatibleArchitecture')
  return layersAt({ account: call.principal.account, region: call.region })
    .filter((layer) => runtime === undefined || layer.runtimes.includes(runtime))
    .filter((layer) => architecture === undefined || layer.architectures.includes(architecture))
}

/** Of a function, or of an event source mapping: those have none. */
export function listTags(call: Call): unknown {
  const arn = text(call, 'Resource') ?? ''
  const kind = arn.split(':')[5]
  if (kind === 'function') {
    const { name, qualifier } = partsOf(call, arn)
    if (qualifier !== undefined) {
      throw invalidValue(
        'Tags on function aliases and versions are not supported. Please specify a function ARN.',
      )
    }
    const fn = functionsNow(call).find((each) => each.name === name)
    if (fn === undefined) throw notFound(`Function not found: ${arn}`)
    return { Tags: fn.tags }
  }
  const isMapping = functionsNow(call)
    .flatMap(mappingsOf)
    .some(({ uuid }) => kind === 'event-source-mapping' && arn.endsWith(`:${uuid}`))
  if (isMapping || (kind === 'capacity-provider' && arn.endsWith(':shared'))) return { Tags: {} }
  throw notFound('The resource you requested does not exist.')
}
