import { hashText, unit } from '../hash.ts'
import type { Place } from '../lambda/functions.ts'
import { partitionOf } from '../regions.ts'
import { evenTraffic, eventMinutes } from './event-minutes.ts'
import { QUEUE_METRICS } from './other-metrics.ts'
import { createSeries, type Series } from './series.ts'

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
  return createSeries({
    namespace: 'AWS/SQS',
    dimensions: [{ Name: 'QueueName', Value: queue.name }],
    metrics: new Map(Object.entries(QUEUE_METRICS)),
    minuteOf: eventMinutes(evenTraffic(hash, 5 + 100 * unit(hash, 1))),
  })
}
