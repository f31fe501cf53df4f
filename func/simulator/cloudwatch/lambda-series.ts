import { hashText } from '../hash.ts'
import type { Place, SimAlias, SimFunction } from '../lambda/functions.ts'
import { COMMON_METRICS, type FunctionMetric } from '../lambda/metric-names.ts'
import { callsIn, lastStart } from '../lambda/traffic.ts'
import { urlsOf } from '../lambda/urls.ts'
import { ACCOUNT_METRICS, type AccountMinute } from './account-metrics.ts'
import { AccountRuns } from './account-runs.ts'
import { FUNCTION_METRICS, type FunctionMinute, RUN_METRICS, URL_METRICS } from './lambda-metrics.ts'
import { type Part, seenRuns } from './seen-runs.ts'
import { createSeries, type Dimension, type Metric, type Series } from './series.ts'
import { shareSeen } from './view.ts'

type FunctionMetrics = ReadonlyMap<string, Metric<FunctionMinute>>

/** Which runs a series of a function counts, and which of them came through its address. */
interface Slice {
  readonly dimensions: readonly Dimension[]
  readonly metrics: FunctionMetrics
  /** All of them when absent. */
  readonly part?: Part | undefined
  readonly urlPart?: Part | undefined
}

const NO_METRICS: FunctionMetrics = new Map()

/** The function with all its runs, then those without an alias, those of each alias, and of each version behind it. */
export function functionSeries(fn: SimFunction, everyMetric: boolean): readonly Series[] {
  if (fn.traffic.shape === 'idle') return []
  const metrics: FunctionMetrics = new Map(
    metricNames(fn, everyMetric).map((name) => [name, FUNCTION_METRICS[name]]),
  )
  const urls = urlsOf(fn).map(({ alias }) => alias)
  const isOne = urls.length === 1
  const whole = { dimensions: [], metrics: urls.length === 0 ? metrics : withUrl(metrics) }
  const slices: readonly Slice[] = [
    isOne ? { ...whole, urlPart: partOf(fn, urls[0]) } : whole,
    { dimensions: [resource(fn.name)], metrics, part: partOf(fn) },
    ...(urls.includes(undefined) ? [latestUrl(fn)] : []),
    ...fn.aliases.flatMap((alias) => aliasSlices(fn, alias, metrics, urls.includes(alias.name))),
  ]
  return slices.map((slice) => runSeries(fn, slice))
}

/** What never runs has nothing but throttles. */
function metricNames({ traffic, archetype }: SimFunction, everyMetric: boolean): readonly FunctionMetric[] {
  if (traffic.reserved === 0) return ['Throttles']
  if (everyMetric) return Object.keys(FUNCTION_METRICS) as FunctionMetric[]
  return [...COMMON_METRICS, ...archetype.metrics]
}

function withUrl(metrics: FunctionMetrics): FunctionMetrics {
  return new Map([...metrics, ...Object.entries(URL_METRICS)])
}

function resource(Value: string): Dimension {
  return { Name: 'Resource', Value }
}

/** The runs of an alias, or those that came without one. */
function partOf({ aliases }: SimFunction, alias?: string): Part | undefined {
  if (aliases.length === 0) return undefined
  let place = 1
  for (const { name, versions } of aliases) {
    if (name === alias) return { from: place, to: place + versions.length }
    place += versions.length
  }
  return { from: 0, to: 1 }
}

/** The address of the unpublished version has a name of its own. */
function latestUrl(fn: SimFunction): Slice {
  return {
    dimensions: [resource(`${fn.name}:$LATEST`)],
    metrics: withUrl(NO_METRICS),
    part: partOf(fn),
    urlPart: partOf(fn),
  }
}

function aliasSlices(
  fn: SimFunction,
  { name, versions }: SimAlias,
  metrics: FunctionMetrics,
  hasUrl: boolean,
): readonly Slice[] {
  const part = partOf(fn, name)
  const named = resource(`${fn.name}:${name}`)
  const whole = { dimensions: [named], metrics: hasUrl ? withUrl(metrics) : metrics, part, urlPart: part }
  const executed = versions.map(({ version }, index) => {
    const from = (part?.from ?? 0) + index
    const dimensions = [named, { Name: 'ExecutedVersion', Value: version }]
    return { dimensions, metrics, part: { from, to: from + 1 } }
  })
  return [whole, ...executed]
}

function runSeries(fn: SimFunction, { dimensions, metrics, part, urlPart }: Slice): Series {
  return createSeries<FunctionMinute>({
    namespace: 'AWS/Lambda',
    dimensions: [{ Name: 'FunctionName', Value: fn.name }, ...dimensions],
    metrics,
    minuteOf(minute, view) {
      const seen = shareSeen(minute, view)
      if (seen === 0) return undefined
      const runs = seenRuns(fn, part, minute, view)
      const viaUrl = urlPart === undefined ? runs : seenRuns(fn, urlPart, minute, view)
      return { fn, minute, runs, viaUrl, seen }
    },
    lastBusyMinute: (name, minute, lowest) => lastBusyMinute(fn, metrics.get(name), minute, lowest),
  })
}

function lastBusyMinute(
  { traffic }: SimFunction,
  metric: Metric<FunctionMinute> | undefined,
  from: number,
  lowest: number,
): number {
  if (metric?.isSteady === true) return from
  for (let minute = from; minute > lowest; minute -= 1) {
    minute = lastStart(traffic, minute)
    if (minute <= lowest) break
    if (metric?.isRareAt?.(traffic.hash, minute) !== true && callsIn(traffic, minute) > 0) return minute
  }
  return lowest
}

/** The region as a whole. */
export function accountSeries(place: Place, functions: readonly SimFunction[]): Series {
  const hash = hashText(`${place.seed}/${place.account}/${place.region}/account`)
  const reserved = functions.reduce((sum, { traffic }) => sum + (traffic.reserved ?? 0), 0)
  const runs = new AccountRuns(functions)
  return createSeries<AccountMinute>({
    namespace: 'AWS/Lambda',
    dimensions: [],
    metrics: new Map<string, Metric<AccountMinute>>(Object.entries({ ...RUN_METRICS, ...ACCOUNT_METRICS })),
    minuteOf(minute, view) {
      const seen = shareSeen(minute, view)
      return seen === 0 ? undefined : { hash, minute, reserved, seen, runs: runs.figuresOf(minute, view) }
    },
  })
}
