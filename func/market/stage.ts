/** Copies script sets into the staging folder of a home, checked byte by byte. Nothing of them is executed. */
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { FuncError } from '../errors.ts'
import { digestFolder, sha256 } from './digest.ts'
import { exists, syncFolder, writeSynced } from './files.ts'
import { type InstalledSet, linkedFile, scriptsFolder } from './installed.ts'
import type { Move } from './journal.ts'
import { INSTALLED_FILE, type Manifest } from './manifest.ts'
import type { MarketSource, Offer } from './source.ts'

export interface StageOptions {
  readonly home: string
  readonly staging: string
  readonly source: MarketSource
  readonly installedAt: string
}

export interface Staged {
  readonly moves: readonly Move[]
  /** Files of the user that are kept, by the name they have now. */
  readonly kept: readonly string[]
}

/**
 * Copies a set; files of the user in the folder it replaces come along.
 *
 * @throws {FuncError} FUNC_ERR_MARKET_DIGEST_MISMATCH, FUNC_ERR_MARKET_SOURCE_INVALID.
 */
export async function stageCopy(
  offer: Offer,
  before: InstalledSet | undefined,
  options: StageOptions,
): Promise<Staged> {
  const { manifest, source } = offer
  const target = join(options.staging, manifest.id)
  await mkdir(target, { recursive: true })
  for (const file of manifest.files) {
    const content = await options.source.read(manifest.id, file.path)
    checkDigest(manifest, file, content)
    await writeSynced(join(target, file.path), content)
  }
  const kept = before?.linked === undefined ? await keepFilesOfUser(manifest, before, options) : []
  const record = recordOf(offer, options.installedAt)
  await writeSynced(join(target, INSTALLED_FILE), `${JSON.stringify({ ...record, source }, null, 2)}\n`)
  await syncFolder(target)
  return { moves: [{ name: manifest.id, staged: true }, ...unlinkMoves(before)], kept }
}

/** Links a set to its folder in the source. @throws {FuncError} FUNC_ERR_MARKET_SOURCE_INVALID. */
export async function stageLink(offer: Offer, options: StageOptions): Promise<Staged> {
  const { id } = offer.manifest
  const folder = await options.source.folder(id)
  if (folder === undefined || !(await exists(folder))) {
    const message = `Cannot link '${id}' as the market source '${offer.source}' has no folder for it on this machine`
    throw new FuncError('FUNC_ERR_MARKET_SOURCE_INVALID', message)
  }
  await symlink(folder, join(options.staging, id), 'dir')
  const record: InstalledSet = { ...recordOf(offer, options.installedAt), files: [], linked: folder }
  await writeSynced(join(options.staging, linkedFile(id)), `${JSON.stringify(record, null, 2)}\n`)
  const moves = [id, linkedFile(id)].map((name) => ({ name, staged: true }))
  return { moves, kept: [] }
}

/** Names that go when an installed set goes. */
export function removalMoves(set: InstalledSet): Move[] {
  return [{ name: set.id, staged: false }, ...unlinkMoves(set)]
}

function unlinkMoves(set: InstalledSet | undefined): Move[] {
  return set?.linked === undefined ? [] : [{ name: linkedFile(set.id), staged: false }]
}

function recordOf({ manifest, source }: Offer, installedAt: string): InstalledSet {
  const { id, version, files } = manifest
  return { id, version, source, installedAt, files, manifest }
}

function checkDigest(manifest: Manifest, file: Manifest['files'][number], content: Uint8Array): void {
  const actual = sha256(content)
  if (actual === file.sha256) return
  throw new FuncError(
    'FUNC_ERR_MARKET_DIGEST_MISMATCH',
    `Cannot install '${manifest.id}' ${manifest.version} as the digest of '${file.path}' differs: wanted ${file.sha256}, got ${actual}`,
  )
}

/** Edited files are put beside the new ones as `<file>.local-<version>`; files that are only theirs stay. */
async function keepFilesOfUser(
  manifest: Manifest,
  before: InstalledSet | undefined,
  { home, staging }: StageOptions,
): Promise<string[]> {
  const folder = join(scriptsFolder(home), manifest.id)
  if (!(await exists(folder))) return []
  const unedited = new Map((before?.files ?? []).map((file) => [file.path, file.sha256]))
  const coming = new Map(manifest.files.map((file) => [file.path, file.sha256]))
  const kept: string[] = []
  for (const { path, sha256: digest } of await digestFolder(folder)) {
    if (path === INSTALLED_FILE || unedited.get(path) === digest || coming.get(path) === digest) continue
    const isTheirs = !coming.has(path) && !unedited.has(path)
    const name = isTheirs ? path : `${path}.local-${before?.version ?? 'unknown'}`
    await writeSynced(join(staging, manifest.id, name), await readFile(join(folder, path)))
    kept.push(name)
  }
  return kept
}
