import type { FunctionMetric } from './metric-names.ts'
import type { Traffic } from './traffic.ts'

/** A kind of function: how it is driven, and which metrics it therefore has. */
export interface Archetype {
  readonly kind: string
  /** Name of the first function of the kind, so that a small fleet reads well. */
  readonly firstName: string
  /** How often it occurs in a large fleet, against the sum of all weights. */
  readonly weight: number
  readonly shape: Traffic['shape']
  /** Invocations a minute, lowest and highest; of cron-like functions, at each start. */
  readonly rate: readonly [number, number]
  /** Cron-like functions start each so many minutes. */
  readonly everyMinutes?: readonly number[]
  readonly errorRate?: number
  readonly throttleRate?: number
  readonly slow?: boolean
  /** Runs go on for minutes, up to the longest that Lambda allows. */
  readonly long?: boolean
  /** 0: it may not run at all. */
  readonly reserved?: number
  /** What listens for it, beyond direct invocation. */
  readonly source?: 'kinesis' | 'dynamodb' | 'sqs' | 'kafka'
  readonly deadLetter?: boolean
  readonly url?: boolean
  readonly metrics: readonly FunctionMetric[]
}

const ASYNC: readonly FunctionMetric[] = ['AsyncEventsReceived', 'AsyncEventAge', 'AsyncEventsDropped']

const PROVISIONED: readonly FunctionMetric[] = [
  'ProvisionedConcurrencyInvocations',
  'ProvisionedConcurrencySpilloverInvocations',
  'ProvisionedConcurrentExecutions',
  'ProvisionedConcurrencyUtilization',
]

/** The first functions of a region are of these kinds in this order; later ones are chosen by weight. */
export const ARCHETYPES: readonly Archetype[] = [
  {
    kind: 'web',
    firstName: 'storefront-api-prod',
    weight: 30,
    shape: 'steady',
    rate: [20, 400],
    errorRate: 0.001,
    url: true,
    metrics: ['PostRuntimeExtensionsDuration'],
  },
  {
    kind: 'failing',
    firstName: 'checkoutPayment',
    weight: 2,
    shape: 'steady',
    rate: [20, 120],
    errorRate: 0.15,
    metrics: [],
  },
  {
    kind: 'cron',
    firstName: 'inventory_sync_5min',
    weight: 16,
    shape: 'cron',
    rate: [1, 3],
    everyMinutes: [5, 1, 10, 15, 30, 60],
    errorRate: 0.01,
    metrics: ['AsyncEventsReceived', 'AsyncEventAge'],
  },
  {
    kind: 'throttled',
    firstName: 'search-suggest-prod',
    weight: 1,
    shape: 'steady',
    rate: [150, 600],
    errorRate: 0.002,
    throttleRate: 0.25,
    reserved: 3,
    metrics: [],
  },
  {
    kind: 'slow',
    firstName: 'invoice-pdf-render',
    weight: 1,
    shape: 'steady',
    rate: [4, 30],
    errorRate: 0.06,
    slow: true,
    metrics: [],
  },
  {
    kind: 'async',
    firstName: 'UserSignupMailer',
    weight: 14,
    shape: 'steady',
    rate: [1, 40],
    errorRate: 0.005,
    deadLetter: true,
    metrics: [...ASYNC, 'DeadLetterErrors'],
  },
  {
    kind: 'stream',
    firstName: 'ClickstreamStack-EnrichFn9F3A1B2C-kQ7xYt2LmN0p',
    weight: 5,
    shape: 'steady',
    rate: [10, 90],
    errorRate: 0.002,
    source: 'kinesis',
    metrics: ['IteratorAge', 'OversizedRecordCount', 'DestinationDeliveryFailures'],
  },
  { kind: 'idle', firstName: 'legacy-soap-bridge', weight: 10, shape: 'idle', rate: [0, 0], metrics: [] },
  {
    kind: 'queue',
    firstName: 'order-events-consumer',
    weight: 8,
    shape: 'bursty',
    rate: [5, 60],
    errorRate: 0.003,
    source: 'sqs',
    metrics: [],
  },
  {
    kind: 'bursty',
    firstName: 'webhook-github-receiver',
    weight: 8,
    shape: 'bursty',
    rate: [5, 200],
    errorRate: 0.005,
    url: true,
    metrics: [...ASYNC, 'RecursiveInvocationsDropped'],
  },
  {
    kind: 'provisioned',
    firstName: 'pricing-engine',
    weight: 1,
    shape: 'steady',
    rate: [100, 500],
    errorRate: 0.001,
    metrics: [...PROVISIONED, 'SignatureValidationErrors'],
  },
  {
    kind: 'kafka',
    firstName: 'ledger-kafka-projector',
    weight: 1,
    shape: 'steady',
    rate: [10, 60],
    errorRate: 0.001,
    source: 'kafka',
    metrics: ['OffsetLag'],
  },
  {
    kind: 'daily',
    firstName: 'nightly_cost_report',
    weight: 3,
    shape: 'cron',
    rate: [1, 1],
    everyMinutes: [1440],
    metrics: ['AsyncEventsReceived', 'AsyncEventAge'],
  },
  {
    kind: 'change-stream',
    firstName: '_internal__audit-trail-',
    weight: 2,
    shape: 'steady',
    rate: [2, 20],
    errorRate: 0.002,
    source: 'dynamodb',
    metrics: ['IteratorAge', 'DestinationDeliveryFailures'],
  },
  {
    kind: 'closed',
    firstName: 'refund-worker-paused',
    weight: 1,
    shape: 'steady',
    rate: [1, 20],
    reserved: 0,
    metrics: [],
  },
  {
    kind: 'batch',
    firstName: 'warehouse-etl-loader',
    weight: 1,
    shape: 'cron',
    rate: [1, 4],
    everyMinutes: [10, 15, 20, 30],
    errorRate: 0.02,
    long: true,
    metrics: ['AsyncEventsReceived', 'AsyncEventAge'],
  },
]
