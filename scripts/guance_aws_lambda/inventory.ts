/**
 * What the metrics need to know of the functions of one region, kept in state between runs: so that a run need not
 * list them. Configurations themselves are not kept; ten thousand functions are about a megabyte. Pure.
 */
import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda'
import type { Json } from '#func/script.ts'
import {
  DAY_MS,
  type Dimension,
  durationMs,
  functionNameOfArn,
  functionTags,
  hashText,
  isDue,
  joinedTags,
  type LambdaFunction,
  type Resources,
  resourceSelector,
  type TagsByArn,
  takesAll,
} from '../guance_integration_core/index.ts'
import type { Config } from './config.gen.ts'

interface KnownFunction {
  /** Whether the configuration asks for it. */
  readonly wanted: boolean
  /** For its metric points. */
  readonly joined: Readonly<Record<string, string>>
}

export interface Inventory {
  readonly region: string
  readonly readAt: number
  /** Of the settings that it depends on. */
  readonly fingerprint: string
  readonly functions: ReadonlyMap<string, KnownFunction>
  /** Names by UUID of a mapping. */
  readonly mappings: ReadonlyMap<string, string>
  /** What has metrics but does not exist, such as deleted functions, and since when that is known. */
  readonly absent: ReadonlyMap<string, number>
}

const UUID = 'EventSourceMappingUUID'
/** CloudWatch lists the metrics of a deleted function as recent for some hours. */
const ABSENT_MS = DAY_MS

interface Read {
  readonly region: string
  readonly functions: readonly LambdaFunction[]
  readonly listed: readonly LambdaFunction[]
  readonly mappings: readonly EventSourceMappingConfiguration[]
  readonly tags: TagsByArn
}

export function inventoryOf(
  found: Read,
  before: Inventory | undefined,
  config: Config,
  now: number,
): Inventory {
  const wanted = new Set(found.functions)
  const functions = found.listed.map((lambda) => {
    const resourceTags = found.tags.get(lambda.FunctionArn) ?? {}
    const tags = functionTags({ lambda, regionTags: {}, resourceTags, nameFrom: config.object_name })
    return [
      lambda.FunctionName,
      { wanted: wanted.has(lambda), joined: joinedTags(tags, config.join_tags) },
    ] as const
  })
  const mappings = found.mappings.map(
    ({ UUID: id = '', FunctionArn = '' }) => [id, functionNameOfArn(FunctionArn) ?? ''] as const,
  )
  const known = new Map(functions)
  const absent = [...(before?.absent ?? [])].filter(
    ([name, since]) => !known.has(name) && now - since < ABSENT_MS,
  )
  return {
    ...{ region: found.region, readAt: now, fingerprint: fingerprintOf(config) },
    ...{ functions: known, mappings: new Map(mappings), absent: new Map(absent) },
  }
}

export function emptyInventory(region: string, config: Config): Inventory {
  return inventoryOf(
    { region, functions: [], listed: [], mappings: [], tags: new Map() },
    undefined,
    config,
    0,
  )
}

/** Notes that these do not exist, as far as they are not known now. */
export function withAbsent(
  inventory: Inventory,
  unknown: readonly (readonly Dimension[])[],
  now: number,
): Inventory {
  const { knows } = lookUp(inventory)
  const names = unknown.filter((dimensions) => !knows(dimensions)).map(identityOf)
  return {
    ...inventory,
    absent: new Map([...inventory.absent, ...names.map((name) => [name, now] as const)]),
  }
}

export function isOld({ readAt, region }: Inventory, config: Config, now: number): boolean {
  return isDue(readAt, durationMs(config.discovery_age), now, region)
}

export function hasTagFilter({ functions }: Config): boolean {
  return Object.keys(functions.tags).length > 0
}

export function isResourceTag(join: string): boolean {
  return join.startsWith('tag:')
}

