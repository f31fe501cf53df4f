/** Answers metrics queries: groups series by tags, ranks the groups, and merges all but the first into the rest. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Layout } from './hour-folds.ts'
import { type MetricsPlan, planMetrics } from './metrics-plan.ts'
import { createOpenScan, type Scan } from './metrics-scan.ts'
import type { SeriesCatalog } from './series-catalog.ts'
import { createScopes, regroup, type Scope } from './series-scopes.ts'
import type { MetricsGroup, MetricsQuery, MetricsResult } from './types.ts'

type Values = readonly (number | undefined)[]
type Told = Omit<MetricsGroup, 'tags'>

/** Places of groups in the scope. */
interface Ranked {
  /** Those to tell one by one. */
  readonly shown: readonly number[]
  /** Number of those to tell as one. */
  readonly others: number
  /** Those to leave out: they have values, but none in any column. */
  readonly odd: readonly number[]
}

export type ReadMetrics = (query: MetricsQuery, checkpoint: () => void) => MetricsResult

export function createMetricsReader(connection: DatabaseSync, catalog: SeriesCatalog): ReadMetrics {
  const findScope = createScopes(catalog)
  const openScan = createOpenScan(connection)
  return (query, checkpoint) => {
    const plan = planMetrics(query)
    const scope = findScope(query)
    const scan = openScan(plan.sources, checkpoint)
    return answer(scope, rank(scope, plan, scan), plan, scan)
  }
}

/** Where all groups can be shown their order follows from the answer; else their totals are read first. */
function rank(scope: Scope, plan: MetricsPlan, scan: Scan): Ranked {
  const { top, window } = plan
  const all = scope.groups.map((_, place) => place)
  if (all.length <= top.count) return { shown: all, others: 0, odd: [] }
  const whole = { ...window, step: window.to - window.from, steps: 1 }
  const { accumulators } = scan(whole, layOut(scope))
  const values: (number | undefined)[] = []
  const ranks: (number | null)[] = []
  const withValue: number[] = []
  const odd: number[] = []
  for (const place of all) {
    for (const [at, accumulator] of accumulators.entries()) values[at] = accumulator.value(place, place + 1)
    ranks.push(plan.values[top.column]?.(values) ?? null)
    if (plan.values.some((column) => column(values) !== undefined)) withValue.push(place)
    else if (values.some((value) => value !== undefined)) odd.push(place)
  }
  const ranked = withValue.sort(byRank((place) => ranks[place] ?? null, top))
  return { shown: ranked.slice(0, top.count), others: Math.max(0, ranked.length - top.count), odd }
}

/** Each group by itself. */
function layOut({ id, groups, members }: Scope): Layout {
  return { key: String(id), targets: groups.length, members }
}

/** The groups shown, and all others as the last one. */
function layOutRanked(scope: Scope, { shown, odd }: Ranked): Layout {
  if (shown.length === scope.groups.length) return layOut(scope)
  const targets = new Map(shown.map((place, target) => [place, target]))
  for (const place of odd) targets.set(place, -1)
  const members = regroup(scope.members, (place) => targets.get(place) ?? shown.length)
  const digest = createHash('sha256')
    .update(JSON.stringify([shown, odd]))
    .digest('base64')
  return { key: `${scope.id} ${digest}`, targets: shown.length + 1, members }
}

function answer(scope: Scope, ranked: Ranked, plan: MetricsPlan, scan: Scan): MetricsResult {
  const { window, columns, top } = plan
  const { shown, others } = ranked
  const told = tellTargets(layOutRanked(scope, ranked), plan, scan)
  const groups = shown
    .map((place, at) => ({ tags: scope.groups[place] ?? {}, ...(told[at] as Told) }))
    .filter(({ totals }) => totals.some((total) => total !== null))
    .sort(byRank(({ totals }) => totals[top.column] ?? null, top))
  const rest = others === 0 ? undefined : told[shown.length]
  return {
    from: window.from,
    to: window.to,
    step: window.step,
    times: Array.from({ length: window.steps }, (_, at) => window.from + at * window.step),
    columns,
    groups,
    ...(rest === undefined ? {} : { rest: { ...rest, groups: others } }),
  }
}

/** The values of each target, column by column. */
function tellTargets(layout: Layout, { values, window }: MetricsPlan, scan: Scan): Told[] {
  const { accumulators, series } = scan(window, layout)
  const sourceValues = (from: number, to: number): Values =>
    accumulators.map((accumulator) => accumulator.value(from, to))
  return Array.from({ length: layout.targets }, (_, target) => {
    const first = target * window.steps
    const total = sourceValues(first, first + window.steps)
    const bySteps = Array.from({ length: window.steps }, (_, at) => sourceValues(first + at, first + at + 1))
    return {
      series: series[target] ?? 0,
      values: values.map((column) => bySteps.map((each) => column(each) ?? null)),
      totals: values.map((column) => column(total) ?? null),
    }
  })
}

/** By the total of one column, those without it last; equal ones stay in the order of their first series. */
function byRank<T>(rankOf: (each: T) => number | null, { order }: MetricsPlan['top']) {
  const sign = order === 'highest' ? -1 : 1
  return (one: T, other: T): number => {
    const a = rankOf(one)
    const b = rankOf(other)
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return sign * (a - b)
  }
}
