import { DAY_MS, MINUTE_MS } from '../../time.ts'
import { hex, pick, unit, uuid } from '../hash.ts'
import { partitionOf } from '../regions.ts'
import { AwsTime } from '../wire/aws-time.ts'
import { CREATION_MS, functionCreatedMs } from './deploys.ts'
import type { SimFunction } from './functions.ts'

export type MappingSource = 'kinesis' | 'dynamodb' | 'sqs' | 'kafka' | 'self-managed-kafka'

export type MappingState =
  | 'Creating'
  | 'Enabling'
  | 'Enabled'
  | 'Disabling'
  | 'Disabled'
  | 'Updating'
  | 'Deleting'

/** Reads a stream or a queue, and invokes a function or one of its aliases. */
export interface SimMapping {
  readonly uuid: string
  readonly fn: SimFunction
  readonly source: MappingSource
  /** Missing for a cluster that is not AWS's own. */
  readonly sourceArn: string | undefined
  /** Of the function, or of its alias. */
  readonly functionArn: string
  /** Groups of metrics that its owner asked for. */
  readonly metricGroups: readonly string[]
  /** It was switched off long ago. */
  readonly idle: boolean
  readonly seed: number
}

const SALT = { uuid: 90, id: 83, second: 305, gap: 306, time: 307, change: 308, topic: 309, metrics: 91 }

/** The mappings of a function, the one that drives it first. */
export function mappingsOf(fn: SimFunction): readonly SimMapping[] {
  const { source } = fn.archetype
  const first =
    source === undefined
      ? []
      : [makeMapping(fn, 0, { source, hasMetrics: unit(fn.traffic.hash, SALT.metrics) < 0.75 })]
  return [...first, ...furtherMappings(fn)]
}

function furtherMappings(fn: SimFunction): readonly SimMapping[] {
  const [alias] = fn.aliases
  const hasMetrics = true
  const isOften = fn.name === fn.archetype.firstName || unit(fn.traffic.hash, SALT.second) < 0.3
  if (fn.kind === 'kafka') return [makeMapping(fn, 1, { source: 'self-managed-kafka', hasMetrics })]
  if (fn.kind === 'provisioned' && alias !== undefined) {
    return [makeMapping(fn, 1, { source: 'sqs', qualifier: alias.name, hasMetrics })]
  }
  if (fn.kind === 'queue' && isOften) return [makeMapping(fn, 1, { source: 'sqs', idle: true, hasMetrics })]
  return fn.kind === 'stream' && isOften ? [makeMapping(fn, 1, { source: 'kinesis', hasMetrics })] : []
}

interface MappingPlan {
  readonly source: MappingSource
  readonly qualifier?: string
  readonly idle?: boolean
  readonly hasMetrics?: boolean
}

function makeMapping(fn: SimFunction, index: number, plan: MappingPlan): SimMapping {
  const { source, qualifier, idle = false, hasMetrics = false } = plan
  const seed = fn.traffic.hash
  return {
    ...{ fn, source, idle, seed: seed + index },
    uuid: uuid(seed, SALT.uuid + index * 1000),
    sourceArn: sourceArn(fn, source, index),
    functionArn: qualifier === undefined ? fn.arn : `${fn.arn}:${qualifier}`,
    metricGroups: hasMetrics ? metricGroupsOf(source) : [],
  }
}

/** All that there are for a source. */
function metricGroupsOf(source: MappingSource): readonly string[] {
  return source.endsWith('kafka') ? ['EventCount', 'ErrorCount', 'KafkaMetrics'] : ['EventCount']
}

function sourceArn(fn: SimFunction, source: MappingSource, index: number): string | undefined {
  const place = `${fn.region}:${fn.account}`
  const prefix = `arn:${partitionOf(fn.region)}`
  const id = hex(fn.traffic.hash + index, SALT.id, 8)
  switch (source) {
    case 'kinesis':
      return `${prefix}:kinesis:${place}:stream/clicks-${id}`
    case 'sqs':
      return `${prefix}:sqs:${place}:${index === 0 ? 'order-events' : 'audit.fifo'}`
    case 'kafka':
      return `${prefix}:kafka:${place}:cluster/ledger/${id}`
    case 'dynamodb':
      return `${prefix}:dynamodb:${place}:table/accounts-${id}/stream/2024-05-01T00:00:00.000`
    case 'self-managed-kafka':
      return undefined
  }
}

/** How a mapping is at a time, and since when. */
export interface MappingMoment {
  readonly state: MappingState
  readonly sinceMs: number
}

/** Each change of a mapping as states with how long they last; the last one stays. */
const CHANGES: readonly (readonly (readonly [MappingState, number])[])[] = [
  [
    ['Updating', 2],
    ['Enabled', Number.POSITIVE_INFINITY],
  ],
  [
    ['Disabling', 1],
    ['Disabled', 40],
    ['Enabling', 2],
    ['Enabled', Number.POSITIVE_INFINITY],
  ],
]

