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
  /** From when on it is known to exist, in milliseconds; only kept for zeros. */
  readonly since?: number
}

interface UnlistedFunction extends KnownFunction {
  /** Since when it is not listed, in milliseconds. */
  readonly at: number
}

export interface Inventory {
  readonly region: string
  readonly readAt: number
  /** Of the settings that it depends on. */
  readonly fingerprint: string
  readonly functions: ReadonlyMap<string, KnownFunction>
  /** By the name in their metrics: deleted ones, and replicas of functions of another region. */
  readonly unlisted: ReadonlyMap<string, UnlistedFunction>
  /** Names by UUID of a mapping. */
  readonly mappings: ReadonlyMap<string, string>
  /** What has metrics but does not exist, such as deleted functions, and since when that is known. */
  readonly absent: ReadonlyMap<string, number>
  /** The sinks that have the objects. */
  readonly sinks?: Json
}

const UUID = 'EventSourceMappingUUID'
/** Lambda@Edge runs `us-east-1.name` in other regions; the name of a function has no dot. */
const REPLICA = /^([a-z]{2,}(?:-[a-z]+)+-\d)\.(.+)$/
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
    const joined = joinedTags(tags, config.join_tags)
    const since = config.zero ? { since: sinceOf(lambda, before, now) } : {}
    return [lambda.FunctionName, { wanted: wanted.has(lambda), joined, ...since }] as const
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
    unlisted: deleted(known, before, now),
  }
}

/** A function that is listed for the first time may be older than its last change, but that is not known. */
function sinceOf(
  { FunctionName, LastModified = '' }: LambdaFunction,
  before: Inventory | undefined,
  now: number,
): number {
  const known = before?.functions.get(FunctionName)
  const modified = Date.parse(LastModified.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) || now
  return Math.min(modified, now, known === undefined ? now : (known.since ?? before?.readAt ?? now))
}

/** Their last minutes are still to be read: as long as CloudWatch lists them, they stay what they were. */
function deleted(
  known: ReadonlyMap<string, KnownFunction>,
  before: Inventory | undefined,
  now: number,
): Map<string, UnlistedFunction> {
  const gone = [...(before?.functions ?? [])].map(([name, each]) => [name, { ...each, at: now }] as const)
  const all = [...(before?.unlisted ?? []), ...gone]
  return new Map(
    all.filter(([name, { at }]) => !known.has(name) && homeOf(name) === undefined && now - at < ABSENT_MS),
  )
}

/** Region and name of the function that a name in metrics is a replica of. */
export function homeOf(name: string): { readonly region: string; readonly name: string } | undefined {
  const [, region, own] = REPLICA.exec(name) ?? []
  return region === undefined || own === undefined ? undefined : { region, name: own }
}

/** The regions of the functions that these dimensions are replicas of. */
export function homesOf(unknown: readonly (readonly Dimension[])[]): string[] {
  return [...new Set(unknown.flatMap((dimensions) => homeOf(identityOf(dimensions))?.region ?? []))]
}

/** Notes which of these dimensions are replicas of functions of another region. */
export function withReplicas(
  inventory: Inventory,
  unknown: readonly (readonly Dimension[])[],
  home: Inventory,
): Inventory {
  const replicas = unknown.flatMap((dimensions) => {
    const name = identityOf(dimensions)
    const found = homeOf(name)
    const known = found?.region === home.region ? home.functions.get(found.name) : undefined
    return known === undefined ? [] : [[name, { ...known, at: inventory.readAt }] as const]
  })
  return { ...inventory, unlisted: new Map([...inventory.unlisted, ...replicas]) }
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
    functions: [...inventory.functions].map(([name, { wanted, joined, since }]) => [
      ...[name, wanted, joined],
      ...(since === undefined ? [] : [since]),
    ]),
    unlisted: [...inventory.unlisted].map(([name, { wanted, joined, at }]) => [name, wanted, joined, at]),
    mappings: Object.fromEntries(inventory.mappings),
    absent: Object.fromEntries(inventory.absent),
    ...(inventory.sinks !== undefined && { sinks: inventory.sinks }),
  }
}

type KeptFunction = readonly [
  name: string,
  wanted: boolean,
  joined: Readonly<Record<string, string>>,
  time: number,
]

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
    readonly functions: readonly KeptFunction[]
    readonly unlisted?: readonly KeptFunction[]
    readonly mappings: Readonly<Record<string, string>>
    readonly absent: Readonly<Record<string, number>>
    readonly sinks?: Json
  }
  const isReadable = Array.isArray(inventory.functions) && Number.isFinite(inventory.readAt)
  if (!isReadable || inventory.fingerprint !== fingerprint) return undefined
  return {
    ...{ region, fingerprint, readAt: inventory.readAt },
    functions: new Map(
      inventory.functions.map(([name, wanted, joined, since]) => [name, { wanted, joined, since }]),
    ),
    unlisted: new Map(
      inventory.unlisted?.map(([name, wanted, joined, at]) => [name, { wanted, joined, at }]),
    ),
    mappings: new Map(Object.entries(inventory.mappings ?? {})),
    absent: new Map(Object.entries(inventory.absent ?? {})),
    ...(inventory.sinks !== undefined && { sinks: inventory.sinks }),
  }
}

export function toResources(inventory: Inventory, config: Config): Resources {
  const selects = resourceSelector(config.functions)
  const everything = takesAll(config.functions)
  const { nameOf, functionOf, knows } = lookUp(inventory)
  const selectsUnknown = (name: string) => selects(homeOf(name)?.name ?? name, {})
  // Not about one function: account-wide metrics are wanted, mappings of unknown functions only by no filter.
  const selectsOthers = (dimensions: readonly Dimension[]) =>
    everything || !dimensions.some((dimension) => dimension.name === UUID)
  return {
    knows,
    selects(dimensions) {
      const name = nameOf(dimensions)
      if (name === undefined) return selectsOthers(dimensions)
      return functionOf(name)?.wanted ?? selectsUnknown(name)
    },
    // Nothing of a linked account can be looked up: its names are known, its tags are not.
    selectsLinked(dimensions) {
      const name = namedIn(dimensions)
      return name === undefined ? selectsOthers(dimensions) : selectsUnknown(name)
    },
    tagsOf(dimensions) {
      const name = nameOf(dimensions)
      return name === undefined ? {} : { ...functionOf(name)?.joined, FunctionName: name }
    },
    existsSince(dimensions) {
      const name = nameOf(dimensions)
      if (name === undefined || inventory.readAt === 0) return 0
      const known = inventory.functions.get(name)
      return known === undefined ? Number.POSITIVE_INFINITY : (known.since ?? inventory.readAt)
    },
    existing: [...inventory.functions]
      .filter(([, { wanted }]) => wanted)
      .map(([name]) => [{ name: 'FunctionName', value: name }]),
  }
}

/** Which function dimensions are about: by name, by `function:alias`, or through the mapping's UUID. */
function lookUp({ functions, unlisted, mappings, absent }: Inventory) {
  const functionOf = (name: string): KnownFunction | undefined => functions.get(name) ?? unlisted.get(name)
  const nameOf = (dimensions: readonly Dimension[]): string | undefined =>
    namedIn(dimensions) ?? mappings.get(dimensionOf(dimensions, UUID) ?? '')
  const knows = (dimensions: readonly Dimension[]): boolean => {
    const identity = identityOf(dimensions)
    return (
      identity === '' || functionOf(identity) !== undefined || mappings.has(identity) || absent.has(identity)
    )
  }
  return { nameOf, functionOf, knows }
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
