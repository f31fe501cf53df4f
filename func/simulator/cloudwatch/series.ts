import { hashText, pick, unit } from '../hash.ts'
import { COMMON_METRICS } from '../lambda/archetypes.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { makeFunction, mappingUuid, type Place } from '../lambda/functions.ts'
import type { Traffic } from '../lambda/traffic.ts'
import { partitionOf } from '../regions.ts'
import { FUNCTION_METRICS, type FunctionMetric } from './lambda-metrics.ts'
import { ACCOUNT_METRICS, MAPPING_METRICS, type MappingMetric, QUEUE_METRICS } from './other-metrics.ts'
import type { Metric, Source } from './samples.ts'

export interface Dimension {
  readonly Name: string
  readonly Value: string
}

/** One set of dimensions of one namespace, with the metrics that exist for it. */
export interface Series extends Source {
  readonly namespace: string
  readonly dimensions: readonly Dimension[]
  readonly metrics: ReadonlyMap<string, Metric>
}

/** Finds a series whatever the order of its dimensions. */
export function seriesKey(namespace: string, dimensions: readonly Dimension[]): string {
  const [only, second] = dimensions
  if (only === undefined) return namespace
  if (second === undefined) return `${namespace}\n${only.Name}=${only.Value}`
  const pairs = dimensions.map(({ Name, Value }) => `${Name}=${Value}`)
  return `${namespace}\n${pairs.toSorted().join('\n')}`
}

const LAMBDA = 'AWS/Lambda'
const MAPPING_KINDS = { kinesis: [], dynamodb: [], kafka: ['ProvisionedPollers'], sqs: ['DeletedEventCount'] }
const MAPPING_COMMON = [
  'PolledEventCount',
  'FilteredOutEventCount',
  'InvokedEventCount',
  'FailedInvokeEventCount',
  'DroppedEventCount',
  'OnFailureDestinationDeliveredEventCount',
]

/** The function itself, its aliases, and the versions behind these. */
export function functionSeries(fn: SimFunction, everyMetric: boolean): readonly Series[] {
  if (fn.traffic.shape === 'idle') return []
  const names: readonly FunctionMetric[] = everyMetric
    ? (Object.keys(FUNCTION_METRICS) as FunctionMetric[])
    : [...COMMON_METRICS, ...fn.archetype.metrics]
  const metrics = new Map<string, Metric>(names.map((name) => [name, FUNCTION_METRICS[name]]))
  const named: Dimension = { Name: 'FunctionName', Value: fn.name }
  const make = (share: number, ...more: readonly Dimension[]): Series => ({
    namespace: LAMBDA,
    dimensions: [named, ...more],
    metrics,
    hash: fn.traffic.hash,
    traffic: fn.traffic,
    share,
  })
  const ofAliases = fn.aliases.flatMap((alias) => {
    const resource: Dimension = { Name: 'Resource', Value: `${fn.name}:${alias.name}` }
    const ofVersions = alias.versions.map(({ version, share }) =>
      make(alias.share * share, resource, { Name: 'ExecutedVersion', Value: version }),
    )
    return [make(alias.share, resource), ...ofVersions]
  })
  return [make(1), ...ofAliases]
}

/** The event source mapping of a function, if its owner asked for the metric group EventCount. */
export function mappingSeries(fn: SimFunction): readonly Series[] {
  const source = fn.archetype.source
  if (source === undefined || !hasEventCount(fn)) return []
  const names = [...MAPPING_COMMON, ...MAPPING_KINDS[source]] as MappingMetric[]
  const dimensions = [{ Name: 'EventSourceMappingUUID', Value: mappingUuid(fn) }]
  const metrics = new Map<string, Metric>(names.map((name) => [name, MAPPING_METRICS[name]]))
  return [{ namespace: LAMBDA, dimensions, metrics, hash: fn.traffic.hash, traffic: fn.traffic, share: 1 }]
}

export function hasEventCount(fn: SimFunction): boolean {
  return unit(fn.traffic.hash, 91) < 0.75
}

/** The region as a whole, of a size with its functions. */
export function accountSeries(place: Place, functions: readonly SimFunction[]): Series {
  const hash = hashText(`${place.seed}/${place.account}/${place.region}/account`)
  const rate = functions.reduce((sum, { traffic }) => sum + busy(traffic), 0)
  const traffic = even(hash, Math.max(2, rate))
  const metrics = new Map<string, Metric>(Object.entries(ACCOUNT_METRICS))
  return { namespace: LAMBDA, dimensions: [], metrics, hash, traffic, share: 1 }
}

/** How many instances of a function run at once on average. */
function busy(traffic: Traffic): number {
  return traffic.shape === 'idle' ? 0 : (traffic.rate / traffic.everyMinutes) * (traffic.durationMs / 60_000)
}

export interface SimQueue {
  readonly name: string
  readonly arn: string
}

const QUEUE_NAMES = ['order-events', 'order-events-dlq', 'mail-outbox', 'thumbnail-jobs', 'audit.fifo']

/** One queue for each five functions, at most the five named ones. */
export function makeQueues(place: Place, functionCount: number): readonly SimQueue[] {
  const count = Math.min(QUEUE_NAMES.length, Math.ceil(functionCount / 5))
  return QUEUE_NAMES.slice(0, count).map((name) => ({
    name,
    arn: `arn:${partitionOf(place.region)}:sqs:${place.region}:${place.account}:${name}`,
  }))
}

export function queueSeries(place: Place, queue: SimQueue): Series {
  const hash = hashText(`${place.seed}/${place.account}/${place.region}/queue/${queue.name}`)
  const dimensions = [{ Name: 'QueueName', Value: queue.name }]
  const metrics = new Map<string, Metric>(Object.entries(QUEUE_METRICS))
  const traffic = even(hash, 5 + 100 * unit(hash, 1))
  return { namespace: 'AWS/SQS', dimensions, metrics, hash, traffic, share: 1 }
}

function even(hash: number, rate: number): Traffic {
  return {
    hash,
    shape: 'steady',
    rate,
    everyMinutes: 1,
    offset: 0,
    peakMinute: pick([600, 720, 840], hash, 2),
    swing: 0.4,
    durationMs: 100,
    timeoutMs: 1000,
    errorRate: 0,
    throttleRate: 0,
    slow: false,
    reserved: undefined,
  }
}

/** A function that was deleted: CloudWatch still lists its metrics, Lambda no longer knows it. */
export function deletedFunction(
  place: Place,
  archetype: SimFunction['archetype'],
  index: number,
): SimFunction {
  return makeFunction(place, archetype, `deleted-${index}-${place.region}`)
}
