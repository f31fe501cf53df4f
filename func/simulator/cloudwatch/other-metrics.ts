import { hash, unit } from '../hash.ts'
import { happened } from '../lambda/traffic.ts'
import { flags, gauge, type Metric, ranged, type Sampler, type Source } from './samples.ts'

const SALT = { filtered: 50, failed: 51, account: 52, claimed: 53, waiting: 54, age: 55, size: 56, polls: 57 }

/** Samples a minute of the account-wide gauges. */
const ACCOUNT_SAMPLES = 60

function accountGauge(salt: number, factor: number): Sampler {
  return (source, minute, seen) => {
    const { invocations } = happened(source.traffic, minute, 1)
    const max = Math.ceil(invocations * factor * (1 + unit(source.hash, minute, salt)))
    const min = Math.floor(max / 3)
    return ranged(Math.floor(ACCOUNT_SAMPLES * seen), seen, { min, max, lean: 0.45, decimals: 0 })
  }
}

/** Metrics of AWS/Lambda without dimensions: the whole region. */
export const ACCOUNT_METRICS = {
  ConcurrentExecutions: { unit: 'Count', at: accountGauge(SALT.account, 1) },
  UnreservedConcurrentExecutions: { unit: 'Count', at: accountGauge(SALT.account, 0.8) },
  ClaimedAccountConcurrency: { unit: 'Count', at: accountGauge(SALT.claimed, 1.2) },
} as const satisfies Record<string, Metric>

const POLLS_A_MINUTE = 6

/** Polling goes on while nothing arrives: then it counts zero, where every other metric says nothing. */
const polled: Sampler = (source, minute, seen) => {
  const count = Math.floor(POLLS_A_MINUTE * seen)
  if (count === 0) return undefined
  const sum = happened(source.traffic, minute, seen).invocations
  if (count === 1) return gauge(sum)
  const fullest = Math.ceil(sum / (count - 1)) + (hash(source.hash, minute, SALT.polls) % 3)
  return { count, sum, min: 0, max: Math.min(sum, fullest) }
}

function events(share: (source: Source, minute: number) => number): Sampler {
  return (source, minute, seen) => {
    const { invocations } = happened(source.traffic, minute, seen)
    const sum = Math.floor(invocations * share(source, minute))
    return invocations === 0 ? undefined : flags(invocations, sum)
  }
}

/** Metrics of AWS/Lambda by EventSourceMappingUUID, for mappings that ask for the group EventCount. */
export const MAPPING_METRICS = {
  PolledEventCount: { unit: 'Count', at: polled },
  FilteredOutEventCount: {
    unit: 'Count',
    at: events((source, minute) => 0.2 * unit(source.hash, minute, SALT.filtered)),
  },
  InvokedEventCount: { unit: 'Count', at: events(() => 0.8) },
  FailedInvokeEventCount: {
    unit: 'Count',
    at: events((source, minute) => 0.05 * unit(source.hash, minute, SALT.failed)),
  },
  DroppedEventCount: { unit: 'Count', at: events(() => 0) },
  OnFailureDestinationDeliveredEventCount: { unit: 'Count', at: events(() => 0) },
  DeletedEventCount: { unit: 'Count', at: events(() => 0.8) },
  ProvisionedPollers: { unit: 'Count', at: (source) => gauge(2 + (source.hash % 4)) },
} as const satisfies Record<string, Metric>

export type MappingMetric = keyof typeof MAPPING_METRICS

function waiting(salt: number, factor: number): Sampler {
  return (source, minute) =>
    gauge(
      Math.floor(happened(source.traffic, minute, 1).invocations * factor * unit(source.hash, minute, salt)),
    )
}

function messages(factor: number): Sampler {
  return (source, minute) => gauge(Math.floor(happened(source.traffic, minute, 1).invocations * factor))
}

const messageSize: Sampler = (source, minute, seen) => {
  const { invocations } = happened(source.traffic, minute, seen)
  const max = 600 + Math.floor(8000 * unit(source.hash, minute, SALT.size))
  return ranged(invocations, seen, { min: 400, max, lean: 0.3, decimals: 0 })
}

/** The metrics of AWS/SQS by QueueName. */
export const QUEUE_METRICS = {
  ApproximateAgeOfOldestMessage: {
    unit: 'Seconds',
    at: (source, minute) => gauge(Math.floor(120 * unit(source.hash, minute, SALT.age) ** 3)),
  },
  ApproximateNumberOfMessagesDelayed: { unit: 'Count', at: () => gauge(0) },
  ApproximateNumberOfMessagesNotVisible: { unit: 'Count', at: waiting(SALT.waiting, 0.2) },
  ApproximateNumberOfMessagesVisible: { unit: 'Count', at: waiting(SALT.waiting, 0.5) },
  NumberOfEmptyReceives: {
    unit: 'Count',
    at: (source, minute) => gauge(hash(source.hash, minute, SALT.polls) % 15),
  },
  NumberOfMessagesDeleted: { unit: 'Count', at: messages(0.97) },
  NumberOfMessagesReceived: { unit: 'Count', at: messages(1) },
  NumberOfMessagesSent: { unit: 'Count', at: messages(1) },
  SentMessageSize: { unit: 'Bytes', at: messageSize },
} as const satisfies Record<string, Metric>
