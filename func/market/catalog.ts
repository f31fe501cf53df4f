/** The market as people see it: every set on offer or installed, and how the two compare. */

import { satisfies } from 'semver'
import { FuncError } from '../errors.ts'
import type { SetState } from '../model/outcomes.ts'
import type { InstalledSet } from './installed.ts'
import type { Manifest } from './manifest.ts'
import {
  type BrokenOffer,
  type Catalog,
  isUnreadable,
  type MarketSource,
  type Offer,
  offersOf,
  type UnreadableSource,
} from './source.ts'

export interface Catalogs {
  readonly offers: readonly Offer[]
  readonly broken: readonly BrokenOffer[]
  /** They hide no other source. */
  readonly unreadable: readonly UnreadableSource[]
  readonly installed: readonly InstalledSet[]
}

/** One set: the newest offer, else what is installed. */
export interface CatalogEntry {
  readonly manifest: Manifest
  /** Name of the market source. */
  readonly source: string
  readonly state: SetState
  readonly installed: InstalledSet | undefined
}

interface MarketHome {
  readonly sources: readonly MarketSource[]
  readonly installer: {
    installed(): Promise<InstalledSet[]>
    find(id: string): Promise<InstalledSet | undefined>
  }
}

export async function readCatalogs({ sources, installer }: MarketHome): Promise<Catalogs> {
  const catalogs = await Promise.all(sources.map(readCatalog))
  return {
    offers: catalogs.flatMap(({ offers }) => offers),
    broken: catalogs.flatMap(({ broken }) => broken),
    unreadable: catalogs.flatMap(({ unreadable }) => unreadable),
    installed: await installer.installed(),
  }
}

async function readCatalog(source: MarketSource): Promise<Catalog & Pick<Catalogs, 'unreadable'>> {
  try {
    return { ...(await source.list()), unreadable: [] }
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return { offers: [], broken: [], unreadable: [{ source: source.name, error }] }
  }
}

/** One entry for each set, by id: of several offers the newest, of equal ones that of the source it came from. */
export function catalogEntries({ offers, installed }: Catalogs): CatalogEntry[] {
  const newest = new Map<string, Offer>()
  for (const offer of offers) {
    const other = newest.get(offer.manifest.id)
    if (other === undefined || isBetter(offer, other, installed)) newest.set(offer.manifest.id, offer)
  }
  const unoffered = installed.filter(({ id }) => !newest.has(id))
  const all = [...newest.values(), ...unoffered.map(({ manifest, source }) => ({ manifest, source }))]
  return all
    .map(({ manifest, source }) => entryOf(manifest, source, installed))
    .sort((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1))
}

function isBetter(offer: Offer, other: Offer, installed: readonly InstalledSet[]): boolean {
  const { id, version } = offer.manifest
  if (version !== other.manifest.version) return isNewer(version, other.manifest.version)
  return installed.some((set) => set.id === id && set.source === offer.source)
}

function entryOf(manifest: Manifest, source: string, installed: readonly InstalledSet[]): CatalogEntry {
  const mine = installed.find(({ id }) => id === manifest.id)
  return { manifest, source, installed: mine, state: stateOf(manifest, mine) }
}

function stateOf({ version }: Manifest, installed: InstalledSet | undefined): SetState {
  if (installed === undefined) return 'available'
  if (installed.linked !== undefined) return 'linked'
  return isNewer(version, installed.version) ? 'update' : 'installed'
}

export function isNewer(version: string, than: string): boolean {
  return satisfies(version, `>${than}`, { includePrerelease: true })
}

/** Whether every word occurs in id, title, description or category, whatever the case. */
export function matchesSearch({ id, title, description, category }: Manifest, search: string): boolean {
  const text = [id, category, ...Object.values(title), ...Object.values(description)].join('\n').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** What is on offer, or else what is installed. @throws {FuncError} FUNC_ERR_MARKET_SET_UNKNOWN. */
export async function findSet(id: string, home: MarketHome): Promise<CatalogEntry> {
  const entry = catalogEntries(await readCatalogs(home)).find(({ manifest }) => manifest.id === id)
  if (entry !== undefined) return entry
  // a broken offer or source says what is wrong with it
  await Array.fromAsync(offersOf(id, '*', home.sources))
  throw new FuncError(
    'FUNC_ERR_MARKET_SET_UNKNOWN',
    `Cannot show the script set '${id}': it is neither installed nor offered`,
  )
}
