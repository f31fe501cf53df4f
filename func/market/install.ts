/** Installs, upgrades and removes script sets in a home. Nothing changes when any step fails or the process dies. */

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FuncError } from '../errors.ts'
import type { InstallAction } from '../model/outcomes.ts'
import type { Clock } from '../time.ts'
import { isNewer } from './catalog.ts'
import { resolveClosure, type Wish } from './closure.ts'
import { exists } from './files.ts'
import {
  checkFiles,
  type FileCheck,
  findInstalled,
  type InstalledSet,
  listInstalled,
  readInstalled,
  scriptsFolder,
} from './installed.ts'
import { commitMoves, type JournalHooks, needsRecovery, openStaging, recoverMoves } from './journal.ts'
import { withFreeLock, withLock } from './lock.ts'
import type { Manifest, Permission } from './manifest.ts'
import { type IamPolicy, policyFor } from './policy.ts'
import { prepareHome } from './prepare-home.ts'
import { type MarketSource, type Offer, offersOf } from './source.ts'
import { type Staged, stageCopy, stageLink } from './stage.ts'
import { refuseEdits, type UninstallOptions, type UninstallResult, uninstall } from './uninstall.ts'
import { changesBetween, compareFiles, type FileChange } from './version-changes.ts'

export type { TriggerUse, UninstallOptions, UninstallResult } from './uninstall.ts'

export interface InstallerOptions extends JournalHooks {
  readonly home: string
  readonly sources: readonly MarketSource[]
  /** Version of funcbox, compared with a manifest's `engine`. */
  readonly engineVersion: string
  readonly clock: Clock
  /** Folder of funcbox itself: lets editors find the contract's types from within the home. */
  readonly packageRoot?: string
}

export interface InstallOptions {
  /** Semver range. @default {'*'}, the newest */
  readonly version?: string
  /** Name of the only source to take it from. @default {whichever has the newest; of equal ones that it came from} */
  readonly source?: string
  /** Go on where local edits are overwritten: edited files are kept beside. @default {false} */
  readonly force?: boolean
  /** Link to the source's folder instead of copying: for those who develop the set. @default {false} */
  readonly link?: boolean
}

export interface InstallResult {
  readonly id: string
  readonly action: InstallAction
  readonly from?: string
  readonly to: string
  readonly source: string
  /** Changelog sections above `from` up to `to`; empty when there are none. */
  readonly changes: string
  /** Files of the user that were kept, by the name they have now. */
  readonly kept: readonly string[]
}

/** What installing would do to one set. */
export interface InstallPreview extends Omit<InstallResult, 'kept'> {
  readonly files: readonly FileChange[]
  /** Files with edits of the user; without `force` they are not replaced. */
  readonly edited: readonly string[]
  /** Rights that the installed version did not ask for. */
  readonly addedPermissions: readonly Permission[]
}

export interface Installer {
  /** The set and all that it requires, required ones first; one result per set. */
  install(id: string, options?: InstallOptions): Promise<InstallResult[]>
  /** What install would do, without doing any of it. */
  preview(id: string, options?: InstallOptions): Promise<InstallPreview[]>
  /** Like install, for a set that is installed; never to an older version unless asked. */
  upgrade(id: string, options?: InstallOptions): Promise<InstallResult[]>
  uninstall(id: string, options: UninstallOptions): Promise<UninstallResult>
  installed(): Promise<InstalledSet[]>
  /** Undefined when it is not installed. */
  find(id: string): Promise<InstalledSet | undefined>
  verify(id: string): Promise<FileCheck[]>
  /** Completes or undoes what a process that died had begun. Call it at start; it does not wait for a living one. */
  recover(): Promise<void>
  /** Rights that an installed or offered set and all that it requires need. */
  permissions(id: string): Promise<Permission[]>
  policy(id: string, roleArns?: readonly string[]): Promise<IamPolicy>
}

export function createInstaller(options: InstallerOptions): Installer {
  const { home } = options
  const locked = <T>(action: () => Promise<T>): Promise<T> =>
    withLock(scriptsFolder(home), async () => {
      await recoverMoves(scriptsFolder(home))
      return action()
    })
  return {
    install: (id, wish = {}) => locked(() => install({ ...wish, id }, options)),
    preview: (id, wish = {}) => preview({ ...wish, id }, options),
    async upgrade(id, wish = {}) {
      const { version } = await readInstalled(home, id)
      return locked(() => install({ version: `>=${version}`, ...wish, id }, options))
    },
    uninstall: (id, uses) => locked(() => uninstall(id, uses, options)),
    installed: () => listInstalled(home),
    find: (id) => findInstalled(home, id),
    verify: async (id) => checkFiles(home, await readInstalled(home, id)),
    async recover() {
      const folder = scriptsFolder(home)
      if (await needsRecovery(folder)) await withFreeLock(folder, () => recoverMoves(folder))
    },
    permissions: (id) => permissionsOf(id, options),
    policy: async (id, roleArns = []) => policyFor(await permissionsOf(id, options), roleArns),
  }
}

type InstallWish = Wish & InstallOptions

