import { MINUTE_MS } from '../../time.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { type MappingSource, type MappingState, mappingAt, mappingsOf } from '../lambda/mappings.ts'
import { eventMinutes } from './event-minutes.ts'
import { type EventMinute, MAPPING_METRICS, type MappingMetric } from './other-metrics.ts'
import { createSeries, type Series } from './series.ts'

const COMMON: readonly MappingMetric[] = [
  'PolledEventCount',
  'FilteredOutEventCount',
  'InvokedEventCount',
  'FailedInvokeEventCount',
  'DroppedEventCount',
  'OnFailureDestinationDeliveredEventCount',
]
const KAFKA: readonly MappingMetric[] = [
  'CommittedEventCount',
  'PollingErrorCount',
  'InvokeErrorCount',
  'CommitErrorCount',
  'MaxOffsetLag',
  'SumOffsetLag',
]
const BY_SOURCE: Readonly<Record<MappingSource, readonly MappingMetric[]>> = {
  kinesis: [],
  dynamodb: [],
  kafka: [...KAFKA, 'ProvisionedPollers'],
  'self-managed-kafka': KAFKA,
  sqs: ['DeletedEventCount'],
}
const POLLING: readonly MappingState[] = ['Enabled', 'Updating', 'Disabling']

/** The event source mappings of a function whose owner asked for their metrics; each brings its part of the events. */
export function mappingSeries(fn: SimFunction): readonly Series[] {
  const mappings = mappingsOf(fn)
  const share = 1 / Math.max(1, mappings.filter(({ idle }) => !idle).length)
  const events = eventMinutes(fn.traffic, share)
  return mappings
    .filter(({ metricGroups }) => metricGroups.length > 0)
    .map((mapping) =>
      createSeries<EventMinute>({
        namespace: 'AWS/Lambda',
        dimensions: [{ Name: 'EventSourceMappingUUID', Value: mapping.uuid }],
        metrics: new Map(
          [...COMMON, ...BY_SOURCE[mapping.source]].map((name) => [name, MAPPING_METRICS[name]]),
        ),
        minuteOf(minute, view) {
          const { state } = mappingAt(mapping, minute * MINUTE_MS)
          return POLLING.includes(state) ? events(minute, view) : undefined
        },
      }),
    )
}
