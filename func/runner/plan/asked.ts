/** Takes down what the calls of one rehearsal ask for. */
import {
  type BilledQuery,
  billedMetrics,
  STATISTICS_PER_STREAM_UPDATE,
  STREAMED_STATISTICS,
} from '../../aws/prices.ts'
import { askedBy, type DataRequest } from '../../aws/usage.ts'
import type { Asked, ScopeUse } from './types.ts'

export interface MetricListRequest {
  readonly Namespace?: string
  readonly RecentlyActive?: string
}

type Metric = NonNullable<NonNullable<BilledQuery['MetricStat']>['Metric']>

/** Dimension sets without dimensions: those of the whole account and region. */
const ACCOUNT_WIDE = 'account-wide'

export class AskedRecorder {
  /** Statistics by metric. */
  readonly #metrics = new Map<string, Set<string>>()
  /** The same for each stretch of time in which a metric is asked for. */
  readonly #reads = new Set<string>()
  readonly #sets = new Map<string, string>()
  readonly #scopes = new Map<string, ScopeUse>()
  readonly #billedByName: Record<string, number> = {}
  readonly #values: Record<string, number> = {}

  listed(region: string, { Namespace = '', RecentlyActive }: MetricListRequest): void {
    const known = this.#scope(`${region} ${Namespace}`)
    this.#scopes.set(`${region} ${Namespace}`, {
      ...known,
      isWide: known.isWide && RecentlyActive === undefined,
    })
  }

  asked(region: string, request: DataRequest): void {
    const queries = request.MetricDataQueries ?? []
    const { values } = askedBy('cloudwatch:GetMetricData', request)
    this.#values[region] = (this.#values[region] ?? 0) + values
    const window = `${request.StartTime?.getTime()} ${request.EndTime?.getTime()}`
    for (const query of queries) this.#note(region, query, window)
    for (const [scope, asked] of Map.groupBy(queries, (query) => `${region} ${metricOf(query).Namespace}`)) {
      this.#addTo(scope, asked)
    }
    for (const [name, asked] of Map.groupBy(queries, (query) => metricOf(query).MetricName ?? '')) {
      this.#billedByName[name] = (this.#billedByName[name] ?? 0) + billedMetrics(asked)
    }
  }

  snapshot(): Asked {
    const statistics = [...this.#metrics.values()]
    return {
      scopes: Object.fromEntries(this.#scopes),
      metrics: this.#metrics.size,
      billedAtFiveStatistics: this.#reads.size,
      streamUpdates: statistics.reduce((sum, names) => sum + updatesOf(names), 0),
      sets: countOf(this.#sets.values()),
      billedByName: this.#billedByName,
      values: this.#values,
    }
  }

  #note(region: string, query: BilledQuery, window: string): void {
    const { Namespace, MetricName, Dimensions = [] } = metricOf(query)
    const set = JSON.stringify([region, query.AccountId, Namespace, Dimensions])
    const metric = `${MetricName} ${set}`
    this.#reads.add(`${metric} ${window}`)
    this.#sets.set(set, Dimensions.map(({ Name }) => Name).join(' + ') || ACCOUNT_WIDE)
    const statistics = this.#metrics.get(metric) ?? new Set()
    this.#metrics.set(metric, statistics.add(query.MetricStat?.Stat ?? ''))
  }

  #addTo(scope: string, queries: readonly BilledQuery[]): void {
    const known = this.#scope(scope)
    this.#scopes.set(scope, {
      requests: known.requests + 1,
      queries: known.queries + queries.length,
      billedMetrics: known.billedMetrics + billedMetrics(queries),
      isWide: known.isWide,
    })
  }

  #scope(scope: string): ScopeUse {
    return this.#scopes.get(scope) ?? { requests: 0, queries: 0, billedMetrics: 0, isWide: true }
  }
}

function metricOf({ MetricStat }: BilledQuery): Metric {
  return MetricStat?.Metric ?? {}
}

function updatesOf(statistics: ReadonlySet<string>): number {
  const further = [...statistics].filter((name) => !STREAMED_STATISTICS.includes(name)).length
  return 1 + Math.ceil(further / STATISTICS_PER_STREAM_UPDATE)
}

function countOf(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
