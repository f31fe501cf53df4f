import { hash, unit } from '../hash.ts'
import { flags, gauge, ranged, type Samples, statisticSet } from './samples.ts'
import type { Metric } from './series.ts'

/** What a metric is made of whose samples are not single runs. */
export interface EventMinute {
  readonly hash: number
  readonly minute: number
  /** Events that can be seen, and those that there are. */
  readonly events: number
  readonly all: number
  /** Part of the minute's figures that can be read, 0 to 1. */
  readonly seen: number
}

type Sampler = Metric<EventMinute>['at']

const SALT = {
  filtered: 50,
  failed: 51,
  waiting: 54,
  age: 55,
  size: 56,
  polls: 57,
  lag: 58,
}

const POLLS_A_MINUTE = 6

/** Polling goes on while nothing arrives: then it counts zero, where every other metric says nothing. */
const polled: Sampler = ({ hash: seed, minute, events: sum, seen }) => {
  const count = Math.floor(POLLS_A_MINUTE * seen)
  if (count === 0) return undefined
  if (count === 1) return gauge(sum)
  const fullest = Math.ceil(sum / (count - 1)) + (hash(seed, minute, SALT.polls) % 3)
  return statisticSet(count, sum, 0, Math.min(sum, fullest))
}

function events(share: (seed: number, minute: number) => number): Sampler {
  return ({ hash: seed, minute, events: count }) =>
    count === 0 ? undefined : flags(count, Math.floor(count * share(seed, minute)))
}

function offsetLag(seed: number, minute: number): number {
  return Math.floor(2000 * unit(seed, minute, SALT.lag))
}

/** Metrics of AWS/Lambda by EventSourceMappingUUID, for mappings that ask for their group. */
export const MAPPING_METRICS = {
  PolledEventCount: { unit: 'Count', at: polled },
  FilteredOutEventCount: {
    unit: 'Count',
    at: events((seed, minute) => 0.2 * unit(seed, minute, SALT.filtered)),
  },
  InvokedEventCount: { unit: 'Count', at: events(() => 0.8) },
  FailedInvokeEventCount: {
    unit: 'Count',
    at: events((seed, minute) => 0.05 * unit(seed, minute, SALT.failed)),
  },
  DroppedEventCount: { unit: 'Count', at: events(() => 0) },
  OnFailureDestinationDeliveredEventCount: { unit: 'Count', at: events(() => 0) },
  DeletedEventCount: { unit: 'Count', at: events(() => 0.8) },
  CommittedEventCount: { unit: 'Count', at: events(() => 0.8) },
  PollingErrorCount: { unit: 'Count', at: events(() => 0) },
  InvokeErrorCount: {
    unit: 'Count',
    at: events((seed, minute) => 0.02 * unit(seed, minute, SALT.failed)),
  },
  CommitErrorCount: { unit: 'Count', at: events(() => 0) },
  MaxOffsetLag: { unit: 'Count', at: ({ hash: seed, minute }) => gauge(offsetLag(seed, minute)) },
  SumOffsetLag: { unit: 'Count', at: ({ hash: seed, minute }) => gauge(3 * offsetLag(seed, minute)) },
  ProvisionedPollers: { unit: 'Count', at: ({ hash: seed }) => gauge(2 + (seed % 4)) },
} as const satisfies Record<string, Metric<EventMinute>>

export type MappingMetric = keyof typeof MAPPING_METRICS

function waiting(salt: number, factor: number): Sampler {
  return ({ hash: seed, minute, all }) => gauge(Math.floor(all * factor * unit(seed, minute, salt)))
}

function messages(factor: number): Sampler {
  return ({ all }) => gauge(Math.floor(all * factor))
}

function messageSize({ hash: seed, minute, events: count, seen }: EventMinute): Samples | undefined {
  const max = 600 + Math.floor(8000 * unit(seed, minute, SALT.size))
  return ranged(count, seen, { min: 400, max, lean: 0.3, decimals: 0 })
}

/** The metrics of AWS/SQS by QueueName. */
export const QUEUE_METRICS: Readonly<Record<string, Metric<EventMinute>>> = {
  ApproximateAgeOfOldestMessage: {
    unit: 'Seconds',
    at: ({ hash: seed, minute }) => gauge(Math.floor(120 * unit(seed, minute, SALT.age) ** 3)),
  },
  ApproximateNumberOfMessagesDelayed: { unit: 'Count', at: () => gauge(0) },
  ApproximateNumberOfMessagesNotVisible: { unit: 'Count', at: waiting(SALT.waiting, 0.2) },
  ApproximateNumberOfMessagesVisible: { unit: 'Count', at: waiting(SALT.waiting, 0.5) },
  NumberOfEmptyReceives: {
    unit: 'Count',
    at: ({ hash: seed, minute }) => gauge(hash(seed, minute, SALT.polls) % 15),
  },
  NumberOfMessagesDeleted: { unit: 'Count', at: messages(0.97) },
  NumberOfMessagesReceived: { unit: 'Count', at: messages(1) },
  NumberOfMessagesSent: { unit: 'Count', at: messages(1) },
  SentMessageSize: { unit: 'Bytes', at: messageSize },
}
