/** What filter pickers offer: tags in use, and their values, counted over objects or series. */

import type { TagCondition, TagKey, TagValues, TagValuesQuery } from '../../model/queries.ts'
import { createTagMatch, tagOf } from './tag-conditions.ts'

type Tags = Readonly<Record<string, string>>

const DEFAULT_VALUES = 100
const MOST_VALUES = 1_000

export function countTags(all: readonly Tags[]): TagKey[] {
  const found = new Map<string, { count: number; readonly values: Set<string> }>()
  for (const tags of all) {
    for (const tag in tags) {
      const entry = found.get(tag) ?? { count: 0, values: new Set() }
      if (entry.count === 0) found.set(tag, entry)
      entry.count++
      entry.values.add(tags[tag] ?? '')
    }
  }
  return [...found]
    .map(([tag, { count, values }]) => ({ tag, count, values: values.size }))
    .sort((a, b) => compare(a.tag, b.tag))
}

/** Most frequent first, then by value. */
export function countValues(all: readonly Tags[], query: TagValuesQuery): TagValues {
  const part = (query.contains ?? '').toLowerCase()
  const found = new Map<string, number>()
  for (const tags of all) {
    const value = tagOf(tags, query.tag)
    if (value === undefined || !value.toLowerCase().includes(part)) continue
    found.set(value, (found.get(value) ?? 0) + 1)
  }
  const values = [...found].map(([value, count]) => ({ value, count }))
  values.sort((a, b) => b.count - a.count || compare(a.value, b.value))
  const limit = Math.min(query.limit ?? DEFAULT_VALUES, MOST_VALUES)
  return { values: values.slice(0, limit), total: values.length }
}

/** Conditions on the other tags: a picker offers what could be chosen beside them. */
export function conditionsOnOthers({ tag, where = [] }: TagValuesQuery): readonly TagCondition[] {
  return where.filter((condition) => condition.tag !== tag)
}

export function filterTags<T extends { readonly tags: Tags }>(
  all: readonly T[],
  where: readonly TagCondition[] | undefined,
): T[] {
  const matches = createTagMatch(where)
  return all.filter(({ tags }) => matches(tags))
}

/** By code units, as SQLite's own order does for most text. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
