/** Which sets have to be installed together, in which versions. */
import { satisfies } from 'semver'
import { didYouMean } from '../did-you-mean.ts'
import { FuncError } from '../errors.ts'
import type { InstalledSet } from './installed.ts'
import type { Manifest } from './manifest.ts'
import { type MarketSource, type Offer, offersOf } from './source.ts'

export interface ClosureOptions {
  readonly sources: readonly MarketSource[]
  readonly installed: readonly InstalledSet[]
  readonly engineVersion: string
}

export interface Wish {
  readonly id: string
  /** Semver range. @default {'*'} */
  readonly version?: string
  /** Only this source may offer it. */
  readonly source?: string
}

interface Demand {
  readonly range: string
  readonly by: string
}

/**
 * The wished set and all that it requires and is not installed well enough. What is required comes first.
 *
 * @throws {FuncError} FUNC_ERR_MARKET_SET_UNKNOWN, FUNC_ERR_MARKET_REQUIREMENT_UNMET, FUNC_ERR_MARKET_ENGINE_UNMET.
 */
export async function resolveClosure(wish: Wish, options: ClosureOptions): Promise<Offer[]> {
  const chosen = new Map<string, Offer>()
  await choose(await findWished(wish, options), chosen, options)
  checkDemands(chosen, options.installed)
  return [...chosen.values()].reverse()
}

async function choose(offer: Offer, chosen: Map<string, Offer>, options: ClosureOptions): Promise<void> {
  const { manifest } = offer
  checkEngine(manifest, options.engineVersion)
  if (chosen.has(manifest.id)) throw unmeetable(offer, chosen)
  chosen.set(manifest.id, offer)
  for (const [id, range] of Object.entries(manifest.requires ?? {})) {
    if (meets(chosen.get(id)?.manifest.version, range)) continue
    const isInstalled = options.installed.some((set) => set.id === id && meets(set.version, range))
    if (isInstalled && !chosen.has(id)) continue
    await choose(await findRequired(id, { range, by: manifest.id }, options), chosen, options)
  }
}

/** A set was chosen for one range and is now wanted in another: a source offers one version, so none suits both. */
function unmeetable({ manifest }: Offer, chosen: ReadonlyMap<string, Offer>): FuncError {
  const before = chosen.get(manifest.id)?.manifest.version
  const message = `Cannot install '${manifest.id}' in versions ${before} and ${manifest.version} at once: what requires it disagrees`
  return new FuncError('FUNC_ERR_MARKET_REQUIREMENT_UNMET', message)
}

async function findWished(wish: Wish, { sources, installed }: ClosureOptions): Promise<Offer> {
  const { id, version = '*', source } = wish
  const asked =
    source === undefined
      ? ownSourceFirst(id, sources, installed)
      : sources.filter(({ name }) => name === source)
  const best = await newestOffer(id, version, asked)
  if (best) return best
  const any = await newestOffer(id, '*', asked)
  const offered = any ? `only version ${any.manifest.version} is` : 'nothing of this name is'
  const where = asked.map(({ name }) => name).join(', ') || `none, as there is no source '${source}'`
  const wanted = version === '*' ? '' : ` in version '${version}'`
  const hint = any ? '' : await guess(id, asked)
  throw new FuncError(
    'FUNC_ERR_MARKET_SET_UNKNOWN',
    `Cannot find the script set '${id}'${wanted}: ${offered} offered (sources: ${where})${hint}`,
  )
}

/** Of equal versions the one is taken that comes first: that of the source that the set came from. */
function ownSourceFirst(
  id: string,
  sources: readonly MarketSource[],
  installed: readonly InstalledSet[],
): readonly MarketSource[] {
  const own = installed.find((set) => set.id === id)?.source
  return [...sources.filter(({ name }) => name === own), ...sources.filter(({ name }) => name !== own)]
}

async function guess(id: string, sources: readonly MarketSource[]): Promise<string> {
  const catalogs = await Promise.all(sources.map((source) => source.list()))
  return didYouMean(
    id,
    catalogs.flatMap(({ offers }) => offers.map(({ manifest }) => manifest.id)),
  )
}

async function findRequired(id: string, demand: Demand, options: ClosureOptions): Promise<Offer> {
  const best = await newestOffer(id, demand.range, options.sources)
  if (best) return best
  const any = await newestOffer(id, '*', options.sources)
  const offered = any ? `the newest offered is ${any.manifest.version}` : 'no source offers it'
  throw new FuncError(
    'FUNC_ERR_MARKET_REQUIREMENT_UNMET',
    `Cannot install '${demand.by}' as it requires '${id}' ${demand.range}, and ${offered}`,
  )
}

async function newestOffer(
  id: string,
  range: string,
  sources: readonly MarketSource[],
): Promise<Offer | undefined> {
  const offers = await Array.fromAsync(offersOf(id, range, sources))
  return offers.reduce<Offer | undefined>(
    (best, offer) => (best && meets(best.manifest.version, `>=${offer.manifest.version}`) ? best : offer),
    undefined,
  )
}

function checkEngine(manifest: Manifest, engineVersion: string): void {
  if (meets(engineVersion, manifest.engine)) return
  const message = `Cannot install '${manifest.id}' ${manifest.version} as it needs funcbox ${manifest.engine}: this is ${engineVersion}`
  throw new FuncError('FUNC_ERR_MARKET_ENGINE_UNMET', message)
}

/** Every set of the closure must suit all that require it, those that stay installed included. */
function checkDemands(chosen: ReadonlyMap<string, Offer>, installed: readonly InstalledSet[]): void {
  const staying = installed.filter(({ id }) => !chosen.has(id)).map(({ manifest }) => manifest)
  const all = [...staying, ...[...chosen.values()].map(({ manifest }) => manifest)]
  for (const { id: by, requires } of all) {
    for (const [id, range] of Object.entries(requires ?? {})) {
      const version = chosen.get(id)?.manifest.version
      if (version === undefined || meets(version, range)) continue
      const message = `Cannot install '${id}' ${version} as '${by}' requires it in version ${range}`
      throw new FuncError('FUNC_ERR_MARKET_REQUIREMENT_UNMET', message)
    }
  }
}

function meets(version: string | undefined, range: string): boolean {
  return version !== undefined && satisfies(version, range, { includePrerelease: true })
}
