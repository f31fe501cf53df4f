import { MINUTE_MS } from '../time.ts'
import { accountSeries, functionSeries } from './cloudwatch/lambda-series.ts'
import { mappingSeries } from './cloudwatch/mapping-series.ts'
import { MetricRow } from './cloudwatch/metric-row.ts'
import { makeQueues, queueSeries, type SimQueue } from './cloudwatch/queues.ts'
import { type Series, seriesKey } from './cloudwatch/series.ts'
import { ARCHETYPES, type Archetype } from './lambda/archetypes.ts'
import { makeFunction, makeFunctions, makePassing, type Place, type SimFunction } from './lambda/functions.ts'
import { incidentsOf } from './lambda/incidents.ts'
import type { SimQuery } from './logs/insights/sim-query.ts'
import type { LogOptions } from './logs/log-event.ts'
import { type LogGroup, makeLogGroups } from './logs/log-groups.ts'

/** Everything that one account has in one region. */
export interface Fleet {
  readonly place: Place
  /** Also those that come and go. */
  readonly functions: readonly SimFunction[]
  readonly byName: ReadonlyMap<string, SimFunction>
  readonly queues: readonly SimQueue[]
  readonly series: ReadonlyMap<string, Series>
  readonly rows: readonly MetricRow[]
  /** By name. */
  readonly logGroups: Map<string, LogGroup>
  /** Of Logs Insights, by id. */
  readonly queries: Map<string, SimQuery>
  readonly logOptions: LogOptions
}

export interface FleetOptions {
  /** Functions in each region. */
  readonly functions: number
  /** Every function has all metrics of AWS/Lambda, whatever its kind: for benchmarks. @default false */
  readonly everyMetric?: boolean
  /** Only the first so many functions run all the time, the others once a week. @default all */
  readonly busyFunctions?: number
  /** Times the usual traffic of functions that run on demand. @default 1 */
  readonly trafficScale?: number
  readonly logs?: LogOptions
  /** Things go wrong around this time, see incidents.ts. @default {they do not} */
  readonly incidentsAround?: Date
  /** One more function is created at this time, for the first time, and deleted some hours later. @default none */
  readonly newcomerAt?: Date
}

/** One deleted function for so many living ones. */
const LIVING_FOR_EACH_DELETED = 100

export function makeFleet(place: Place, options: FleetOptions): Fleet {
  const staying = makeFunctions(place, options.functions, options).map((fn) => withIncidents(fn, options))
  const functions = [
    ...staying,
    ...makePassing(place, staying.length, options),
    ...newcomers(place, options.newcomerAt),
  ]
  const deleted = deletedFunctions(place, functions)
  const queues = functions.length === 0 ? [] : makeQueues(place, functions.length)
  const all = [
    ...allSeries(place, functions, deleted, options),
    ...queues.map((queue) => queueSeries(place, queue)),
  ]
  return {
    place,
    functions,
    byName: new Map(functions.map((fn) => [fn.name, fn])),
    queues,
    series: new Map(all.map((series) => [seriesKey(series.namespace, series.dimensions), series])),
    rows: all.flatMap(rowsOf),
    logGroups: makeLogGroups(place, functions, deleted),
    queries: new Map(),
    logOptions: options.logs ?? {},
  }
}

/** Only the first function of a kind has trouble: it is the one with a speaking name. */
function withIncidents(fn: SimFunction, { incidentsAround }: FleetOptions): SimFunction {
  if (incidentsAround === undefined || fn.name !== fn.archetype.firstName) return fn
  const incidents = incidentsOf(fn.kind, Math.floor(incidentsAround.getTime() / MINUTE_MS))
  if (incidents.length === 0) return fn
  return { ...fn, traffic: { ...fn.traffic, incidents } }
}

const NEWCOMER = { lastsMinutes: 6 * 60, everyMinutes: 4000 * 1440 }

function newcomers(place: Place, at: Date | undefined): readonly SimFunction[] {
  if (at === undefined) return []
  const { everyMinutes } = NEWCOMER
  const offset = everyMinutes - (Math.floor(at.getTime() / MINUTE_MS) % everyMinutes)
  const fn = makeFunction(place, ARCHETYPES[0] as Archetype, 'storefront-checkout-v2')
  const life = { ...NEWCOMER, offset, broken: false }
  return [{ ...fn, aliases: [], traffic: { ...fn.traffic, life } }]
}

function allSeries(
  place: Place,
  functions: readonly SimFunction[],
  deleted: readonly SimFunction[],
  options: FleetOptions,
): readonly Series[] {
  if (functions.length === 0) return []
  const known = [...functions, ...deleted]
  return [
    ...known.flatMap((fn) => functionSeries(fn, options.everyMetric === true)),
    ...functions.flatMap(mappingSeries),
    accountSeries(place, functions),
  ]
}

/** Lambda no longer knows them, but CloudWatch still lists their metrics. */
function deletedFunctions(place: Place, living: readonly SimFunction[]): readonly SimFunction[] {
  return Array.from({ length: Math.floor(living.length / LIVING_FOR_EACH_DELETED) }, (_, index) =>
    makeFunction(place, ARCHETYPES[0] as Archetype, `deleted-${index}-${place.region}`),
  )
}

function rowsOf(series: Series): readonly MetricRow[] {
  return Array.from(series.metrics.keys(), (name) => new MetricRow(series, name))
}
