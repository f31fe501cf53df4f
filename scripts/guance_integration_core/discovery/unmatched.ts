/** The parts of a selection that match nothing of what there is, each with what was probably meant. Pure. */
import type { MetricTarget } from '../types.ts'
import { glob } from './glob.ts'
import { metricSelector, type ResourceFilter, resourceSelector } from './selection.ts'

export interface Unmatched {
  /** Place in the configuration, e.g. `functions.include`. */
  readonly part: string
  readonly value: string
  /** What to write instead, as far as that can be guessed. */
  readonly hint?: string
}

export interface SeenResource {
  readonly name: string
  /** As AWS has them. */
  readonly tags: Readonly<Record<string, string>>
  /** Names of the tags that points can be joined with. */
  readonly joinable: readonly string[]
}

/** Nothing can be said of a selection where there is nothing to select from. */
export function unmatchedResources(
  filter: ResourceFilter,
  joins: readonly string[],
  seen: readonly SeenResource[],
): Unmatched[] {
  if (seen.length === 0) return []
  const names = seen.map(({ name }) => name)
  const keys = unique(seen.flatMap(({ tags }) => Object.keys(tags)))
  const parts = [
    ...unmatchedNames('functions.include', filter.include, names),
    ...unmatchedNames('functions.exclude', filter.exclude, names),
    ...Object.entries(filter.tags).flatMap(([key, values]) =>
      keys.includes(key)
        ? unmatchedValues(key, values, seen)
        : [withHint({ part: 'functions.tags', value: key }, closest(key, keys))],
    ),
    ...unmatchedJoins(joins, seen, keys),
  ]
  const isTaken = resourceSelector(filter)
  if (parts.length > 0 || seen.some(({ name, tags }) => isTaken(name, tags))) return parts
  return [
    {
      part: 'functions',
      value: 'include, exclude and tags',
      hint: 'together they leave none: each narrows the others',
    },
  ]
}

function unmatchedNames(part: string, patterns: readonly string[], names: readonly string[]): Unmatched[] {
  return patterns
    .filter((pattern) => pattern !== '*' && !names.some(glob(pattern)))
    .map((value) => withHint({ part, value }, hintOfName(value, names)))
}

/** An ARN, a regular expression and a part of a name are what people write in place of a name. */
function hintOfName(pattern: string, names: readonly string[]): string | undefined {
  const ofArn = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(pattern)?.[1]
  if (ofArn !== undefined) return `${ofArn}: a name, not an ARN`
  if (/[\^$|()[\]\\+?]|\.\*/.test(pattern)) return 'names with * for any text: it is no regular expression'
  const known = closest(pattern, names)
  if (known !== undefined) return known
  const isPart = names.some((name) => name.toLowerCase().includes(pattern.toLowerCase()))
  return isPart ? `*${pattern}*: the whole name has to match` : undefined
}

function unmatchedValues(key: string, values: readonly string[], seen: readonly SeenResource[]): Unmatched[] {
  const found = unique(seen.flatMap(({ tags }) => (Object.hasOwn(tags, key) ? [tags[key] ?? ''] : [])))
  return values
    .filter((value) => !found.some(glob(value)))
    .map((value) => withHint({ part: `functions.tags.${key}`, value }, closest(value, found)))
}

function unmatchedJoins(
  joins: readonly string[],
  seen: readonly SeenResource[],
  keys: readonly string[],
): Unmatched[] {
  const known = unique([...seen.flatMap(({ joinable }) => joinable), ...keys.map((key) => `tag:${key}`)])
  return (
    joins
      // Where nobody has a tag, they may not have been readable.
      .filter((join) => !known.includes(join) && (keys.length > 0 || !join.startsWith('tag:')))
      .map((value) => {
        const asTag = keys.includes(value) ? `tag:${value}` : undefined
        return withHint({ part: 'join_tags', value }, asTag ?? closest(value, known))
      })
  )
}

export interface SeenMetric {
  readonly namespace: string
  readonly metric: string
  readonly dimensions: readonly string[]
}

/** @param usualSets What a target without `dimensions` applies to. */
export function unmatchedTargets(
  targets: readonly MetricTarget[],
  usualSets: readonly (readonly string[])[],
  seen: readonly SeenMetric[],
): Unmatched[] {
  if (seen.length === 0) return []
  return targets.flatMap((target, index) => {
    const part = `targets[${index}]`
    const listed = seen.filter(({ namespace }) => namespace === target.namespace)
    if (listed.length === 0) {
      const namespaces = unique(seen.map(({ namespace }) => namespace))
      return [withHint({ part, value: target.namespace }, closest(target.namespace, namespaces))]
    }
    const own = listed.filter(takenBy([{ ...target, metrics: 'ALL' }], usualSets))
    if (own.length === 0) return [unmatchedDimensions(part, target.dimensions ?? [], listed)]
    const names = unmatchedMetrics(part, target.metrics, unique(own.map(({ metric }) => metric)))
    if (names.length > 0 || own.some(takenBy(targets, usualSets))) return names
    const value = [target.metrics].flat().join(', ')
    return [
      {
        part,
        value,
        hint: 'targets of the same dimensions narrow each other: together they leave no metric',
      },
    ]
  })
}

function takenBy(targets: readonly MetricTarget[], usualSets: readonly (readonly string[])[]) {
  return ({ namespace, metric, dimensions }: SeenMetric): boolean =>
    metricSelector(targets, namespace, usualSets)(metric, dimensions)
}

function unmatchedDimensions(
  part: string,
  dimensions: readonly string[],
  listed: readonly SeenMetric[],
): Unmatched {
  const sets = unique(listed.map((each) => each.dimensions.toSorted().join(', ')))
  const value = dimensions.toSorted().join(', ')
  return withHint({ part: `${part}.dimensions`, value }, closest(value, sets) ?? `one of ${sets.join('; ')}`)
}

function unmatchedMetrics(
  part: string,
  wanted: MetricTarget['metrics'],
  names: readonly string[],
): Unmatched[] {
  if (wanted === 'ALL' || wanted.includes('ALL')) return []
  const place = `${part}.metrics`
  const isNegated = wanted[0] === 'NOT'
  if (isNegated && wanted.length === 1) {
    return [
      {
        part: place,
        value: 'NOT',
        hint: 'the names that are left out stand behind it; it takes all as it is',
      },
    ]
  }
  const given = isNegated ? wanted.slice(1) : wanted
  return given
    .filter((pattern) => pattern === 'NOT' || !names.some(glob(pattern)))
    .map((value) =>
      value === 'NOT'
        ? { part: place, value, hint: 'NOT stands first, and goes for all that follow' }
        : withHint({ part: place, value }, closest(value, names)),
    )
}

function withHint(unmatched: Unmatched, hint: string | undefined): Unmatched {
  return hint === undefined ? unmatched : { ...unmatched, hint }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

/** The same but for case and signs, else what differs in few places. */
function closest(typed: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  const same = known.find((name) => plain(name) === plain(typed))
  if (same !== undefined || typed.includes('*')) return same
  const [best] = known
    .map((name) => ({ name, far: distance(plain(typed), plain(name)) }))
    .filter(({ name, far }) => far <= Math.ceil(name.length / 4))
    .sort((a, b) => a.far - b.far)
  return best?.name
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change))
    }
    row = next
  }
  return row[b.length] ?? 0
}
