import type { TagCondition } from '../../model/queries.ts'

type Tags = Readonly<Record<string, string>>
export type Matches = (tags: Tags) => boolean

/** Whether tags meet all conditions. */
export function createTagMatch(conditions: readonly TagCondition[] = []): Matches {
  const checks = conditions.map(toCheck)
  return (tags) => checks.every((check) => check(tags))
}

function toCheck({ tag, operator, values = [], negate = false }: TagCondition): Matches {
  const fits = toValueCheck(operator, values)
  return (tags) => {
    const value = tagOf(tags, tag)
    return (value !== undefined && fits(value)) !== negate
  }
}

function toValueCheck(operator: TagCondition['operator'], values: readonly string[]) {
  if (operator === 'exists') return () => true
  if (operator === 'prefix') return (value: string) => values.some((start) => value.startsWith(start))
  if (operator === 'contains') return (value: string) => values.some((part) => value.includes(part))
  const wanted = new Set(values)
  return (value: string) => wanted.has(value)
}

/** A tag may be named like something that every object inherits. */
export function tagOf(tags: Tags, tag: string): string | undefined {
  return Object.hasOwn(tags, tag) ? tags[tag] : undefined
}

/** Whether all words occur in tag values, in whatever case. */
export function createSearch(text = ''): Matches {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  return (tags) => {
    const all = Object.values(tags).join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  }
}
