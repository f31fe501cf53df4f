import { hash } from '../../hash.ts'
import { type Call, text } from '../../wire/call.ts'
import { groupArn, type LogGroup } from '../log-groups.ts'
import { type LogStream, streamsOf } from '../log-streams.ts'
import { page } from './log-paging.ts'
import { invalidParameter, requestedGroup } from './requested-group.ts'

const STREAMS_A_PAGE = 50

/** Like CloudWatch's, the times are not exact. */
export function describeLogStreams(call: Call): unknown {
  const group = requestedGroup(call)
  const prefix = text(call, 'logStreamNamePrefix')
  const byTime = text(call, 'orderBy') === 'LastEventTime'
  if (byTime && prefix !== undefined) {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
  }
  const streams = streamsOf(group, call.now.getTime())
    .filter(({ name }) => name.startsWith(prefix ?? ''))
    .toSorted((a, b) => (byTime ? (a.lastMs ?? 0) - (b.lastMs ?? 0) : 0) || (a.name < b.name ? -1 : 1))
  if (call.input.descending === true) streams.reverse()
  const { items, nextToken } = page(call, streams, STREAMS_A_PAGE)
  return { logStreams: items.map((stream) => described(group, stream)), ...nextToken }
}

function described(
  group: LogGroup,
  { name, createdMs, firstMs, lastMs }: LogStream,
): Record<string, unknown> {
  return {
    logStreamName: name,
    creationTime: createdMs,
    ...(firstMs === undefined ? {} : { firstEventTimestamp: firstMs }),
    ...(lastMs === undefined ? {} : { lastEventTimestamp: lastMs, lastIngestionTime: lastMs }),
    uploadSequenceToken: String(hash(createdMs % 1_000_003, 261)),
    arn: `${groupArn(group)}:log-stream:${name}`,
    storedBytes: 0,
  }
}