async function install(wish: InstallWish, options: InstallerOptions): Promise<InstallResult[]> {
  const installed = await listInstalled(options.home)
  const offers = await resolveClosure(wish, { ...options, installed })
  const plans = await Promise.all(offers.map((offer) => plan(offer, wish, options)))
  const changing = plans.filter(({ action }) => action !== 'unchanged')
  if (wish.force !== true) for (const each of changing) await refuseEdited(each, options.home)
  if (changing.length === 0) return plans.map((each) => resultOf(each, []))
  await mkdir(scriptsFolder(options.home), { recursive: true })
  const staged = await stageAll(changing, wish, options)
  await prepareHome(options.home, options.packageRoot)
  const moves = [...staged.values()].flatMap((each) => each.moves)
  const results = await Promise.all(
    plans.map(async (each) => resultOf(each, staged.get(each)?.kept ?? [], await changesOf(each, options))),
  )
  await commitMoves(scriptsFolder(options.home), moves, options)
  return results
}

async function preview(wish: InstallWish, options: InstallerOptions): Promise<InstallPreview[]> {
  const installed = await listInstalled(options.home)
  const offers = await resolveClosure(wish, { ...options, installed })
  return Promise.all(offers.map(async (offer) => previewOf(await plan(offer, wish, options), options)))
}

async function previewOf(each: Plan, options: InstallerOptions): Promise<InstallPreview> {
  const { offer, before } = each
  const { kept: _, ...result } = resultOf(each, [], await changesOf(each, options))
  const checks =
    before === undefined || before.linked !== undefined ? [] : await checkFiles(options.home, before)
  const known = before?.manifest.permissions ?? []
  return {
    ...result,
    files: compareFiles(before?.files ?? [], offer.manifest.files),
    edited: checks.filter(({ status }) => status === 'edited').map(({ path }) => path),
    addedPermissions: (offer.manifest.permissions ?? []).filter(
      ({ action }) => !known.some((other) => other.action === action),
    ),
  }
}

interface Plan {
  readonly offer: Offer
  readonly before: InstalledSet | undefined
  readonly action: InstallAction
}

async function plan(offer: Offer, wish: InstallWish, { home }: InstallerOptions): Promise<Plan> {
  const { id, version, files } = offer.manifest
  const before = await findInstalled(home, id)
  const link = wish.link === true
  if (link) return { offer, before, action: 'linked' }
  if (!before) return { offer, before, action: 'installed' }
  if (before.version !== version) {
    return { offer, before, action: isNewer(version, before.version) ? 'upgraded' : 'downgraded' }
  }
  const same = before.linked === undefined && JSON.stringify(before.files) === JSON.stringify(files)
  const intact =
    same && (await checkFiles(home, before)).every(({ status }) => status === 'ok' || status === 'extra')
  return { offer, before, action: intact ? 'unchanged' : 'reinstalled' }
}

/** @throws {FuncError} FUNC_ERR_MARKET_EDITED. */
async function refuseEdited({ offer, before }: Plan, home: string): Promise<void> {
  const { id } = offer.manifest
  if (before?.linked !== undefined) return
  const folder = join(scriptsFolder(home), id)
  if (before === undefined) {
    if (!(await exists(folder))) return
    throw new FuncError(
      'FUNC_ERR_MARKET_EDITED',
      `Cannot install '${id}' as '${folder}' exists and was not installed`,
    )
  }
  await refuseEdits(before, home, 'replace')
}

async function stageAll(
  plans: readonly Plan[],
  wish: InstallWish,
  options: InstallerOptions,
): Promise<Map<Plan, Staged>> {
  const staging = await openStaging(scriptsFolder(options.home))
  const staged = new Map<Plan, Staged>()
  try {
    for (const each of plans) staged.set(each, await stageOne(each, staging, wish, options))
    return staged
  } catch (error) {
    // of a set that is refused nothing stays
    await rm(staging, { recursive: true, force: true })
    throw error
  }
}

function stageOne(
  { offer, before }: Plan,
  staging: string,
  wish: InstallWish,
  options: InstallerOptions,
): Promise<Staged> {
  const source = sourceOf(offer, options)
  const stage = { home: options.home, staging, source, installedAt: options.clock().toISOString() }
  return wish.link === true ? stageLink(offer, stage) : stageCopy(offer, before, stage)
}

function sourceOf(offer: Offer, { sources }: InstallerOptions): MarketSource {
  const source = sources.find(({ name }) => name === offer.source)
  if (source) return source
  throw new FuncError('FUNC_ERR_MARKET_SOURCE_INVALID', `Cannot find the market source '${offer.source}'`)
}

async function changesOf({ offer, before }: Plan, options: InstallerOptions): Promise<string> {
  const { id, version, changelog } = offer.manifest
  const text = new TextDecoder().decode(await sourceOf(offer, options).read(id, changelog))
  return changesBetween(text, before?.version, version)
}

function resultOf({ offer, before, action }: Plan, kept: readonly string[], changes = ''): InstallResult {
  const { id, version } = offer.manifest
  return {
    id,
    action,
    ...(before && { from: before.version }),
    to: version,
    source: offer.source,
    changes,
    kept,
  }
}

async function permissionsOf(id: string, options: InstallerOptions): Promise<Permission[]> {
  const found = new Map<string, Manifest>()
  const open = [id]
  for (const next of open) {
    if (found.has(next)) continue
    const manifest = await manifestOf(next, options)
    found.set(next, manifest)
    open.push(...Object.keys(manifest.requires ?? {}))
  }
  return [...found.values()].flatMap(({ permissions }) => permissions ?? [])
}

async function manifestOf(id: string, { home, sources }: InstallerOptions): Promise<Manifest> {
  const installed = await findInstalled(home, id)
  if (installed) return installed.manifest
  for await (const { manifest } of offersOf(id, '*', sources)) return manifest
  throw new FuncError(
    'FUNC_ERR_MARKET_SET_UNKNOWN',
    `Cannot find the script set '${id}': it is neither installed nor offered`,
  )
}