export function fingerprintOf({ functions, join_tags, object_name, objects, account }: Config): string {
  const { role_arn, profile, ak_id, endpoint } = account
  return hashText(
    JSON.stringify([functions, join_tags, object_name, objects, role_arn, profile, ak_id, endpoint]),
  )
}

export function inventoryKey(region: string): string {
  return `functions/${region}`
}

export function inventoryToJson(inventory: Inventory): Json {
  return {
    readAt: inventory.readAt,
    fingerprint: inventory.fingerprint,
    functions: [...inventory.functions].map(([name, { wanted, joined }]) => [name, wanted, joined]),
    mappings: Object.fromEntries(inventory.mappings),
    absent: Object.fromEntries(inventory.absent),
  }
}

/** @returns undefined when there is none, or one made by other settings. */
export function parseInventory(
  region: string,
  kept: Json | undefined,
  fingerprint: string,
): Inventory | undefined {
  if (kept === undefined || kept === null || typeof kept !== 'object' || Array.isArray(kept)) return undefined
  const inventory = kept as unknown as {
    readonly readAt: number
    readonly fingerprint: string
    readonly functions: readonly (readonly [string, boolean, Readonly<Record<string, string>>])[]
    readonly mappings: Readonly<Record<string, string>>
    readonly absent: Readonly<Record<string, number>>
  }
  if (inventory.fingerprint !== fingerprint) return undefined
  return {
    ...{ region, fingerprint, readAt: inventory.readAt },
    functions: new Map(inventory.functions.map(([name, wanted, joined]) => [name, { wanted, joined }])),
    mappings: new Map(Object.entries(inventory.mappings)),
    absent: new Map(Object.entries(inventory.absent)),
  }
}

export function toResources(inventory: Inventory, config: Config): Resources {
  const selects = resourceSelector(config.functions)
  const everything = takesAll(config.functions)
  const { nameOf, knows } = lookUp(inventory)
  return {
    knows,
    selects(dimensions) {
      const name = nameOf(dimensions)
      // Not about one function: account-wide metrics are wanted, mappings of unknown functions only by no filter.
      if (name === undefined) return everything || !dimensions.some((dimension) => dimension.name === UUID)
      return inventory.functions.get(name)?.wanted ?? selects(name, {})
    },
    // Nothing of a linked account can be looked up: its names are known, its tags are not.
    selectsLinked(dimensions) {
      const name = namedIn(dimensions)
      if (name === undefined) return everything || !dimensions.some((dimension) => dimension.name === UUID)
      return selects(name, {})
    },
    tagsOf(dimensions) {
      const name = nameOf(dimensions)
      if (name === undefined) return {}
      return { ...inventory.functions.get(name)?.joined, FunctionName: name }
    },
    existing: [...inventory.functions]
      .filter(([, { wanted }]) => wanted)
      .map(([name]) => [{ name: 'FunctionName', value: name }]),
  }
}

/** Which function dimensions are about: by name, by `function:alias`, or through the mapping's UUID. */
function lookUp({ functions, mappings, absent }: Inventory) {
  const nameOf = (dimensions: readonly Dimension[]): string | undefined =>
    namedIn(dimensions) ?? mappings.get(dimensionOf(dimensions, UUID) ?? '')
  const knows = (dimensions: readonly Dimension[]): boolean => {
    const identity = identityOf(dimensions)
    return identity === '' || functions.has(identity) || mappings.has(identity) || absent.has(identity)
  }
  return { nameOf, knows }
}

/** Function name or UUID; empty for what is about neither. */
function identityOf(dimensions: readonly Dimension[]): string {
  return namedIn(dimensions) ?? dimensionOf(dimensions, UUID) ?? ''
}

function namedIn(dimensions: readonly Dimension[]): string | undefined {
  return dimensionOf(dimensions, 'FunctionName') ?? dimensionOf(dimensions, 'Resource')?.split(':')[0]
}

function dimensionOf(dimensions: readonly Dimension[], name: string): string | undefined {
  return dimensions.find((dimension) => dimension.name === name)?.value
}
