/**
 * Packs metrics into GetMetricData requests. Pure. A dimension set's metrics travel together, so that whole
 * points come out of one answer, and up to five statistics of a metric are never parted: AWS bills them as one
 * metric only within one request.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { MetricSet } from './types.ts'

export interface PlannedQuery {
  readonly set: MetricSet
  readonly metric: string
  readonly statistic: string
}

export interface RequestLimits {
  readonly queries: number
  /** Values of all queries together; AWS answers more in further pages. */
  readonly values: number
  /** Of the JSON body; AWS refuses more than 614,400. */
  readonly bytes: number
}

export const AWS_LIMITS: RequestLimits = { queries: 500, values: 100_800, bytes: 600_000 }
/** Statistics of one metric that AWS bills as one within a request. */
export const BILLED_TOGETHER = 5
const ENVELOPE_BYTES = 500

export interface PlanOptions {
  readonly namespace: string
  /** Seconds. */
  readonly period: number
  readonly valuesPerQuery: number
  readonly statisticsOf: (metric: string) => readonly string[]
  readonly limits?: RequestLimits
}

/** Statistics of one metric that stay together. */
interface Atom {
  readonly queries: readonly PlannedQuery[]
  readonly bytes: number
}

/** The requests for all metrics of all sets, made one at a time as they are asked for. */
export function* planRequests(sets: Iterable<MetricSet>, options: PlanOptions): Generator<PlannedQuery[]> {
  const limits = options.limits ?? AWS_LIMITS
  const room = Math.min(limits.queries, Math.floor(limits.values / Math.max(1, options.valuesPerQuery)))
  let request: PlannedQuery[] = []
  let bytes = ENVELOPE_BYTES
  const fits = (atoms: readonly Atom[], used = request.length, usedBytes = bytes) =>
    used + sum(atoms, ({ queries }) => queries.length) <= room &&
    usedBytes + sum(atoms, (atom) => atom.bytes) <= limits.bytes
  for (const set of sets) {
    const atoms = atomsOf(set, options)
    const wholeSetHelps = fits(atoms, 0, ENVELOPE_BYTES)
    for (const [index, atom] of atoms.entries()) {
      const mustFit = index === 0 && wholeSetHelps ? atoms : [atom]
      if (request.length > 0 && !fits(mustFit)) {
        yield request
        request = []
        bytes = ENVELOPE_BYTES
      }
      request.push(...atom.queries)
      bytes += atom.bytes
    }
  }
  if (request.length > 0) yield request
}

function atomsOf(set: MetricSet, options: PlanOptions): Atom[] {
  return set.metrics.flatMap((metric) =>
    chunks(options.statisticsOf(metric), BILLED_TOGETHER).map((statistics) => {
      const queries = statistics.map((statistic) => ({ set, metric, statistic }))
      return { queries, bytes: sum(queries, (query) => queryBytes(query, options)) }
    }),
  )
}

function queryBytes(query: PlannedQuery, { namespace, period }: PlanOptions): number {
  // The comma between two queries, and ids of up to three digits.
  return Buffer.byteLength(JSON.stringify(toMetricDataQuery(query, 999, namespace, period))) + 1
}

/** The id tells the place within the request. */
export function toMetricDataQuery(
  query: PlannedQuery,
  index: number,
  namespace: string,
  period: number,
): MetricDataQuery {
  const Dimensions = query.set.dimensions.map(({ name, value }) => ({ Name: name, Value: value }))
  return {
    Id: `q${index}`,
    ...(query.set.account === undefined ? {} : { AccountId: query.set.account }),
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: query.metric, Dimensions },
      Period: period,
      Stat: query.statistic,
    },
  }
}

/** The place of a query within its request; undefined for an id that we did not give. */
export function indexOfId(id: string | undefined): number | undefined {
  const digits = /^q(\d+)$/.exec(id ?? '')?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Queries in all, and metrics that AWS bills for them: up to five statistics of one metric are one. */
export function countQueries(
  sets: readonly MetricSet[],
  statisticsOf: PlanOptions['statisticsOf'],
): { queries: number; billed: number } {
  const counts = sets.flatMap(({ metrics }) => metrics.map((metric) => statisticsOf(metric).length))
  return {
    queries: sum(counts, (count) => count),
    billed: sum(counts, (count) => Math.ceil(count / BILLED_TOGETHER)),
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
