/** What is installed in a home. The truth is in the folders themselves, not in a database. */

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuncError, messageOf } from '../errors.ts'
import type { FileStatus } from '../model/outcomes.ts'
import { digestFolder } from './digest.ts'
import { isMissing } from './files.ts'
import { withLocalTexts } from './local-texts.ts'
import { INSTALLED_FILE, type Manifest, type ManifestFile } from './manifest.ts'

/** `home/scripts/<id>/installed.json`, or `home/scripts/<id>.linked.json` for a set installed by link. */
export interface InstalledSet {
  readonly id: string
  readonly version: string
  readonly manifest: Manifest
  /** Name of the market source that it came from. */
  readonly source: string
  /** Digests of the files as they were copied. */
  readonly files: readonly ManifestFile[]
  /** ISO 8601. */
  readonly installedAt: string
  /** Folder that it is a link to; its files are meant to be edited. */
  readonly linked?: string
}

export interface FileCheck {
  readonly path: string
  readonly status: FileStatus
}

export function scriptsFolder(home: string): string {
  return join(home, 'scripts')
}

export function linkedFile(id: string): string {
  return `${id}.linked.json`
}

/** Undefined when it is not installed. */
export async function findInstalled(home: string, id: string): Promise<InstalledSet | undefined> {
  const scripts = scriptsFolder(home)
  return (await readRecord(join(scripts, linkedFile(id)))) ?? readRecord(join(scripts, id, INSTALLED_FILE))
}

/** @throws {FuncError} FUNC_ERR_MARKET_NOT_INSTALLED. */
export async function readInstalled(home: string, id: string): Promise<InstalledSet> {
  const found = await findInstalled(home, id)
  if (found) return found
  const message = `Cannot use the script set '${id}' as it is not installed in '${home}'`
  throw new FuncError('FUNC_ERR_MARKET_NOT_INSTALLED', message)
}

/** All installed sets by id. */
export async function listInstalled(home: string): Promise<InstalledSet[]> {
  const names = await readdir(scriptsFolder(home)).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const ids = names.filter((name) => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)).sort()
  const found = await Promise.all(ids.map((id) => findInstalled(home, id)))
  return found.filter((set) => set !== undefined)
}

/** Compares the files of an installed set with the digests taken when they were copied. */
export async function checkFiles(home: string, set: InstalledSet): Promise<FileCheck[]> {
  const folder = join(scriptsFolder(home), set.id)
  const actual = new Map((await digestFolder(folder)).map((file) => [file.path, file.sha256]))
  actual.delete(INSTALLED_FILE)
  const known = set.files.map(({ path, sha256 }): FileCheck => {
    const digest = actual.get(path)
    actual.delete(path)
    if (digest === undefined) return { path, status: 'missing' }
    return { path, status: digest === sha256 ? 'ok' : 'edited' }
  })
  const extra = [...actual.keys()].map((path): FileCheck => ({ path, status: 'extra' }))
  return [...known, ...extra].sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function readRecord(path: string): Promise<InstalledSet | undefined> {
  try {
    const record = JSON.parse(await readFile(path, 'utf8')) as InstalledSet
    return { ...record, manifest: withLocalTexts(record.manifest) }
  } catch (cause) {
    if (isMissing(cause)) return undefined
    const message = `Cannot read '${path}': ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_MARKET_NOT_INSTALLED', message, { cause })
  }
}
