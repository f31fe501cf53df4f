import { DAY_MS } from '../../time.ts'
import { hash, unit } from '../hash.ts'
import { createdMs } from './deploys.ts'
import type { SimAlias, SimFunction } from './functions.ts'

const SALT = { count: 320, published: 321 }
const KEPT_VERSIONS = 5
const PUBLISHING_MS = 200 * DAY_MS
export const LATEST = '$LATEST'

/** The published versions of a function, oldest first: those behind its aliases and some before them, or nobody's. */
export function publishedVersions(fn: SimFunction): readonly string[] {
  const newest = newestVersion(fn)
  const oldest = Math.max(1, newest - KEPT_VERSIONS + 1)
  return newest === 0 ? [] : Array.from({ length: newest - oldest + 1 }, (_, i) => String(oldest + i))
}

function newestVersion({ aliases, traffic }: SimFunction): number {
  const used = aliases.flatMap(({ versions }) => versions.map(({ version }) => Number(version)))
  if (used.length > 0) return Math.max(...used)
  if (traffic.life !== undefined || unit(traffic.hash, SALT.count) >= 0.1) return 0
  return 1 + (hash(traffic.hash, SALT.count) % 6)
}

/** Long ago, one after the other. */
export function publishedMs(fn: SimFunction, version: string): number {
  const share =
    (Number(version) - 1 + unit(fn.traffic.hash, Number(version), SALT.published)) / newestVersion(fn)
  return createdMs(fn.traffic.hash) + Math.floor((share * PUBLISHING_MS) / 1000) * 1000
}

/** The version that a qualifier stands for, and the alias if it is one; undefined if there is neither. */
export function resolveQualifier(
  fn: SimFunction,
  qualifier: string | undefined,
): { readonly version: string; readonly alias?: SimAlias } | undefined {
  if (qualifier === undefined || qualifier === LATEST) return { version: LATEST }
  if (publishedVersions(fn).includes(qualifier)) return { version: qualifier }
  const alias = fn.aliases.find(({ name }) => name === qualifier)
  const [main] = alias?.versions ?? []
  return alias === undefined || main === undefined ? undefined : { version: main.version, alias }
}
