/** Places that offer script sets. A broken manifest is reported per set and hides no other. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { satisfies } from 'semver'
import { FuncError, hasCode, messageOf } from '../errors.ts'
import { exists, isMissing } from './files.ts'
import { type Manifest, validateManifest } from './manifest.ts'

export interface Offer {
  readonly source: string
  readonly manifest: Manifest
}

export interface BrokenOffer {
  readonly source: string
  /** Name of the manifest's file without its ending. */
  readonly id: string
  readonly error: FuncError
}

/** A source that cannot be read as a whole: its folder is gone or holds no sets. */
export interface UnreadableSource {
  readonly source: string
  readonly error: FuncError
}

export interface Catalog {
  readonly offers: readonly Offer[]
  readonly broken: readonly BrokenOffer[]
}

export interface MarketSource {
  readonly name: string
  /** @throws {FuncError} FUNC_ERR_MARKET_SOURCE_INVALID, only when the source as a whole cannot be read. */
  list(): Promise<Catalog>
  /**
   * The set of this id whose version lies in the semver range; undefined when there is none.
   *
   * @throws {FuncError} FUNC_ERR_MARKET_MANIFEST_INVALID.
   */
  get(id: string, range?: string): Promise<Offer | undefined>
  /** One file of a set. @throws {FuncError} FUNC_ERR_MARKET_SOURCE_INVALID. */
  read(id: string, path: string): Promise<Uint8Array>
  /** The folder of a set, for installing by link; undefined when the source is not on this machine. */
  folder(id: string): Promise<string | undefined>
}

/** Whether an error says that a source as a whole cannot be read. */
export function isUnreadable(error: unknown): error is FuncError {
  return hasCode(error, 'FUNC_ERR_MARKET_SOURCE_INVALID')
}

/**
 * What the sources offer of a set, in their order, each asked when its turn comes. One that cannot be read is passed over where another offers the set.
 *
 * @throws {FuncError} FUNC_ERR_MARKET_MANIFEST_INVALID; FUNC_ERR_MARKET_SOURCE_INVALID, when nothing was found.
 */
export async function* offersOf(
  id: string,
  range: string,
  sources: readonly MarketSource[],
): AsyncGenerator<Offer> {
  let isOffered = false
  let unreadable: FuncError | undefined
  for (const source of sources) {
    const offer = await source.get(id, range).catch((error: unknown) => {
      if (!isUnreadable(error)) throw error
      unreadable ??= error
    })
    if (!offer) continue
    isOffered = true
    yield offer
  }
  if (!isOffered && unreadable !== undefined) throw unreadable
}

/** What ships with funcbox. */
export function builtinSource(packageRoot: string): MarketSource {
  return folderSource('builtin', packageRoot)
}

/**
 * A folder with `manifests/<id>.json` and `scripts/<id>/…`, as in funcbox's own tree; or a folder that is one
 * set, with its manifest in `manifest.json`.
 */
export function folderSource(name: string, path: string): MarketSource {
  const entries = () => findEntries(name, path)
  const entryOf = async (id: string) => (await entries()).find((entry) => entry.id === id)
  return {
    name,
    list: async () => catalog(name, await entries()),
    async get(id, range = '*') {
      const entry = await entryOf(id)
      if (!entry) return undefined
      const manifest = await readManifest(entry)
      return satisfies(manifest.version, range, { includePrerelease: true })
        ? { source: name, manifest }
        : undefined
    },
    async read(id, file) {
      const entry = await entryOf(id)
      return readConfined(name, entry?.folder ?? join(path, 'scripts', id), file)
    },
    folder: async (id) => (await entryOf(id))?.folder,
  }
}

interface Entry {
  readonly id: string
  readonly manifestPath: string
  readonly folder: string
}

async function findEntries(name: string, path: string): Promise<Entry[]> {
  const single = join(path, 'manifest.json')
  if (await exists(single)) return [{ id: await idOfSingle(single), manifestPath: single, folder: path }]
  const manifests = join(path, 'manifests')
  try {
    const names = (await readdir(manifests)).filter((file) => file.endsWith('.json')).sort()
    return names.map((file) => {
      const id = basename(file, '.json')
      return { id, manifestPath: join(manifests, file), folder: join(path, 'scripts', id) }
    })
  } catch (cause) {
    const message = `Cannot read the market source '${name}' as '${path}' holds neither manifests/ nor manifest.json`
    throw new FuncError('FUNC_ERR_MARKET_SOURCE_INVALID', message, { cause })
  }
}

/** The folder's name stands in when the manifest cannot be read; reading it again says why. */
async function idOfSingle(manifestPath: string): Promise<string> {
  try {
    const { id } = JSON.parse(await readFile(manifestPath, 'utf8')) as { id?: unknown }
    return typeof id === 'string' ? id : basename(join(manifestPath, '..'))
  } catch {
    return basename(join(manifestPath, '..'))
  }
}

async function catalog(source: string, entries: readonly Entry[]): Promise<Catalog> {
  const offers: Offer[] = []
  const broken: BrokenOffer[] = []
  for (const entry of entries) {
    try {
      offers.push({ source, manifest: await readManifest(entry) })
    } catch (error) {
      broken.push({ source, id: entry.id, error: asFuncError(error) })
    }
  }
  return { offers, broken }
}

async function readManifest({ id, manifestPath }: Entry): Promise<Manifest> {
  const manifest = validateManifest(await readJson(manifestPath), manifestPath)
  if (manifest.id === id) return manifest
  const message = `Cannot use the manifest '${manifestPath}' as its id is '${manifest.id}': wanted '${id}'`
  throw new FuncError('FUNC_ERR_MARKET_MANIFEST_INVALID', message)
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    const message = `Cannot use the manifest '${path}': ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_MARKET_MANIFEST_INVALID', message, { cause })
  }
}

/** Reads a file below the folder; a link that leads out of it is refused. */
async function readConfined(source: string, folder: string, file: string): Promise<Uint8Array> {
  const path = join(folder, file)
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(path)])
    if (!real.startsWith(root + sep)) throw new Error(`it leads out of '${folder}'`)
    if (!(await stat(real)).isFile()) throw new Error('it is no file')
    return await readFile(real)
  } catch (cause) {
    const reason = isMissing(cause) ? 'there is no such file' : messageOf(cause)
    const message = `Cannot read '${path}' of the market source '${source}': ${reason}`
    throw new FuncError('FUNC_ERR_MARKET_SOURCE_INVALID', message, { cause })
  }
}

function asFuncError(error: unknown): FuncError {
  if (error instanceof FuncError) return error
  return new FuncError('FUNC_ERR_MARKET_SOURCE_INVALID', messageOf(error), { cause: error })
}
