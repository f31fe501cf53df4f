import { hashText } from '../hash.ts'
import type { Place, SimFunction } from '../lambda/functions.ts'
import { type MappingSource, mappingsOf } from '../lambda/mappings.ts'
import { COMMON_METRICS, type FunctionMetric } from '../lambda/metric-names.ts'
import { callsIn, lastStart, type Traffic } from '../lambda/traffic.ts'
import { AccountRuns } from './account-runs.ts'
import { evenTraffic, eventMinutes } from './event-minutes.ts'
import { FUNCTION_METRICS, type FunctionMinute, RUN_METRICS, type RunFigures } from './lambda-metrics.ts'
import { ACCOUNT_METRICS, type EventMinute, MAPPING_METRICS, type MappingMetric } from './other-metrics.ts'
import { type Part, seenRuns } from './seen-runs.ts'
import { createSeries, type Dimension, type Metric, type Series } from './series.ts'
import { shareSeen } from './view.ts'

const LAMBDA = 'AWS/Lambda'
const MAPPING_KINDS: Readonly<Record<MappingSource, readonly MappingMetric[]>> = {
  kinesis: [],
  dynamodb: [],
  kafka: ['ProvisionedPollers'],
  'self-managed-kafka': [],
  sqs: ['DeletedEventCount'],
}
const MAPPING_COMMON: readonly MappingMetric[] = [
  'PolledEventCount',
  'FilteredOutEventCount',
  'InvokedEventCount',
  'FailedInvokeEventCount',
  'DroppedEventCount',
  'OnFailureDestinationDeliveredEventCount',
]

type FunctionMetrics = ReadonlyMap<string, Metric<FunctionMinute>>

/** The function with all its runs, then those without an alias, those of each alias, and of each version behind it. */
export function functionSeries(fn: SimFunction, everyMetric: boolean): readonly Series[] {
  if (fn.traffic.shape === 'idle') return []
  const names = metricNames(fn, everyMetric)
  const metrics: FunctionMetrics = new Map(names.map((name) => [name, FUNCTION_METRICS[name]]))
  const unqualified = fn.aliases.length === 0 ? undefined : { from: 0, to: 1 }
  return [
    runSeries(fn, metrics, undefined),
    runSeries(fn, metrics, unqualified, { Name: 'Resource', Value: fn.name }),
    ...aliasSeries(fn, metrics),
  ]
}

/** What never runs has nothing but throttles. */
function metricNames({ traffic, archetype }: SimFunction, everyMetric: boolean): readonly FunctionMetric[] {
  if (traffic.reserved === 0) return ['Throttles']
  if (everyMetric) return Object.keys(FUNCTION_METRICS) as FunctionMetric[]
  return [...COMMON_METRICS, ...archetype.metrics]
}

function aliasSeries(fn: SimFunction, metrics: FunctionMetrics): readonly Series[] {
  let place = 1
  return fn.aliases.flatMap((alias) => {
    const from = place
    const resource: Dimension = { Name: 'Resource', Value: `${fn.name}:${alias.name}` }
    const versions = alias.versions.map(({ version }) => {
      const executed = { Name: 'ExecutedVersion', Value: version }
      place += 1
      return runSeries(fn, metrics, { from: place - 1, to: place }, resource, executed)
    })
    return [runSeries(fn, metrics, { from, to: place }, resource), ...versions]
  })
}

function runSeries(
  fn: SimFunction,
  metrics: FunctionMetrics,
  part: Part | undefined,
  ...more: readonly Dimension[]
): Series {
  return createSeries<FunctionMinute>({
    namespace: LAMBDA,
    dimensions: [{ Name: 'FunctionName', Value: fn.name }, ...more],
    metrics,
    minuteOf(minute, view) {
      const seen = shareSeen(minute, view)
      return seen === 0 ? undefined : { fn, minute, runs: seenRuns(fn, part, minute, view), seen }
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

/** The event source mappings of a function whose owner asked for the metric group EventCount. */
export function mappingSeries(fn: SimFunction): readonly Series[] {
  return mappingsOf(fn)
    .filter(({ metricGroups }) => metricGroups.includes('EventCount'))
    .map(({ uuid, source }) =>
      createSeries<EventMinute>({
        namespace: LAMBDA,
        dimensions: [{ Name: 'EventSourceMappingUUID', Value: uuid }],
        metrics: new Map(
          [...MAPPING_COMMON, ...MAPPING_KINDS[source]].map((name) => [name, MAPPING_METRICS[name]]),
        ),
        minuteOf: eventMinutes(fn.traffic),
      }),
    )
}

type AccountMinute = EventMinute & { readonly runs: RunFigures }

/** The region as a whole. */
export function accountSeries(place: Place, functions: readonly SimFunction[]): Series {
  const hash = hashText(`${place.seed}/${place.account}/${place.region}/account`)
  const rate = functions.reduce((sum, { traffic }) => sum + busy(traffic), 0)
  const events = eventMinutes(evenTraffic(hash, Math.max(2, rate)))
  const runs = new AccountRuns(functions)
  return createSeries<AccountMinute>({
    namespace: LAMBDA,
    dimensions: [],
    metrics: new Map<string, Metric<AccountMinute>>(Object.entries({ ...RUN_METRICS, ...ACCOUNT_METRICS })),
    minuteOf(minute, view) {
      const seen = events(minute, view)
      return seen && withRuns(seen, () => runs.figuresOf(minute, view))
    },
  })
}

/** The sum over all functions is only made for metrics that need it. */
function withRuns(minute: EventMinute, figures: () => RunFigures): AccountMinute {
  return Object.defineProperty({ ...minute }, 'runs', { get: figures }) as AccountMinute
}

/** How many instances of a function run at once on average. */
function busy(traffic: Traffic): number {
  return traffic.shape === 'idle' ? 0 : (traffic.rate / traffic.everyMinutes) * (traffic.durationMs / 60_000)
}
