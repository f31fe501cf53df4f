import type { Operation } from '../wire/call.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { describeLogGroups } from './operations/log-operations.ts'
import { createLogStream, putLogEvents } from './operations/put-log-events.ts'

/** What CloudWatch Logs does, by name. */
export const LOGS_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateLogStream: createLogStream,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  FilterLogEvents: filterLogEvents,
  PutLogEvents: putLogEvents,
}
