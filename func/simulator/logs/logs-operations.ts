import type { Operations } from '../wire/call.ts'
import { flag, integer, list, type Shape, structure, text } from '../wire/shape.ts'
import { LOG_CLASSES } from './log-group-facts.ts'
import { describeLogGroups, listLogGroups } from './operations/describe-log-groups.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import { getQueryResults, startQuery, stopQuery } from './operations/insights-queries.ts'
import { listTagsForResource } from './operations/list-tags.ts'
import {
  createLogGroup,
  createLogStream,
  putLogEvents,
  putRetentionPolicy,
} from './operations/put-log-events.ts'

const GROUP = { min: 1, max: 512, pattern: /[.\-_/#A-Za-z0-9]+/ }
const STREAM = { min: 1, max: 512, pattern: /[^:*]*/ }
const IDENTIFIER: Shape = text({ min: 1, max: 2048, pattern: /[\w#+=/:,.@-]*/ })
/** AWS has a class ESSENTIALS, too, which is not simulated. */
const CLASS: Shape = text({ oneOf: LOG_CLASSES })
const TOKEN: Shape = text({ min: 1 })
const TIME: Shape = integer({ min: 0 })

/** A group by its name, or by the identifier that may be its ARN. */
const NAMED_GROUP = { logGroupName: text(GROUP), logGroupIdentifier: IDENTIFIER }
const OWN_GROUP = { logGroupName: text({ ...GROUP, required: true }) }
const OWN_STREAM = { ...OWN_GROUP, logStreamName: text({ ...STREAM, required: true }) }
const PAGE = { nextToken: TOKEN, limit: integer({ min: 1, max: 50 }) }
const LINKED = {
  includeLinkedAccounts: flag(),
  accountIdentifiers: list(text({ min: 12, max: 12, pattern: /\d{12}/ }), { max: 20 }),
}

const READING: Operations = {
  DescribeLogGroups: {
    input: {
      logGroupNamePrefix: text(GROUP),
      logGroupNamePattern: text({ max: 512, pattern: /[.\-_/#A-Za-z0-9]*/ }),
      logGroupClass: CLASS,
      logGroupIdentifiers: list(IDENTIFIER, { min: 1, max: 50 }),
      ...LINKED,
      ...PAGE,
    },
    run: describeLogGroups,
  },
  ListLogGroups: {
    input: {
      logGroupNamePattern: text({
        min: 3,
        max: 129,
        pattern: /(\^?[.\-_/#A-Za-z0-9]{3,24})(\|\^?[.\-_/#A-Za-z0-9]{3,24}){0,4}/,
      }),
      logGroupClass: CLASS,
      ...LINKED,
      ...{ nextToken: TOKEN, limit: integer({ min: 1, max: 1000 }) },
    },
    run: listLogGroups,
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
      ...{ startTime: TIME, endTime: TIME },
      filterPattern: text({ max: 1024 }),
      nextToken: TOKEN,
      limit: integer({ min: 1, max: 10_000 }),
      startFromHead: flag(),
      // Without effect for years: events always come interleaved.
      interleaved: flag(),
    },
    run: filterLogEvents,
  },
  GetLogEvents: {
    input: {
      ...NAMED_GROUP,
      logStreamName: text({ ...STREAM, required: true }),
      ...{ startTime: TIME, endTime: TIME },
      ...{ nextToken: TOKEN, limit: integer({ min: 1, max: 10_000 }), startFromHead: flag() },
    },
    run: getLogEvents,
  },
  ListTagsForResource: {
    input: { resourceArn: text({ required: true, min: 1, max: 1011, pattern: /[\w+=/:,.@-]*/ }) },
    run: listTagsForResource,
  },
}

const INSIGHTS: Operations = {
  StartQuery: {
    input: {
      queryLanguage: text({ oneOf: ['CWLI'] }),
      logGroupName: text(GROUP),
      logGroupNames: list(text(GROUP)),
      logGroupIdentifiers: list(IDENTIFIER),
      startTime: integer({ min: 0, required: true }),
      endTime: integer({ min: 0, required: true }),
      queryString: text({ max: 10_000, required: true }),
      limit: integer({ min: 1, max: 100_000 }),
    },
    run: startQuery,
  },
  GetQueryResults: {
    input: {
      queryId: text({ min: 1, max: 256, required: true }),
      nextToken: text({ max: 1024 }),
      maxItems: integer({ min: 0, max: 10_000 }),
    },
    run: getQueryResults,
  },
  StopQuery: { input: { queryId: text({ min: 1, max: 256, required: true }) }, run: stopQuery },
}

const WRITING: Operations = {
  CreateLogGroup: {
    input: { ...OWN_GROUP, logGroupClass: CLASS, kmsKeyId: text({ max: 256 }) },
    run: createLogGroup,
  },
  PutRetentionPolicy: {
    input: { ...OWN_GROUP, retentionInDays: integer({ required: true }) },
    run: putRetentionPolicy,
  },
  CreateLogStream: { input: OWN_STREAM, run: createLogStream },
  PutLogEvents: {
    input: {
      ...OWN_STREAM,
      logEvents: list(
        structure({
          timestamp: integer({ min: 0, required: true }),
          message: text({ min: 1, required: true }),
        }),
        { min: 1, max: 10_000, required: true },
      ),
      // Ignored by AWS since 2023.
      sequenceToken: TOKEN,
    },
    run: putLogEvents,
  },
}

/** What CloudWatch Logs does, by name. */
export const LOGS_OPERATIONS: Operations = { ...READING, ...INSIGHTS, ...WRITING }