/** Now and then somebody changes it, or switches it off for a while. */
export function mappingAt(mapping: SimMapping, ms: number): MappingMoment {
  const { fn, seed } = mapping
  const bornMs = functionCreatedMs(fn, ms)
  const { life } = fn.traffic
  if (life !== undefined && ms >= bornMs + (life.lastsMinutes - 1) * MINUTE_MS) {
    return { state: 'Deleting', sinceMs: bornMs + (life.lastsMinutes - 1) * MINUTE_MS }
  }
  if (ms < bornMs + CREATION_MS) return { state: 'Creating', sinceMs: bornMs }
  const born: MappingMoment = { state: mapping.idle ? 'Disabled' : 'Enabled', sinceMs: bornMs + CREATION_MS }
  if (mapping.idle || life !== undefined) return born
  const gapMs = Math.floor((1 + 20 * unit(seed, SALT.gap)) * DAY_MS)
  const window = Math.floor((ms - bornMs) / gapMs)
  const startOf = (number: number) =>
    bornMs + number * gapMs + Math.floor(unit(seed, number, SALT.time) * gapMs * 0.9)
  const number = startOf(window) <= ms ? window : window - 1
  return number < 1 ? born : within(pick(CHANGES, seed, number, SALT.change), startOf(number), ms)
}

function within(change: (typeof CHANGES)[number], startMs: number, ms: number): MappingMoment {
  let sinceMs = startMs
  for (const [state, minutes] of change) {
    if (ms < sinceMs + minutes * MINUTE_MS) return { state, sinceMs }
    sinceMs += minutes * MINUTE_MS
  }
  return { state: 'Enabled', sinceMs }
}

const TOPIC = 'ledger-entries'

/** In the form of the wire. */
export function describedMapping(mapping: SimMapping, ms: number): Record<string, unknown> {
  const { fn, source, seed } = mapping
  const { state, sinceMs } = mappingAt(mapping, ms)
  const place = `arn:${partitionOf(fn.region)}:lambda:${fn.region}:${fn.account}`
  const isStream = source === 'kinesis' || source === 'dynamodb'
  return {
    UUID: mapping.uuid,
    ...(mapping.sourceArn === undefined ? {} : { EventSourceArn: mapping.sourceArn }),
    EventSourceMappingArn: `${place}:event-source-mapping:${mapping.uuid}`,
    FunctionArn: mapping.functionArn,
    BatchSize: source === 'sqs' ? 10 : 100,
    MaximumBatchingWindowInSeconds: 0,
    LastModified: new AwsTime(sinceMs),
    State: state,
    StateTransitionReason: 'USER_INITIATED',
    ...(isStream ? streamSettings(mapping, state) : {}),
    ...(source === 'sqs' ? queueSettings(seed) : {}),
    ...(source.endsWith('kafka') ? kafkaSettings(mapping) : {}),
    ...(mapping.metricGroups.length === 0 ? {} : { MetricsConfig: { Metrics: mapping.metricGroups } }),
  }
}

function streamSettings({ seed }: SimMapping, state: MappingState): Record<string, unknown> {
  return {
    StartingPosition: 'LATEST',
    ParallelizationFactor: 1,
    BisectBatchOnFunctionError: false,
    MaximumRecordAgeInSeconds: -1,
    MaximumRetryAttempts: -1,
    TumblingWindowInSeconds: 0,
    LastProcessingResult:
      state === 'Enabled'
        ? pick(['OK', 'OK', 'PROBLEM: Function call failed'], seed, SALT.topic)
        : 'No records processed',
    DestinationConfig: { OnFailure: {} },
    FunctionResponseTypes: [],
  }
}

function queueSettings(seed: number): Record<string, unknown> {
  const capped = unit(seed, SALT.topic) < 0.3 ? { ScalingConfig: { MaximumConcurrency: 5 } } : {}
  return { FunctionResponseTypes: ['ReportBatchItemFailures'], ...capped }
}

function kafkaSettings({ fn, source }: SimMapping): Record<string, unknown> {
  const ConsumerGroupId = `${fn.name}-${hex(fn.traffic.hash, SALT.id, 6)}`
  if (source === 'kafka') {
    return {
      ...{
        StartingPosition: 'TRIM_HORIZON',
        Topics: [TOPIC],
        ProvisionedPollerConfig: { MinimumPollers: 2 },
      },
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId },
    }
  }
  return {
    ...{ StartingPosition: 'LATEST', Topics: [TOPIC] },
    SelfManagedEventSource: {
      Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ['kafka-1.example.com:9096', 'kafka-2.example.com:9096'] },
    },
    SourceAccessConfigurations: [
      {
        Type: 'SASL_SCRAM_512_AUTH',
        URI: `arn:${partitionOf(fn.region)}:secretsmanager:${fn.region}:${fn.account}:secret:ledger-kafka`,
      },
    ],
    SelfManagedKafkaEventSourceConfig: { ConsumerGroupId },
  }
}
