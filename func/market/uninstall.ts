/** Removes script sets, unless something still uses them. */
import { FuncError } from '../errors.ts'
import { checkFiles, type InstalledSet, listInstalled, readInstalled, scriptsFolder } from './installed.ts'
import { commitMoves, type JournalHooks, openStaging } from './journal.ts'
import { removalMoves } from './stage.ts'

/** One trigger, as far as uninstall needs to know it. */
export interface TriggerUse {
  readonly name: string
  readonly scriptSet: string
}

export interface UninstallOptions {
  /** All triggers of the home. */
  readonly triggers: readonly TriggerUse[]
  /** Given when triggers that use the set are to go with it. */
  readonly removeTrigger?: (name: string) => Promise<void>
  /** Remove the sets that require it, too. @default {false} */
  readonly dependents?: boolean
  /** Delete edited files as well. @default {false} */
  readonly force?: boolean
}

export interface UninstallResult {
  readonly removed: readonly string[]
  readonly removedTriggers: readonly string[]
  /** Sets that were only required by the removed ones and are still there. */
  readonly noLongerRequired: readonly string[]
}

interface UninstallHome extends JournalHooks {
  readonly home: string
}

/**
 * Removes a set. @throws {FuncError} FUNC_ERR_MARKET_NOT_INSTALLED, FUNC_ERR_MARKET_IN_USE, FUNC_ERR_MARKET_EDITED.
 */
export async function uninstall(
  id: string,
  uses: UninstallOptions,
  options: UninstallHome,
): Promise<UninstallResult> {
  const { home } = options
  await readInstalled(home, id)
  const all = await listInstalled(home)
  const going = withDependents(id, all)
  refuseUsed(id, going, uses)
  const sets = all.filter((set) => going.includes(set.id))
  if (uses.force !== true) for (const set of sets) await refuseEdits(set, home, 'uninstall')
  const triggers = uses.triggers.filter(({ scriptSet }) => going.includes(scriptSet)).map(({ name }) => name)
  for (const name of triggers) await uses.removeTrigger?.(name)
  await openStaging(scriptsFolder(home))
  await commitMoves(scriptsFolder(home), sets.flatMap(removalMoves), options)
  const staying = all.filter((set) => !going.includes(set.id))
  return { removed: going, removedTriggers: triggers, noLongerRequired: orphans(sets, staying) }
}

/** The set and all that require it, directly or not. */
function withDependents(id: string, installed: readonly InstalledSet[]): string[] {
  const going = [id]
  for (const next of going) {
    const dependents = installed
      .filter(({ manifest }) => next in (manifest.requires ?? {}))
      .map((set) => set.id)
    going.push(...dependents.filter((dependent) => !going.includes(dependent)))
  }
  return going
}

/** @throws {FuncError} FUNC_ERR_MARKET_IN_USE. */
function refuseUsed(id: string, going: readonly string[], uses: UninstallOptions): void {
  const dependents = going.slice(1)
  if (dependents.length > 0 && uses.dependents !== true) {
    throw new FuncError(
      'FUNC_ERR_MARKET_IN_USE',
      `Cannot uninstall '${id}' as it is required by ${dependents.join(', ')}`,
    )
  }
  const triggers = uses.triggers.filter(({ scriptSet }) => going.includes(scriptSet)).map(({ name }) => name)
  if (triggers.length > 0 && uses.removeTrigger === undefined) {
    throw new FuncError(
      'FUNC_ERR_MARKET_IN_USE',
      `Cannot uninstall '${id}' as these triggers use it: ${triggers.join(', ')}`,
    )
  }
}

function orphans(removed: readonly InstalledSet[], staying: readonly InstalledSet[]): string[] {
  const required = new Set(removed.flatMap(({ manifest }) => Object.keys(manifest.requires ?? {})))
  const isLibrary = staying.filter(({ id, manifest }) => required.has(id) && manifest.entry === undefined)
  const still = new Set(staying.flatMap(({ manifest }) => Object.keys(manifest.requires ?? {})))
  return isLibrary.map(({ id }) => id).filter((id) => !still.has(id))
}

/** @throws {FuncError} FUNC_ERR_MARKET_EDITED. */
export async function refuseEdits(set: InstalledSet, home: string, action: string): Promise<void> {
  const checks = set.linked === undefined ? await checkFiles(home, set) : []
  const edited = checks.filter(({ status }) => status === 'edited').map(({ path }) => path)
  if (edited.length === 0) return
  const message = `Cannot ${action} '${set.id}' ${set.version} as these files were edited: ${edited.join(', ')}`
  throw new FuncError('FUNC_ERR_MARKET_EDITED', message, { details: { edited } })
}
