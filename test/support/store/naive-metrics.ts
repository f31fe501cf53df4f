/** Metrics queries answered the slow and obvious way, from the points as they were written. */

import type { MetricsQuery, TagCondition } from '#func/model/queries.ts'
import type { Point } from '#func/script.ts'

export interface NaiveGroup {
  readonly tags: Readonly<Record<string, string>>
  readonly values: readonly (readonly (number | null)[])[]
  readonly totals: readonly (number | null)[]
}

/** One column a field, with a step; points in the order they were written. */
export function naiveMetrics(
  written: readonly Point[],
  query: MetricsQuery & { step: number },
): NaiveGroup[] {
  const { step, groupBy = [], where = [] } = query
  const from = Math.floor(query.from / step) * step
  const to = Math.ceil(query.to / step) * step
  const points = mergePoints(written).filter(
    ({ tags, timestamp }) =>
      timestamp >= from && timestamp < to && where.every((condition) => holds(condition, tags)),
  )
  const groups = Map.groupBy(points, ({ tags }) =>
    JSON.stringify(groupBy.filter((tag) => Object.hasOwn(tags, tag)).map((tag) => [tag, tags[tag]])),
  )
  return [...groups]
    .map(([key, members]) => {
      const steps = Array.from({ length: (to - from) / step }, (_, at) =>
        members.filter(({ timestamp }) => Math.floor((timestamp - from) / step) === at),
      )
      return {
        tags: Object.fromEntries(JSON.parse(key) as [string, string][]),
        values: query.columns.map((column) => steps.map((some) => aggregate(some, column))),
        totals: query.columns.map((column) => aggregate(members, column)),
      }
    })
    .filter(({ totals }) => totals.some((total) => total !== null))
}

function mergePoints(written: readonly Point[]): Point[] {
  const merged = new Map<string, Point>()
  for (const point of written) {
    const key = JSON.stringify([Object.entries(point.tags).sort(), point.timestamp])
    const finite = Object.entries(point.fields).filter(
      ([, value]) => typeof value !== 'number' || Number.isFinite(value),
    )
    const fields = Object.fromEntries([...Object.entries(merged.get(key)?.fields ?? {}), ...finite])
    merged.set(key, { ...point, fields })
  }
  return [...merged.values()]
}

function holds({ tag, operator, values = [], negate = false }: TagCondition, tags: Point['tags']): boolean {
  const value = Object.hasOwn(tags, tag) ? tags[tag] : undefined
  const fits = {
    exists: () => true,
    in: (text: string) => values.includes(text),
    prefix: (text: string) => values.some((part) => text.indexOf(part) === 0),
    contains: (text: string) => values.some((part) => text.indexOf(part) >= 0),
  }[operator]
  return (value !== undefined && fits(value)) !== negate
}

function aggregate(
  points: readonly Point[],
  { field = '', aggregation = 'default' }: MetricsQuery['columns'][number],
) {
  const numeric = points.filter(
    ({ fields }) => Object.hasOwn(fields, field) && typeof fields[field] === 'number',
  )
  const values = numeric.map(({ fields }) => fields[field] as number)
  if (values.length === 0) return null
  const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0)
  const name = aggregation === 'default' ? defaultOf(field) : aggregation
  if (name === 'sum') return sum(values)
  if (name === 'count') return values.length
  if (name === 'min') return Math.min(...values)
  if (name === 'max') return Math.max(...values)
  if (name === 'last') {
    const newest = Math.max(...numeric.map(({ timestamp }) => timestamp))
    const last = numeric.filter(({ timestamp }) => timestamp === newest)
    return sum(last.map(({ fields }) => fields[field] as number)) / last.length
  }
  if (name === 'avg') {
    const weights = numeric.map(({ fields }) => weightOf(field, fields))
    return sum(values.map((value, at) => value * weights[at]!)) / sum(weights)
  }
  const sorted = values.toSorted((a, b) => a - b)
  const rank = (Number(name.slice(1)) / 100) * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!]
  return below + (above - below) * (rank % 1)
}

function defaultOf(field: string): string {
  if (field.endsWith('_Sum') || field.endsWith('_SampleCount')) return 'sum'
  if (field.endsWith('_Maximum') || field.endsWith('_p95')) return 'max'
  return field.endsWith('_Minimum') ? 'min' : 'avg'
}

function weightOf(field: string, fields: Point['fields']): number {
  if (!field.endsWith('_Average')) return 1
  const name = field.replace(/_Average$/, '_SampleCount')
  const weight = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof weight === 'number' && weight > 0 ? weight : 1
}
