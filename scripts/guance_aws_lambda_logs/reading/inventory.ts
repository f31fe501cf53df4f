/**
 * The functions of one region and where each of them logs, kept in state between runs: so that a run need not
 * list them.
 */
import type { Json, ScriptContext } from '#func/script.ts'
import {
  CollectError,
  DAY_MS,
  durationMs,
  functionTags,
  hashText,
  isDue,
  joinedTags,
  type LambdaFunction,
  listFunctions,
  readFunctionTags,
  resourceSelector,
  type TagsByArn,
} from '../../guance_integration_core/index.ts'
import type { Config } from '../config.gen.ts'

export interface KnownFunction {
  readonly name: string
  readonly logGroup: string
  /** Whether the configuration asks for it. */
  readonly wanted: boolean
  readonly accountId: string
  readonly memorySizeMb?: number
  readonly runtime?: string
  readonly architecture?: string
  /** When it was first not listed any more, as after its deletion. Milliseconds since the epoch. */
  readonly goneSince?: number
  /** Joined tags of its points. */
  readonly tags: Readonly<Record<string, string>>
}

export interface Inventory {
  readonly readAt: number
  /** Of the settings that it depends on. */
  readonly fingerprint: string
  readonly functions: readonly KnownFunction[]
}

/** Some runs may fail before one has read the last lines of a deleted function. */
const GONE_MS = DAY_MS

/**
 * @throws What `lambda:ListFunctions` throws when nothing is remembered; FUNC_ERR_COLLECT_TAGS_UNKNOWN.
 */
export async function readInventory(
  region: string,
  config: Config,
  context: ScriptContext,
): Promise<Inventory> {
  const key = `functions/${region}`
  const now = context.now().getTime()
  const known = parseInventory(await context.state.get(key), fingerprintOf(config))
  const ageMs = durationMs(config.discovery_age)
  if (known !== undefined && !isDue(known.readAt, ageMs, now, region)) return known
  const listed = await readFunctions(region, config, context)
  const readAt = context.now().getTime()
  const functions = withGone(listed, known?.functions ?? [], readAt)
  const inventory = { readAt, fingerprint: fingerprintOf(config), functions }
  context.state.set(key, inventory as unknown as Json)
  return inventory
}

/** What a function printed before it was deleted is still to be read. */
function withGone(
  listed: readonly KnownFunction[],
  known: readonly KnownFunction[],
  now: number,
): readonly KnownFunction[] {
  const names = new Set(listed.map(({ name }) => name))
  const gone = known
    .filter(({ name }) => !names.has(name))
    .map((each) => ({ ...each, goneSince: each.goneSince ?? now }))
  return [...listed, ...gone.filter(({ goneSince }) => now - goneSince < GONE_MS)]
}

async function readFunctions(
  region: string,
  config: Config,
  context: ScriptContext,
): Promise<KnownFunction[]> {
  const target = { account: config.account, region }
  const wantsTags = hasTagFilter(config) || config.join_tags.some((join) => join.startsWith('tag:'))
  const [listed, tags] = await Promise.all([
    listFunctions(target, context),
    wantsTags ? readFunctionTags(target, context) : new Map(),
  ])
  if (tags === undefined && hasTagFilter(config)) {
    throw new CollectError(
      'FUNC_ERR_COLLECT_TAGS_UNKNOWN',
      `Cannot choose functions by tag in ${region}: tag:GetResources is not allowed`,
    )
  }
  const selects = resourceSelector(config.functions)
  const functions = listed.map((lambda) => {
    const own = (tags as TagsByArn | undefined)?.get(lambda.FunctionArn) ?? {}
    return knownFunction(lambda, own, selects(lambda.FunctionName, own), config)
  })
  const wanted = functions.filter((each) => each.wanted).length
  context.log.info({ region, functions: wanted, skipped: functions.length - wanted }, 'Found functions')
  return functions
}

function knownFunction(
  lambda: LambdaFunction,
  resourceTags: Readonly<Record<string, string>>,
  wanted: boolean,
  config: Config,
): KnownFunction {
  const tags = functionTags({ lambda, regionTags: {}, resourceTags, nameFrom: 'FunctionName' })
  return {
    name: lambda.FunctionName,
    logGroup: lambda.LoggingConfig?.LogGroup ?? `/aws/lambda/${lambda.FunctionName}`,
    wanted,
    accountId: lambda.FunctionArn.split(':')[4] ?? '',
    ...(lambda.MemorySize !== undefined && { memorySizeMb: lambda.MemorySize }),
    ...(lambda.Runtime !== undefined && { runtime: lambda.Runtime }),
    ...(lambda.Architectures?.[0] !== undefined && { architecture: lambda.Architectures[0] }),
    tags: joinedTags(tags, config.join_tags),
  }
}

function hasTagFilter({ functions }: Config): boolean {
  return Object.keys(functions.tags).length > 0
}

function fingerprintOf({ functions, join_tags, account }: Config): string {
  const { role_arn, profile, ak_id, endpoint } = account
  return hashText(JSON.stringify([functions, join_tags, role_arn, profile, ak_id, endpoint]))
}

/** @returns undefined when there is none, or one made by other settings. */
function parseInventory(kept: Json | undefined, fingerprint: string): Inventory | undefined {
  if (kept === undefined || kept === null || typeof kept !== 'object' || Array.isArray(kept)) return undefined
  const inventory = kept as unknown as Inventory
  const isReadable = Array.isArray(inventory.functions) && Number.isFinite(inventory.readAt)
  return isReadable && inventory.fingerprint === fingerprint ? inventory : undefined
}
