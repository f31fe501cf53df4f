/** Which metrics, and which resources, a configuration asks for. Pure. */

import type { CollectConfig, MetricTarget } from '../types.ts'
import { anyGlob, glob, type Matcher } from './glob.ts'

/**
 * A list of metric names as the original collector reads it: exact names and `*` globs are alternatives; `NOT`
 * first takes every name that matches none of the rest; `ALL`, alone or in the list, takes all.
 * @see https://func.guance.com/doc/script-market-guance-aws-cloudwatch/
 */
export function metricMatcher(metrics: 'ALL' | readonly string[]): Matcher {
  if (metrics === 'ALL') return () => true
  const [first, ...rest] = metrics
  if (first === 'NOT') return not(namesMatcher(rest))
  return namesMatcher(metrics)
}

function namesMatcher(names: readonly string[]): Matcher {
  return names.includes('ALL') ? () => true : anyGlob(names)
}

function not(matches: Matcher): Matcher {
  return (text) => !matches(text)
}

export type MetricSelector = (metric: string, dimensionNames: readonly string[]) => boolean

/**
 * The metrics of one namespace. Targets that apply to a dimension set narrow each other from top to bottom
 * (a name must pass them all); targets of other dimension sets add to them.
 * @param usualSets What a target without `dimensions` applies to.
 */
export function metricSelector(
  targets: readonly MetricTarget[],
  namespace: string,
  usualSets: readonly (readonly string[])[],
): MetricSelector {
  const rules = targets
    .filter((target) => target.namespace === namespace)
    .map(({ dimensions, metrics }) => ({
      applies: setMatcher(dimensions === undefined ? usualSets : [dimensions]),
      matches: metricMatcher(metrics),
    }))
  return (metric, dimensionNames) => {
    const key = setKey(dimensionNames)
    const applying = rules.filter(({ applies }) => applies(key))
    return applying.length > 0 && applying.every(({ matches }) => matches(metric))
  }
}

/** Namespaces of the targets, each once, in order. */
export function namespacesOf(targets: readonly MetricTarget[]): string[] {
  return [...new Set(targets.map(({ namespace }) => namespace))]
}

/** The statistics asked for of a metric, each once. */
export function statisticsBy({
  statistics,
}: Pick<CollectConfig, 'statistics'>): (metric: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (metric) => {
    const hit = known.get(metric)
    if (hit !== undefined) return hit
    const named = Object.hasOwn(statistics, metric) ? statistics[metric] : statistics.default
    const asked = [...new Set(named)]
    known.set(metric, asked)
    return asked
  }
}

function setMatcher(sets: readonly (readonly string[])[]): Matcher {
  if (sets.some((set) => set.includes('*'))) return () => true
  const keys = new Set(sets.map(setKey))
  return (key) => keys.has(key)
}

function setKey(dimensionNames: readonly string[]): string {
  return dimensionNames.toSorted().join('\n')
}

export interface ResourceFilter {
  /** Names, `*` as wildcard. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Tag key to accepted values, `*` as wildcard; every key must match. */
  readonly tags: Readonly<Record<string, readonly string[]>>
}

export type ResourceSelector = (name: string, tags: Readonly<Record<string, string>>) => boolean

/** A resource is taken when include matches, exclude does not, and every tag matches. */
export function resourceSelector(filter: ResourceFilter): ResourceSelector {
  const included = anyGlob(filter.include)
  const excluded = anyGlob(filter.exclude)
  const tags = Object.entries(filter.tags).map(([key, values]) => ({ key, accepts: values.map(glob) }))
  return (name, resourceTags) =>
    included(name) &&
    !excluded(name) &&
    tags.every(({ key, accepts }) => {
      const value = Object.hasOwn(resourceTags, key) ? resourceTags[key] : undefined
      return value !== undefined && accepts.some((matches) => matches(value))
    })
}

/** Whether the filter takes everything. */
export function takesAll(filter: ResourceFilter): boolean {
  return filter.include.includes('*') && filter.exclude.length === 0 && Object.keys(filter.tags).length === 0
}
