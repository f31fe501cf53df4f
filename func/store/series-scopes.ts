/** Which series a metrics query is about and the group that each belongs to; kept from query to query. */
import { groupOf, rowOf, SERIES_PER_GROUP } from './chunk-layout.ts'
import type { CatalogSeries, SeriesCatalog } from './series-catalog.ts'
import { createTagMatch, tagOf } from './tag-conditions.ts'
import type { MetricsQuery, Tags } from './types.ts'

const KEPT_SCOPES = 16

/** 32 series whose chunks lie together, and where each belongs: −1 for those that are not asked for. */
export interface Members {
  /** Of chunks, see chunk-layout.ts. */
  readonly group: number
  readonly targets: Int32Array
}

export interface Scope {
  /** Names the scope while series only come to it. */
  readonly id: number
  /** Tags of each group, in the order of their first series; groups only come. */
  readonly groups: readonly Tags[]
  /** Targets are places in `groups`. */
  readonly members: readonly Members[]
}

export type FindScope = (query: Pick<MetricsQuery, 'measurement' | 'category' | 'where' | 'groupBy'>) => Scope

interface GrowingScope extends Scope {
  readonly groups: Tags[]
  readonly members: Members[]
  readonly add: (series: CatalogSeries) => void
  /** Series of the catalog that were looked at. */
  seen: number
}

/** New series join the scopes that are known; all are made anew when series have gone. */
export function createScopes(catalog: SeriesCatalog): FindScope {
  const scopes = new Map<string, GrowingScope>()
  let series: readonly CatalogSeries[] = []
  let lastId = 0

  function findOrMake(key: string, make: () => GrowingScope): GrowingScope {
    const scope = scopes.get(key) ?? make()
    scopes.delete(key)
    scopes.set(key, scope)
    for (const oldest of scopes.keys()) {
      if (scopes.size <= KEPT_SCOPES) break
      scopes.delete(oldest)
    }
    return scope
  }

  return ({ measurement, category = 'metric', where = [], groupBy = [] }) => {
    const now = catalog()
    if (now !== series) scopes.clear()
    series = now
    const scope = findOrMake(JSON.stringify([measurement, category, where, groupBy]), () => {
      const matches = createTagMatch(where)
      const fits = (each: CatalogSeries) =>
        each.measurement === measurement && each.category === category && matches(each.tags)
      return createScope(++lastId, groupBy, fits)
    })
    for (; scope.seen < now.length; scope.seen++) scope.add(now[scope.seen] as CatalogSeries)
    return scope
  }
}

function createScope(
  id: number,
  groupBy: readonly string[],
  fits: (series: CatalogSeries) => boolean,
): GrowingScope {
  const groups: Tags[] = []
  const members: Members[] = []
  const places = new Map<string, number>()

  function placeOf(tags: Tags): number {
    const key = groupBy.map((tag) => keyPart(tagOf(tags, tag))).join('')
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, groups.length)
    return groups.push(onlyTags(tags, groupBy)) - 1
  }

  function add(series: CatalogSeries): void {
    if (!fits(series)) return
    const group = groupOf(series.id)
    if (members.at(-1)?.group !== group) members.push({ group, targets: nowhere() })
    const { targets } = members.at(-1) as Members
    targets[rowOf(series.id)] = placeOf(series.tags)
  }

  return { id, groups, members, add, seen: 0 }
}

function nowhere(): Int32Array {
  return new Int32Array(SERIES_PER_GROUP).fill(-1)
}

/** The same series, but groups put together: `targetOf` tells where each of them belongs. */
export function regroup(members: readonly Members[], targetOf: (group: number) => number): Members[] {
  return members.map(({ group, targets }) => ({
    group,
    targets: targets.map((each) => (each < 0 ? each : targetOf(each))),
  }))
}

/** Told apart whatever is in the values, and a missing value from an empty one. */
function keyPart(value: string | undefined): string {
  return value === undefined ? '-' : `${value.length}:${value}`
}

function onlyTags(tags: Tags, names: readonly string[]): Tags {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = tagOf(tags, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
