import { MINUTE_MS } from '../time.ts'
import { type Dimension, seriesKey } from './cloudwatch/series.ts'
import { parseStatistic } from './cloudwatch/statistics.ts'
import { type Fleet, type FleetOptions, makeFleet } from './fleet.ts'
import { changesBetween, type FunctionChange } from './lambda/changes.ts'
import type { SimFunction } from './lambda/functions.ts'
import { isThere } from './lambda/life.ts'
import { type LogRange, type LogTruth, logTruthOf } from './logs/log-truth.ts'

/** The account whose keys are the simulator's own. */
export const ACCOUNT_ID = '123456789012'

export interface OracleOptions extends FleetOptions {
  readonly seed: number
  /** @default '123456789012' */
  readonly accountId?: string
  /** For `value` with `asOfMs`: minutes until a minute's values are final. @default 0 */
  readonly lateMinutes?: number
}

export interface MetricIdentity {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

/** Knows every answer of a simulated account, without a server. */
export interface Oracle {
  /** The functions that stay; at a time, all that ListFunctions lists then. */
  functions(region: string, atMs?: number): readonly SimFunction[]
  /** What happened to functions from one time up to before another, oldest first. Milliseconds since the epoch. */
  changes(
    region: string,
    range: { readonly startMs: number; readonly endMs: number },
  ): readonly FunctionChange[]
  /** Every metric that there ever is; at a time, what ListMetrics lists then. @param atMs milliseconds since the epoch */
  metrics(region: string, namespace: string, atMs?: number): readonly MetricIdentity[]
  /**
   * @param statistic as CloudWatch spells it, e.g. `Sum`, `p95`
   * @param periodStartMs milliseconds since the epoch, a multiple of the period
   * @param periodSeconds 60, 300, 3600, …
   * @param asOfMs look at this time; without it the final value
   * @returns undefined if there is no data, or no such metric or statistic
   */
  value(
    region: string,
    metric: MetricIdentity,
    statistic: string,
    periodStartMs: number,
    periodSeconds: number,
    asOfMs?: number,
  ): number | undefined
  /** Every invocation of a range and what it printed as custom metrics: what the log groups show, and must be made of them. */
  logTruth(region: string, range: LogRange): LogTruth
  /** The same for another account, as an assumed role sees it. */
  forAccount(accountId: string): Oracle
}

/** Fleets by account and region, made when first asked for. */
export interface World {
  fleet(account: string, region: string): Fleet
}

export function createWorld(options: OracleOptions): World {
  const fleets = new Map<string, Fleet>()
  return {
    fleet(account, region) {
      const key = `${account}/${region}`
      const known = fleets.get(key) ?? makeFleet({ seed: options.seed, account, region }, options)
      fleets.set(key, known)
      return known
    },
  }
}

export function createOracle(options: OracleOptions): Oracle {
  const late = options.lateMinutes ?? 0
  return oracleOf(createWorld(options), options.accountId ?? ACCOUNT_ID, () => late)
}

/** @param lateMinutes how late values are in a region, for looks at a given time */
export function oracleOf(world: World, account: string, lateMinutes: (region: string) => number): Oracle {
  return {
    functions(region, atMs) {
      const { functions } = world.fleet(account, region)
      return functions.filter(({ traffic: { life } }) =>
        atMs === undefined ? life === undefined : isThere(life, Math.floor(atMs / MINUTE_MS)),
      )
    },
    changes: (region, { startMs, endMs }) =>
      changesBetween(world.fleet(account, region).functions, startMs, endMs),
    metrics(region, namespace, atMs) {
      const view = atMs === undefined ? undefined : { asOfMs: atMs, lateMinutes: lateMinutes(region) }
      return world
        .fleet(account, region)
        .rows.filter((row) => row.namespace === namespace && (view === undefined || row.isListed(view)))
        .map(identityOf)
    },
    value(region, metric, statistic, startMs, seconds, asOfMs) {
      const series = world.fleet(account, region).series.get(seriesKey(metric.namespace, metric.dimensions))
      const view = { asOfMs: asOfMs ?? Number.POSITIVE_INFINITY, lateMinutes: lateMinutes(region) }
      const period = { startMs, endMs: startMs + seconds * 1000 }
      const samples = series?.look(view).samples(metric.name, period)
      return samples && parseStatistic(statistic)?.(samples)
    },
    logTruth: (region, range) => logTruthOf(world.fleet(account, region), range),
    forAccount: (other) => oracleOf(world, other, lateMinutes),
  }
}

function identityOf(metric: MetricIdentity): MetricIdentity {
  return { namespace: metric.namespace, name: metric.name, dimensions: metric.dimensions }
}
