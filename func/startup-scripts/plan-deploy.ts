/** What a deploy would write, from its parameters. */
import { join } from 'node:path'
import { FuncError } from '../errors.ts'
import type { Secrets, Triggers } from '../home/types.ts'
import { sha256 } from '../market/digest.ts'
import { exists } from '../market/files.ts'
import type { InstalledSet } from '../market/installed.ts'
import { type Manifest, parseParameters, secretParameters } from '../market/manifest.ts'
import { assertSchedule } from '../market/schedule.ts'
import type { Trigger } from '../model/trigger.ts'
import type { Json } from '../script.ts'
import type { Clock } from '../time.ts'
import { renderStartup, secretName, startupTitle } from './render.ts'
import { startupFolder } from './startup-files.ts'

export interface DeployOptions {
  readonly home: string
  readonly installer: { find(id: string): Promise<InstalledSet | undefined> }
  readonly store: { readonly triggers: Triggers; readonly secrets: Pick<Secrets, 'names' | 'get'> }
  readonly clock: Clock
  /** Loads the file in a worker and checks its config; rejects when it cannot be used. */
  readonly verify: (
    file: string,
    secrets: Readonly<Record<string, string>>,
    scriptSet: string,
  ) => Promise<unknown>
  /** Called after every step that reaches the disk; tests end the process here. */
  readonly step?: (name: string) => void
}

export interface DeployRequest {
  /** Id of an installed script set. */
  readonly set: string
  /** Name of the startup script and its trigger. */
  readonly name: string
  /**
   * Values of the deploy form; text is read as the type the parameter has. A secret that is left out keeps its
   * stored value; null or empty text removes it.
   */
  readonly parameters: Readonly<Record<string, unknown>>
  /** Left out: the trigger's, else the manifest's. The same goes for the next four. */
  readonly cron?: string
  readonly timezone?: string
  readonly timeoutSeconds?: number
  readonly jitterSeconds?: number
  readonly title?: string
  /** Left out: as it was; a new trigger is enabled. */
  readonly enabled?: boolean
  /** Replace a hand-edited startup script; it is kept as `<name>.old.ts`. @default {false} */
  readonly force?: boolean
}

/** A deploy that has been thought through; nothing is changed yet. */
export interface DeployPlan {
  readonly before: Trigger | undefined
  readonly trigger: Trigger
  readonly secrets: Readonly<Record<string, string>>
  readonly text: string
  readonly manifest: Manifest
  /** Parameters with the secrets in clear. */
  readonly values: Readonly<Record<string, unknown>>
}

/**
 * What deploying would write.
 *
 * @throws {FuncError} FUNC_ERR_DEPLOY_NAME_INVALID, FUNC_ERR_DEPLOY_NAME_TAKEN, FUNC_ERR_MARKET_NOT_INSTALLED,
 * FUNC_ERR_DEPLOY_NOT_DEPLOYABLE, FUNC_ERR_PARAMETER_INVALID, FUNC_ERR_CRON_INVALID.
 */
export async function planDeploy(options: DeployOptions, request: DeployRequest): Promise<DeployPlan> {
  assertName(request.name)
  const { manifest } = await requireSet(options, request.set)
  const before = await options.store.triggers.get(request.name)
  await refuseTaken(options.home, request, before)
  const { parameters, given, secrets, secretValues } = await readParameters(options, request, manifest)
  const schedule = scheduleOf(request, before, manifest)
  const title = request.title ?? before?.title ?? startupTitle(manifest, request.name)
  const text = renderStartup({ manifest, name: request.name, title, schedule, parameters, secrets: given })
  const now = options.clock()
  const trigger: Trigger = {
    name: request.name,
    title,
    scriptSet: manifest.id,
    ...schedule,
    enabled: request.enabled ?? before?.enabled ?? true,
    pausedUntil: request.enabled === true ? null : (before?.pausedUntil ?? null),
    generatedSha256: sha256(text),
    generatedVersion: manifest.version,
    parameters: parameters as Json,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  }
  const values = { ...parameters, ...secretValues }
  return { before, trigger, secrets, text, manifest, values }
}

