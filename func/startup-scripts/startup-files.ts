/**
 * Startup scripts and their triggers change together. The database's transaction is the moment of truth: a
 * change cut off before it is undone by `recoverDeploys`, one cut off after it is completed.
 */
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Triggers } from '../home/types.ts'
import { sha256 } from '../market/digest.ts'
import {
  exists,
  isMissing,
  readIfExists,
  removeSynced,
  replaceFile,
  syncFolder,
  writeSynced,
} from '../market/files.ts'
import { LOCK_FILE, withFreeLock, withLock } from '../market/lock.ts'
import type { Trigger } from '../model/trigger.ts'
import { MINUTE_MS } from '../time.ts'

export interface StartupHome {
  readonly home: string
  readonly triggers: Pick<Triggers, 'get' | 'deploy' | 'remove'>
  /** Called after every step that reaches the disk; tests end the process here. */
  readonly step?: (name: string) => void
}

/** What changes of startup scripts need, out of what a deploy has. */
export function startupHome({
  home,
  step,
  store,
}: Pick<StartupHome, 'home' | 'step'> & { readonly store: Pick<StartupHome, 'triggers'> }): StartupHome {
  return { home, triggers: store.triggers, ...(step && { step }) }
}

interface DeployEntry {
  readonly kind: 'deploy'
  readonly name: string
  readonly sha256: string
  /** `updatedAt` of the trigger to be written, milliseconds since the epoch. */
  readonly updatedAt: number
  /** Where a hand-edited file goes; absent when there is none. */
  readonly keepAs?: string
}

interface RemoveEntry {
  readonly kind: 'remove'
  readonly name: string
  readonly keepAs?: string
}

type Entry = DeployEntry | RemoveEntry

const JOURNAL = '.journal.json'
const LOCK_WAIT_MS = MINUTE_MS

export function startupFolder(home: string): string {
  return join(home, 'startup')
}

/** A new startup script waits here; beside the real one, so that its imports resolve the same way. */
export function stagedName(name: string): string {
  return `.${name}.staged.ts`
}

/** Runs a change of startup scripts alone, after cleaning up what another may have left. */
export async function withStartupLock<T>(options: StartupHome, action: () => Promise<T>): Promise<T> {
  const locked = async (): Promise<T> => {
    await recoverNow(options)
    return action()
  }
  return withLock(startupFolder(options.home), locked, { waitMs: LOCK_WAIT_MS })
}

export async function stageStartup(home: string, name: string, text: string): Promise<string> {
  const path = join(startupFolder(home), stagedName(name))
  await writeSynced(path, text)
  return path
}

export async function unstageStartup(home: string, name: string): Promise<void> {
  await rm(join(startupFolder(home), stagedName(name)), { force: true })
}

/** Puts the staged file in place and stores its trigger and secrets. The caller holds the lock. */
export async function commitDeploy(
  trigger: Trigger,
  secrets: Readonly<Record<string, string>>,
  keepAs: string | undefined,
  options: StartupHome,
): Promise<void> {
  const { name, generatedSha256, updatedAt } = trigger
  const entry: DeployEntry = {
    kind: 'deploy',
    name,
    sha256: generatedSha256,
    updatedAt: updatedAt.getTime(),
    ...(keepAs !== undefined && { keepAs }),
  }
  await writeJournal(entry, options)
  await options.triggers.deploy(trigger, secrets)
  options.step?.('stored')
  await finishDeploy(entry, options)
}

/** Removes trigger, secrets and file; a hand-edited file is kept under another name. The caller holds the lock. */
export async function commitRemove(
  name: string,
  keepAs: string | undefined,
  options: StartupHome,
): Promise<void> {
  const entry: RemoveEntry = { kind: 'remove', name, ...(keepAs !== undefined && { keepAs }) }
  await writeJournal(entry, options)
  await options.triggers.remove(name)
  options.step?.('removed')
  await finishRemove(entry, options)
}

/** Completes or undoes what a process that died had begun. Call it at start; it does not wait for a living one. */
export async function recoverDeploys(options: StartupHome): Promise<void> {
  const names = await readdir(startupFolder(options.home)).catch((error: unknown): string[] => {
    if (isMissing(error)) return []
    throw error
  })
  if (!names.some((name) => name === JOURNAL || name === LOCK_FILE || isStaged(name))) return
  await withFreeLock(startupFolder(options.home), () => recoverNow(options))
}

async function recoverNow(options: StartupHome): Promise<void> {
  const folder = startupFolder(options.home)
  const journal = await readIfExists(join(folder, JOURNAL))
  if (journal) await recoverEntry(JSON.parse(journal.toString()) as Entry, options)
  const staged = (await readdir(folder)).filter(isStaged)
  for (const name of staged) await rm(join(folder, name), { force: true })
}

async function recoverEntry(entry: Entry, options: StartupHome): Promise<void> {
  const trigger = await options.triggers.get(entry.name)
  if (entry.kind === 'remove' && trigger === undefined) return finishRemove(entry, options)
  if (entry.kind === 'deploy' && trigger !== undefined && isStored(entry, trigger))
    return finishDeploy(entry, options)
  await removeSynced(join(startupFolder(options.home), JOURNAL))
}

function isStored(entry: DeployEntry, trigger: Trigger): boolean {
  return trigger.generatedSha256 === entry.sha256 && trigger.updatedAt.getTime() >= entry.updatedAt
}

/** May be called again after a crash. */
async function finishDeploy(
  { name, sha256: digest, keepAs }: DeployEntry,
  options: StartupHome,
): Promise<void> {
  const folder = startupFolder(options.home)
  const staged = join(folder, stagedName(name))
  const file = join(folder, `${name}.ts`)
  if (await exists(staged)) {
    const current = await readIfExists(file)
    if (keepAs !== undefined && current && sha256(current) !== digest)
      await rename(file, join(folder, keepAs))
    options.step?.('kept')
    await rename(staged, file)
    await syncFolder(folder)
  }
  options.step?.('placed')
  await removeSynced(join(folder, JOURNAL))
  options.step?.('done')
}

async function finishRemove({ name, keepAs }: RemoveEntry, { home, step }: StartupHome): Promise<void> {
  const folder = startupFolder(home)
  const file = join(folder, `${name}.ts`)
  if (keepAs === undefined) await rm(file, { force: true })
  else if (await exists(file)) await rename(file, join(folder, keepAs))
  step?.('cleared')
  await syncFolder(folder)
  await removeSynced(join(folder, JOURNAL))
}

async function writeJournal(entry: Entry, { home, step }: StartupHome): Promise<void> {
  await replaceFile(join(startupFolder(home), JOURNAL), JSON.stringify(entry))
  step?.('journalled')
}

function isStaged(name: string): boolean {
  return /^\.[a-z0-9-]+\.staged\.ts$/.test(name)
}
