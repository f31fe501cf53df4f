import type { Operations } from '../wire/call.ts'
import { flag, integer, list, structure, text } from '../wire/shape.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { describeLogGroups } from './operations/log-operations.ts'
import { createLogStream, putLogEvents } from './operations/put-log-events.ts'

const GROUP = { min: 1, max: 512, pattern: /[.\-_/#A-Za-z0-9]+/ }
const STREAM = { min: 1, max: 512, pattern: /[^:*]*/ }

/** A group by its name, or by the identifier that may be its ARN. */
const NAMED_GROUP = {
  logGroupName: text(GROUP),
  logGroupIdentifier: text({ min: 1, max: 2048, pattern: /[\w#+=/:,.@-]*/ }),
}

const PAGE = { nextToken: text({ min: 1 }), limit: integer({ min: 1, max: 50 }) }

export const LOGS_OPERATIONS: Operations = {
  DescribeLogGroups: {
    input: {
      logGroupNamePrefix: text(GROUP),
      logGroupNamePattern: text({ max: 512, pattern: /[.\-_/#A-Za-z0-9]*/ }),
      ...PAGE,
    },
    run: describeLogGroups,
  },
  DescribeLogStreams: {
    input: {
      ...NAMED_GROUP,
      logStreamNamePrefix: text(STREAM),
      orderBy: text({ oneOf: ['LogStreamName', 'LastEventTime'] }),
      descending: flag(),
      ...PAGE,
    },
    run: describeLogStreams,
  },
  FilterLogEvents: {
    input: {
      ...NAMED_GROUP,
      logStreamNames: list(text(STREAM), { min: 1, max: 100 }),
      logStreamNamePrefix: text(STREAM),
      startTime: integer({ min: 0 }),
      endTime: integer({ min: 0 }),
      filterPattern: text({ max: 1024 }),
      nextToken: text({ min: 1 }),
      limit: integer({ min: 1, max: 10_000 }),
      // Without effect for years: events always come interleaved.
      interleaved: flag(),
    },
    run: filterLogEvents,
  },
  CreateLogStream: {
    input: {
      logGroupName: text({ ...GROUP, required: true }),
      logStreamName: text({ ...STREAM, required: true }),
    },
    run: createLogStream,
  },
  PutLogEvents: {
    input: {
      logGroupName: text({ ...GROUP, required: true }),
      logStreamName: text({ ...STREAM, required: true }),
      logEvents: list(
        structure({
          timestamp: integer({ min: 0, required: true }),
          message: text({ min: 1, required: true }),
        }),
        { min: 1, max: 10_000, required: true },
      ),
      // Ignored by AWS since 2023.
      sequenceToken: text({ min: 1 }),
    },
    run: putLogEvents,
  },
}
