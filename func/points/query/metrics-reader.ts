/** Answers metrics queries: groups series by tags, ranks the groups, and merges all but the first into the others. */
import type { DatabaseSync } from 'node:sqlite'
import type { MetricsGroup, MetricsQuery, MetricsResult } from '../../model/queries.ts'
import { createGroupShown, type Grouping, groupAll, OTHERS, type Ranked } from './plan/grouping.ts'
import { type MetricsPlan, planMetrics } from './plan/metrics-plan.ts'
import { rankGroups } from './plan/rank-groups.ts'
import type { SeriesCatalog } from './plan/series-catalog.ts'
import { createScopes, type Scope } from './plan/series-scopes.ts'
import { createOpenScan, type Scan } from './scan/metrics-scan.ts'

type TargetValues = Omit<MetricsGroup, 'tags'>

export type ReadMetrics = (query: MetricsQuery, checkpoint: () => void) => MetricsResult

export function createMetricsReader(connection: DatabaseSync, catalog: SeriesCatalog): ReadMetrics {
  const findScope = createScopes(catalog)
  const openScan = createOpenScan(connection)
  const groupShown = createGroupShown()
  return (query, checkpoint) => {
    const plan = planMetrics(query)
    const scope = findScope(query)
    const scan = openScan(plan.sources, checkpoint)
    const ranked = rankGroups(scope, plan, scan)
    const all = ranked.shown.length === scope.groups.length
    const grouping = all ? groupAll(scope) : groupShown(scope, findScope({ ...query, groupBy: [] }), ranked)
    return answer(scope, ranked, plan, readTargets(grouping, plan, scan))
  }
}

function answer(
  scope: Scope,
  { shown, otherGroups }: Ranked,
  plan: MetricsPlan,
  values: readonly TargetValues[],
): MetricsResult {
  const { window, columns, top } = plan
  const first = shown.length === scope.groups.length ? 0 : OTHERS + 1
  const groups = shown
    .map((place, at) => ({ tags: scope.groups[place] ?? {}, ...(values[first + at] as TargetValues) }))
    .filter(({ totals }) => totals.some((total) => total !== null))
    .sort(byRank(({ totals }) => totals[top.column] ?? null, top))
  const others = otherGroups === 0 ? undefined : values[OTHERS]
  return {
    from: window.from,
    to: window.to,
    step: window.step,
    times: Array.from({ length: window.steps }, (_, at) => window.from + at * window.step),
    columns,
    groups,
    ...(others === undefined ? {} : { others: { ...others, groups: otherGroups } }),
  }
}

/** The values of each target, column by column. */
function readTargets(grouping: Grouping, { values, window }: MetricsPlan, scan: Scan): TargetValues[] {
  const { accumulators, series } = scan(window, grouping)
  const bySteps = accumulators.map((accumulator) => accumulator.values(1))
  const totals = accumulators.map((accumulator) => accumulator.values(window.steps))
  return Array.from({ length: grouping.targets }, (_, target) => ({
    series: series[target] ?? 0,
    values: values.map((column) =>
      Array.from({ length: window.steps }, (_, step) =>
        orNull(column(bySteps, target * window.steps + step)),
      ),
    ),
    totals: values.map((column) => orNull(column(totals, target))),
  }))
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
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