interface Parameters {
  /** Without secrets. */
  readonly parameters: Record<string, unknown>
  /** Secret parameters that have a value. */
  readonly given: readonly string[]
  /** All secrets of the startup script, by stored name. */
  readonly secrets: Readonly<Record<string, string>>
  /** Those that are parameters, by parameter. */
  readonly secretValues: Readonly<Record<string, unknown>>
}

async function readParameters(
  options: DeployOptions,
  request: DeployRequest,
  manifest: Manifest,
): Promise<Parameters> {
  const stored = await storedSecrets(options, request.name)
  const secretNames = secretParameters(manifest)
  const kept = secretNames
    .filter((parameter) => !(parameter in request.parameters))
    .map((parameter): [string, unknown] => [parameter, stored[secretName(request.name, parameter)]])
  const values = parseParameters(manifest, { ...request.parameters, ...definedOnly(kept) })
  const given = secretNames.filter((parameter) => parameter in values)
  const ours = new Set(secretNames.map((parameter) => secretName(request.name, parameter)))
  const others = Object.entries(stored).filter(([name]) => !ours.has(name))
  const fresh = given.map((parameter) => [secretName(request.name, parameter), String(values[parameter])])
  const open = Object.entries(values).filter(([parameter]) => !secretNames.includes(parameter))
  return {
    parameters: Object.fromEntries(open),
    given,
    secrets: Object.fromEntries([...others, ...fresh]),
    secretValues: Object.fromEntries(given.map((parameter) => [parameter, values[parameter]])),
  }
}

function definedOnly(entries: readonly [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

async function storedSecrets({ store }: DeployOptions, name: string): Promise<Record<string, string>> {
  const names = await store.secrets.names(name)
  const entries = await Promise.all(
    names.map(async (secret) => [secret, await store.secrets.get(secret, name)] as const),
  )
  return Object.fromEntries(
    entries.flatMap(([secret, value]) => (value === undefined ? [] : [[secret, value]])),
  )
}

function scheduleOf(request: DeployRequest, before: Trigger | undefined, manifest: Manifest) {
  const schedule = {
    cron: request.cron ?? before?.cron ?? manifest.schedule?.cron ?? '*/5 * * * *',
    timezone: request.timezone ?? before?.timezone ?? manifest.schedule?.timezone ?? 'UTC',
    timeoutSeconds:
      request.timeoutSeconds ?? before?.timeoutSeconds ?? manifest.schedule?.timeoutSeconds ?? 300,
    jitterSeconds: request.jitterSeconds ?? before?.jitterSeconds ?? 0,
  }
  assertSchedule(schedule)
  return schedule
}

function assertName(name: string): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 40) return
  throw new FuncError(
    'FUNC_ERR_DEPLOY_NAME_INVALID',
    `Cannot use '${name}' as the name of a startup script: wanted at most 40 lower-case letters, digits and single hyphens, beginning with a letter`,
  )
}

async function refuseTaken(home: string, request: DeployRequest, before: Trigger | undefined): Promise<void> {
  const { name, set } = request
  if (before !== undefined && before.scriptSet !== set) {
    const message = `Cannot deploy '${set}' as '${name}', which is a startup script of '${before.scriptSet}'`
    throw new FuncError('FUNC_ERR_DEPLOY_NAME_TAKEN', message)
  }
  const file = join(startupFolder(home), `${name}.ts`)
  if (before !== undefined || request.force === true || !(await exists(file))) return
  throw new FuncError(
    'FUNC_ERR_DEPLOY_NAME_TAKEN',
    `Cannot deploy as '${name}' as '${file}' exists and has no trigger`,
  )
}

async function requireSet({ installer, home }: DeployOptions, id: string): Promise<InstalledSet> {
  const set = await installer.find(id)
  if (!set)
    throw new FuncError(
      'FUNC_ERR_MARKET_NOT_INSTALLED',
      `Cannot deploy '${id}' as it is not installed in '${home}'`,
    )
  if (set.manifest.entry !== undefined) return set
  throw new FuncError(
    'FUNC_ERR_DEPLOY_NOT_DEPLOYABLE',
    `Cannot deploy '${id}' as only other script sets use it`,
  )
}
