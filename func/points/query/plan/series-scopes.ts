/** Which series a metrics query is about and the group that each belongs to; kept from query to query. */

import type { MetricsQuery, Tags } from '../../../model/queries.ts'
import { type ByteCache, createByteCache } from '../../byte-cache.ts'
import { groupOf, rowOf, SERIES_PER_GROUP } from '../../chunk-layout.ts'
import { createTagMatch, tagOf } from '../tag-conditions.ts'
import { createLayout, type Layout, type Members } from './layout.ts'
import type { CatalogSeries, SeriesCatalog } from './series-catalog.ts'

const KEPT_SCOPES = 32

export interface Scope {
  /** Names the scope while series only come to it. */
  readonly id: number
  /** Tags of each group, in the order of their first series; groups only come. */
  readonly groups: readonly Tags[]
  /** Targets are places in `groups`. */
  readonly members: readonly Members[]
  /** Each group by itself. */
  readonly layout: Layout
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
  const bySeries = createByteCache<Layout>(KEPT_SCOPES, () => 1)
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

  function find({ measurement, category = 'metric', where = [], groupBy = [] }: Parameters<FindScope>[0]) {
    const scope = findOrMake(JSON.stringify([measurement, category, where, groupBy]), () => {
      const matches = createTagMatch(where)
      const fits = (each: CatalogSeries) =>
        each.measurement === measurement && each.category === category && matches(each.tags)
      const id = ++lastId
      const whole = groupBy.length === 0 ? id : find({ measurement, category, where }).id
      return createScope({ id, whole, groupBy, fits, bySeries })
    })
    for (; scope.seen < series.length; scope.seen++) scope.add(series[scope.seen] as CatalogSeries)
    return scope
  }

  return (query) => {
    const now = catalog()
    if (now !== series) scopes.clear()
    series = now
    return find(query)
  }
}

interface ScopeOptions {
  readonly id: number
  /** Id of the scope of the same series that puts all of them together. */
  readonly whole: number
  readonly groupBy: readonly string[]
  readonly fits: (series: CatalogSeries) => boolean
  /** Layouts that scopes share. */
  readonly bySeries: ByteCache<Layout>
}

function createScope({ id, whole, groupBy, fits, bySeries }: ScopeOptions): GrowingScope {
  const groups: Tags[] = []
  const members: Members[] = []
  const places = new Map<string, number>()
  let count = 0
  let layout: Layout | undefined

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
    count++
    layout = undefined
  }

  /** Where each series is a group it does not matter by which tags: panels share what is remembered. */
  function layOut(): Layout {
    if (count !== groups.length) return createLayout(String(id), members)
    const key = `${whole} by series`
    const known = bySeries.get(key)
    if (known?.targets.length === count) return known
    const made = createLayout(key, members)
    bySeries.set(key, made)
    return made
  }

  return {
    ...{ id, groups, members, add, seen: 0 },
    get layout() {
      layout ??= layOut()
      return layout
    },
  }
}

function nowhere(): Int32Array {
  return new Int32Array(SERIES_PER_GROUP).fill(-1)
}

/** Distinct whatever is in the values, and a missing value from an empty one. */
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
