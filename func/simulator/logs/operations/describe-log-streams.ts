import { hash } from '../../hash.ts'
import type { SimFunction } from '../../lambda/functions.ts'
import { MINUTE_MS, versionsOf } from '../../lambda/runs.ts'
import { type Call, text } from '../../wire/call.ts'
import { environmentOf, lifetimeOf, sinceMinute, slotsOf, streamName } from '../environment.ts'
import { logSetupOf } from '../log-setup.ts'
import { groupArn, invalidParameter, page, requestedGroup } from './log-operations.ts'

interface Stream {
  readonly logStreamName: string
  readonly firstMs: number
  readonly lastMs: number
}

const STREAMS_A_PAGE = 50
/** Streams of the last hours; older ones are forgotten. */
const KEPT_MINUTES = 6 * 60

/** Streams of environments that may have written: like CloudWatch's, the times told are not exact. */
export function describeLogStreams(call: Call): unknown {
  const group = requestedGroup(call)
  const prefix = text(call, 'logStreamNamePrefix')
  const byTime = text(call, 'orderBy') === 'LastEventTime'
  if (byTime && prefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
  }
  const streams = group.functions
    .flatMap((fn) => streamsOf(fn, call.now.getTime()))
    .filter(({ logStreamName }) => logStreamName.startsWith(prefix ?? ''))
    .sort((a, b) => (byTime ? a.lastMs - b.lastMs : 0) || (a.logStreamName < b.logStreamName ? -1 : 1))
  if (call.input.descending === true) streams.reverse()
  const { items, nextToken } = page(call, streams, STREAMS_A_PAGE)
  return { logStreams: items.map((stream) => described(call, group.name, stream)), ...nextToken }
}

function streamsOf(fn: SimFunction, nowMs: number): readonly Stream[] {
  const setup = logSetupOf(fn)
  const now = Math.floor(nowMs / MINUTE_MS)
  const found = new Map<string, Stream>()
  const versions = versionsOf(fn, 1_000_000).map(({ version }) => version)
  const slots = slotsOf(fn)
  for (let slot = 0; slot < 2 * slots; slot += 1) {
    for (let minute = now; minute > now - KEPT_MINUTES; minute = sinceMinute(fn, slot, minute) - 1) {
      for (const version of versions) {
        const environment = environmentOf(fn, version, evenOrOdd(minute, slot < slots), slot % slots)
        const logStreamName = streamName(fn, setup, environment)
        const endMs = environment.sinceMs + lifetimeOf(fn, slot) * MINUTE_MS
        found.set(logStreamName, {
          logStreamName,
          firstMs: environment.sinceMs,
          lastMs: Math.min(endMs, nowMs),
        })
      }
    }
  }
  return [...found.values()]
}

/** The last even or odd minute up to this one. */
function evenOrOdd(minute: number, even: boolean): number {
  return (minute % 2 === 0) === even ? minute : minute - 1
}

function described(call: Call, group: string, stream: Stream): Record<string, unknown> {
  return {
    logStreamName: stream.logStreamName,
    creationTime: stream.firstMs,
    firstEventTimestamp: stream.firstMs,
    lastEventTimestamp: stream.lastMs,
    lastIngestionTime: stream.lastMs,
    uploadSequenceToken: String(hash(stream.firstMs % 1_000_003, 261)),
    arn: `${groupArn(call, group)}:log-stream:${stream.logStreamName}`,
    storedBytes: 0,
  }
}
