/** Turns values into metric points: one per dimension set and time. Pure. */
import type { Point } from '#func/script.ts'
import type { Values } from './answers.ts'
import type { PlannedQuery } from './queries.ts'
import type { MetricSet, SetIdentity } from './types.ts'

/** `<Metric>_<Statistic>`; what a line-protocol reader would stumble over is replaced: `PR(:10)` → `PR_10`. */
export function fieldName(metric: string, statistic: string): string {
  return `${metric}_${statistic.replace(/[^\w.]+/g, '_').replace(/_+$/, '')}`
}

export interface SetPoints {
  readonly set: MetricSet
  readonly points: readonly Point[]
}

/** @param queries In the order of `values`. */
export function pointsBySet(
  measurement: string,
  queries: readonly PlannedQuery[],
  values: readonly Values[],
): SetPoints[] {
  const fieldsBySet = new Map<MetricSet, Map<number, Record<string, number>>>()
  for (const [index, { set, metric, statistic }] of queries.entries()) {
    const name = fieldName(metric, statistic)
    const byTime = getOrAdd(fieldsBySet, set, () => new Map<number, Record<string, number>>())
    for (const [time, value] of values[index] ?? []) {
      if (Number.isFinite(value))
        getOrAdd<number, Record<string, number>>(byTime, time, () => ({}))[name] = value
    }
  }
  return [...fieldsBySet].map(([set, byTime]) => ({
    set,
    points: [...byTime].map(([timestamp, fields]) => ({ measurement, tags: set.tags, fields, timestamp })),
  }))
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}

/** Statistics for which "nothing happened" is the number 0. */
const ZERO_STATISTICS = ['Sum', 'SampleCount']

/** Adds 0 to the counts of these queries at every time of the window that has no value. */
export function fillZeros(
  queries: readonly PlannedQuery[],
  values: readonly Values[],
  options: {
    readonly isCount: (metric: string) => boolean
    readonly times: readonly number[]
    /** Queries that were not answered: nobody knows whether they are 0. */
    readonly unanswered?: readonly PlannedQuery[]
  },
): Values[] {
  const unanswered = new Set(options.unanswered)
  return values.map((known, index) => {
    const query = queries[index]
    if (query === undefined || unanswered.has(query) || !ZERO_STATISTICS.includes(query.statistic))
      return known
    if (!options.isCount(query.metric)) return known
    return new Map([...options.times.map((time) => [time, 0] as const), ...known])
  })
}

/** Points of 0 for metrics of which CloudWatch knows nothing lately. */
export function zeroPoints(
  measurement: string,
  set: MetricSet,
  options: {
    readonly times: readonly number[]
    readonly statisticsOf: (metric: string) => readonly string[]
  },
): Point[] {
  const names = set.metrics.flatMap((metric) =>
    options
      .statisticsOf(metric)
      .filter((statistic) => ZERO_STATISTICS.includes(statistic))
      .map((statistic) => fieldName(metric, statistic)),
  )
  if (names.length === 0) return []
  const fields = Object.fromEntries(names.map((name) => [name, 0]))
  return options.times.map((timestamp) => ({ measurement, tags: set.tags, fields, timestamp }))
}

/** Tells dimension sets apart, those of linked accounts too. */
export function setKey({ dimensions, account }: SetIdentity): string {
  const pairs = JSON.stringify(dimensions.map(({ name, value }) => [name, value]))
  return account === undefined ? pairs : `${account} ${pairs}`
}
