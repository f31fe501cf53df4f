/** Startup scripts as files that people edit. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, FuncError, messageOf } from '../errors.ts'
import { sha256 } from '../market/digest.ts'
import { isMissing, readIfExists, replaceFile } from '../market/files.ts'
import type { Trigger } from '../model/trigger.ts'
import { unifiedDiff } from './diff.ts'
import { type DeployOptions, type DeployRequest, planDeploy } from './plan-deploy.ts'
import {
  stagedName,
  stageStartup,
  startupFolder,
  startupHome,
  unstageStartup,
  withStartupLock,
} from './startup-files.ts'

export interface StartupScript {
  readonly name: string
  readonly trigger: Trigger | undefined
  /** Differs from what deploy wrote. */
  readonly edited: boolean
  /** A new version waits beside it as `<name>.new.ts`. */
  readonly waitingNew: boolean
  readonly bytes: number
  readonly modifiedAt: Date
}

export interface StartupText {
  readonly name: string
  readonly trigger: Trigger
  readonly text: string
  readonly sha256: string
  readonly edited: boolean
  /** What the installed version of the set makes of the same parameters; undefined when it cannot be made. */
  readonly generated: string | undefined
  /** Unified diff from the present text to the generated one. */
  readonly diff: string | undefined
}

const FILE = /^([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.ts$/

/** Every startup script by name; files beside them such as `<name>.old.ts` are left out. */
export async function listStartupScripts(options: DeployOptions): Promise<StartupScript[]> {
  const files = await readdir(startupFolder(options.home)).catch((error: unknown): string[] => {
    if (isMissing(error)) return []
    throw error
  })
  const triggers = await options.store.triggers.list()
  const names = files.flatMap((file) => FILE.exec(file)?.[1] ?? []).sort()
  return Promise.all(names.map((name) => entryOf(name, files, triggers, options.home)))
}

async function entryOf(
  name: string,
  files: readonly string[],
  triggers: readonly Trigger[],
  home: string,
): Promise<StartupScript> {
  const path = join(startupFolder(home), `${name}.ts`)
  const trigger = triggers.find((each) => each.name === name)
  const text = (await readIfExists(path)) ?? Buffer.alloc(0)
  return {
    name,
    trigger,
    edited: trigger !== undefined && sha256(text) !== trigger.generatedSha256,
    waitingNew: files.includes(`${name}.new.ts`),
    bytes: text.length,
    modifiedAt: (await stat(path)).mtime,
  }
}

/** @throws {FuncError} FUNC_ERR_DEPLOY_UNKNOWN. */
export async function readStartupScript(options: DeployOptions, name: string): Promise<StartupText> {
  const { trigger, text } = await requireStartup(options, name)
  const generated = await regenerate(options, trigger)
  const labels = { before: `${name}.ts`, after: `${name}.ts (generated)` }
  return {
    ...{ name, trigger, text, sha256: sha256(text), edited: sha256(text) !== trigger.generatedSha256 },
    generated,
    diff: generated === undefined ? undefined : unifiedDiff(text, generated, labels),
  }
}

/** Undefined where the set is gone, or no longer takes these parameters. */
async function regenerate(options: DeployOptions, trigger: Trigger): Promise<string | undefined> {
  const parameters = trigger.parameters as Readonly<Record<string, unknown>>
  const request = { set: trigger.scriptSet, name: trigger.name, parameters }
  try {
    return (await planDeploy(options, request)).text
  } catch {
    return undefined
  }
}

export interface StartupEdit {
  readonly name: string
  readonly text: string
  /** Called with the digest of what is there now, under the lock; throws when the edit was made of something else. */
  readonly expect?: (sha256: string) => void
}

/**
 * Saves an edited startup script once it has proved to load and its config to suit the set; gives what `verify` gave.
 *
 * @throws {FuncError} FUNC_ERR_DEPLOY_UNKNOWN, FUNC_ERR_DEPLOY_VERIFY_FAILED. Nothing is changed then.
 */
export async function saveStartupScript(options: DeployOptions, edit: StartupEdit): Promise<unknown> {
  const { name, text, expect } = edit
  return withStartupLock(startupHome(options), async () => {
    const { trigger, text: before } = await requireStartup(options, name)
    expect?.(sha256(before))
    const staged = await stageStartup(options.home, name, text)
    try {
      const checked = await verify(staged, trigger, options)
      await replaceFile(join(startupFolder(options.home), `${name}.ts`), text)
      return checked
    } finally {
      await unstageStartup(options.home, name)
    }
  })
}

async function verify(file: string, { name, scriptSet }: Trigger, options: DeployOptions): Promise<unknown> {
  const { secrets } = options.store
  const values: Record<string, string> = {}
  for (const secret of await secrets.names(name)) values[secret] = (await secrets.get(secret, name)) ?? ''
  try {
    return await options.verify(file, values, scriptSet)
  } catch (cause) {
    const reason = messageOf(cause).replaceAll(stagedName(name), `${name}.ts`)
    const message = `Cannot save the startup script '${name}' as it is refused: ${reason}`
    throw new FuncError('FUNC_ERR_DEPLOY_VERIFY_FAILED', message, { cause, details: { code: codeOf(cause) } })
  }
}

async function requireStartup(
  { home, store }: DeployOptions,
  name: string,
): Promise<{ readonly trigger: Trigger; readonly text: string }> {
  const trigger = await store.triggers.get(name)
  const text = trigger && (await readIfExists(join(startupFolder(home), `${name}.ts`)))
  if (trigger !== undefined && text !== undefined) return { trigger, text: text.toString() }
  throw new FuncError('FUNC_ERR_DEPLOY_UNKNOWN', `Cannot find the startup script '${name}'`)
}

export interface DeployPreview {
  readonly name: string
  readonly text: string
  readonly current: string | undefined
  readonly edited: boolean
  readonly diff: string
  readonly trigger: Trigger
}

/** What deploying would write, beside what is there. @throws {FuncError} What `planDeploy` throws. */
export async function previewDeploy(options: DeployOptions, request: DeployRequest): Promise<DeployPreview> {
  const { name } = request
  const { text, trigger, before } = await planDeploy(options, request)
  const current = (await readIfExists(join(startupFolder(options.home), `${name}.ts`)))?.toString()
  const edited = current !== undefined && current !== text && sha256(current) !== before?.generatedSha256
  const diff =
    current === undefined ? '' : unifiedDiff(current, text, { before: `${name}.ts`, after: `${name}.ts` })
  return { name, text, current, edited, diff, trigger }
}
