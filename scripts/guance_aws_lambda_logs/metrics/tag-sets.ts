/** Tags of points, and keys that distinguish two sets of them. Pure. */
import type { FunctionFacts, TagSet } from '../lines/types.ts'

export interface PointTags {
  readonly key: string
  readonly tags: Readonly<Record<string, string>>
}

/** Empty values are left out: no receiver takes them. */
export function pointTags(tags: Readonly<Record<string, string>>): PointTags {
  const entries = Object.entries(tags).filter(([, value]) => value !== '')
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return { key: JSON.stringify(entries), tags: Object.fromEntries(entries) }
}

/** One object for all sets of tags that are the same. */
export class TagSets {
  readonly #known = new Map<string, PointTags>()

  of(tags: Readonly<Record<string, string>>): PointTags {
    const made = pointTags(tags)
    const known = this.#known.get(made.key)
    if (known !== undefined) return known
    this.#known.set(made.key, made)
    return made
  }
}

/** Tags that every point of a function has. */
export function functionTags(facts: FunctionFacts): Record<string, string> {
  return { RegionId: facts.region, cloud_provider: 'aws', ...facts.tags }
}

/** Remembers the tags of custom metrics by function and printed tags. */
export class CustomTags {
  readonly #known = new WeakMap<FunctionFacts, Map<string, PointTags>>()

  /** Tags of the account, region and function win over printed ones. */
  of(facts: FunctionFacts, { key, tags }: TagSet): PointTags {
    const ofFunction = this.#known.get(facts) ?? new Map<string, PointTags>()
    this.#known.set(facts, ofFunction)
    const known = ofFunction.get(key)
    if (known !== undefined) return known
    const made = pointTags({ ...tags, ...functionTags(facts), function_name: facts.name })
    ofFunction.set(key, made)
    return made
  }
}
