/** Answers metrics queries: groups series by tags, ranks the groups, and merges all but the first into the rest. */
import type { DatabaseSync } from 'node:sqlite'
import { type MetricsPlan, planMetrics, type Window } from './metrics-plan.ts'
import { createScan, type Scan } from './metrics-scan.ts'
import type { CatalogSeries } from './series-catalog.ts'
import { createTagMatch, tagOf } from './tag-conditions.ts'
import type { MetricsGroup, MetricsQuery, MetricsResult } from './types.ts'

type Values = readonly (number | undefined)[]
type Told = Omit<MetricsGroup, 'tags'>

interface Group {
  readonly tags: Readonly<Record<string, string>>
  readonly series: readonly number[]
}

/** The groups to tell one by one, and those to tell as one. */
interface Ranked {
  readonly shown: readonly Group[]
  readonly others: readonly Group[]
}

export type ReadMetrics = (query: MetricsQuery, checkpoint: () => void) => MetricsResult

export function createMetricsReader(
  connection: DatabaseSync,
  catalog: () => readonly CatalogSeries[],
): ReadMetrics {
  return (query, checkpoint) => {
    const plan = planMetrics(query)
    const groups = groupSeries(matchingSeries(catalog(), query), plan.groupBy)
    const tellParts = createTell(plan, createScan(connection, plan.sources, checkpoint))
    return answer(rank(groups, plan, tellParts), plan, tellParts)
  }
}

function matchingSeries(all: readonly CatalogSeries[], query: MetricsQuery): CatalogSeries[] {
  const matches = createTagMatch(query.where)
  const wanted = query.category ?? 'metric'
  return all.filter(
    ({ measurement, category, tags }) =>
      measurement === query.measurement && category === wanted && matches(tags),
  )
}

function groupSeries(series: readonly CatalogSeries[], groupBy: readonly string[]): Group[] {
  const groups = new Map<string, { readonly tags: Group['tags']; readonly series: number[] }>()
  for (const { id, tags } of series) {
    const key = groupBy.map((tag) => keyPart(tagOf(tags, tag))).join('')
    const known = groups.get(key)
    if (known !== undefined) known.series.push(id)
    else groups.set(key, { tags: onlyTags(tags, groupBy), series: [id] })
  }
  return [...groups.values()]
}

/** Told apart whatever is in the values, and a missing value from an empty one. */
function keyPart(value: string | undefined): string {
  return value === undefined ? '-' : `${value.length}:${value}`
}

function onlyTags(tags: Group['tags'], names: readonly string[]): Group['tags'] {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = tagOf(tags, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

type TellParts = (parts: readonly (readonly number[])[], window: Window) => Told[]

/** The values of parts of the series, column by column. */
function createTell({ values }: MetricsPlan, scan: Scan): TellParts {
  return (parts, window) => {
    const assignment = new Map(parts.flatMap((series, part) => series.map((id) => [id, part] as const)))
    const { accumulators, series } = scan({ window, assignment, groups: parts.length })
    const sourceValues = (from: number, to: number): Values =>
      accumulators.map((accumulator) => accumulator.value(from, to))
    return parts.map((_, part) => {
      const first = part * window.steps
      const total = sourceValues(first, first + window.steps)
      const bySteps = Array.from({ length: window.steps }, (_, at) =>
        sourceValues(first + at, first + at + 1),
      )
      return {
        series: series[part] ?? 0,
        values: values.map((column) => bySteps.map((each) => column(each) ?? null)),
        totals: values.map((column) => column(total) ?? null),
      }
    })
  }
}

/** Where all groups can be shown their order follows from the answer; else their totals are read first. */
function rank(groups: readonly Group[], plan: MetricsPlan, tellParts: TellParts): Ranked {
  const { top, window } = plan
  if (groups.length <= top.count) return { shown: groups, others: [] }
  const whole = { ...window, step: window.to - window.from, steps: 1 }
  const told = tellParts(groups.map(seriesOf), whole)
  const ranked = inOrder(
    groups.map((group, at) => ({ group, told: told[at] as Told })),
    top,
  )
  const ordered = ranked.map(({ group }) => group)
  return { shown: ordered.slice(0, top.count), others: ordered.slice(top.count) }
}

function answer({ shown, others }: Ranked, plan: MetricsPlan, tellParts: TellParts): MetricsResult {
  const { window, columns, top } = plan
  const rest = others.flatMap(seriesOf)
  const parts = [...shown.map(seriesOf), ...(others.length === 0 ? [] : [rest])]
  const told = tellParts(parts, window)
  const groups = inOrder(
    shown.map((group, at) => ({ group, told: told[at] as Told })),
    top,
  )
  const ofRest = told[shown.length]
  return {
    from: window.from,
    to: window.to,
    step: window.step,
    times: Array.from({ length: window.steps }, (_, at) => window.from + at * window.step),
    columns,
    groups: groups.map(({ group, told }) => ({ tags: group.tags, ...told })),
    ...(ofRest === undefined ? {} : { rest: { ...ofRest, groups: others.length } }),
  }
}

function seriesOf({ series }: Group): readonly number[] {
  return series
}

/** Those with a value, by the total of one column; equal ones stay in the order of their first series. */
function inOrder<T extends { readonly told: Told }>(
  all: readonly T[],
  { column, order }: MetricsPlan['top'],
): T[] {
  const sign = order === 'highest' ? -1 : 1
  const totalOf = ({ told }: T): number | null => told.totals[column] ?? null
  return all
    .filter(({ told }) => told.totals.some((total) => total !== null))
    .sort((a, b) => compareTotals(totalOf(a), totalOf(b), sign))
}

function compareTotals(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return sign * (a - b)
}
