/**
 * The naming policy: what metric names and tags become, as Datadog's agent and its documents have it. Pure.
 *
 * - A name begins with a letter and has ASCII letters, digits, `_` and `.`, at most 200 of them, case kept.
 *   Anything else becomes one `_`, which a dot beside it swallows.
 * - A tag is lower-cased, begins with a letter and has letters, digits, `_ - : . /`, at most 200. Anything else
 *   becomes one `_`. The key ends at the first colon; a tag without one has the value `true`. Values of one key
 *   are joined by commas, sorted.
 * @see https://docs.datadoghq.com/metrics/custom_metrics/ and https://docs.datadoghq.com/getting_started/tagging/
 */
import type { TagSet } from './types.ts'

const MOST_CHARACTERS = 200
const MOST_TAGS = 100
/** Texts that are remembered with what they became. */
const MOST_KNOWN = 10_000
const LONGEST_KNOWN = 1000

/** Empty when there is no letter. */
export function normalizeName(text: string): string {
  return text
    .slice(0, 4 * MOST_CHARACTERS)
    .replace(/^[^A-Za-z]+/, '')
    .replace(/[^A-Za-z0-9.]+/g, '_')
    .replace(/_*\._*/g, '.')
    .slice(0, MOST_CHARACTERS)
    .replace(/[._]+$/, '')
}

/** `key:value` or `key`; empty when there is no letter. */
export function normalizeTag(text: string): string {
  return text
    .slice(0, 4 * MOST_CHARACTERS)
    .toLowerCase()
    .replace(/^[^\p{L}]+/u, '')
    .replace(/[^\p{L}\p{N}:./-]+/gu, '_')
    .slice(0, MOST_CHARACTERS)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/[_:]+$/, '')
}

export interface Named {
  readonly name: string
  readonly original?: string
}

export const NO_TAGS: TagSet = { key: '', tags: {} }

/** Remembers what it has seen: the same names and tag lists come again and again. */
export class Naming {
  readonly #names = new Map<string, Named>()
  readonly #tags = new Map<string, TagSet | undefined>()

  /** Undefined when nothing is left of the name. */
  name(text: string): Named | undefined {
    const named = known(this.#names, text, () => {
      const name = normalizeName(text)
      return name === text ? { name } : { name, original: text }
    })
    return named.name === '' ? undefined : named
  }

  /** The tags field of a line: comma separated, led by `#`. Undefined when there are too many. */
  tagList(text: string): TagSet | undefined {
    return known(this.#tags, text, () => tagSet(withoutMarks(text)))
  }

  /** Undefined when there are too many or one is no text. */
  tags(tags: readonly unknown[]): TagSet | undefined {
    if (tags.length > MOST_TAGS || !tags.every((tag) => typeof tag === 'string')) return undefined
    return known(this.#tags, `\n${tags.join('\n')}`, () => tagSet(tags))
  }
}

function withoutMarks(text: string): string[] {
  const tags = text.split(',', MOST_TAGS + 2).map((tag) => tag.trim().replace(/^(?:#\s*)+/, ''))
  return tags.filter((tag) => tag !== '')
}

function tagSet(texts: readonly string[]): TagSet | undefined {
  if (texts.length > MOST_TAGS) return undefined
  const normal = texts.map(normalizeTag)
  const values = new Map<string, Set<string>>()
  for (const tag of normal) {
    if (tag === '') continue
    const [key, value] = keyAndValue(tag)
    values.set(key, (values.get(key) ?? new Set()).add(value))
  }
  if (values.size === 0 && texts.length === 0) return NO_TAGS
  const entries = [...values].map(([key, set]) => [key, [...set].toSorted().join(',')] as const)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  const isChanged = normal.some((tag, index) => tag !== texts[index])
  return {
    key: entries.map(([key, value]) => `${key}=${value}`).join('\n'),
    tags: Object.fromEntries(entries),
    ...(isChanged && { original: texts }),
  }
}

/** A normalised tag begins with a letter, so that its key is never empty. */
function keyAndValue(tag: string): readonly [string, string] {
  const colon = tag.indexOf(':')
  return colon < 0 ? [tag, 'true'] : [tag.slice(0, colon), tag.slice(colon + 1)]
}

function known<T>(map: Map<string, T>, text: string, make: () => T): T {
  const found = map.get(text)
  if (found !== undefined) return found
  const made = make()
  if (map.size >= MOST_KNOWN) map.clear()
  if (text.length <= LONGEST_KNOWN) map.set(text, made)
  return made
}
