/** From an answer of the store to what a chart draws. Pure. */
import type { MetricsResult } from '../api/types.gen.ts'

export interface Line {
  /** Stable and unique within the chart. */
  readonly id: string
  readonly label: string
  /** By time; null is a gap. */
  readonly values: readonly (number | null)[]
  /** The same aggregation over the whole window. */
  readonly total: number | null
  /** Where it differs from that of the chart. */
  readonly unit?: string | undefined
}

interface LineOptions {
  /** Columns to draw; all when left out. */
  readonly columns?: readonly string[]
  readonly titles?: Readonly<Record<string, string>>
  readonly units?: Readonly<Record<string, string | undefined>>
}

/** One line for each group and column. */
export function linesOf(
  result: MetricsResult,
  { columns, titles = {}, units = {} }: LineOptions = {},
): Line[] {
  const wanted = result.columns
    .map((column, index) => ({ ...column, index }))
    .filter(({ name }) => columns?.includes(name) ?? true)
  const groups = result.groups.map((group) => ({ ...group, name: groupName(group.tags) }))
  return groups.flatMap(({ name, values, totals }) =>
    wanted.map((column) => {
      const title = titles[column.name] ?? column.name
      const label = name === '' ? title : wanted.length === 1 ? name : `${name} ${title}`
      return {
        id: `${name} ${column.name}`,
        label,
        values: values[column.index] ?? [],
        total: totals[column.index] ?? null,
        unit: units[column.name],
      }
    }),
  )
}

/** Values of the tags that the group was made by. */
export function groupName(tags: Readonly<Record<string, string>>): string {
  return Object.values(tags).join(' · ')
}
