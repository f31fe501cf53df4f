import { uuid } from '../../hash.ts'
import { AwsError } from '../../wire/aws-error.ts'
import { type Call, text } from '../../wire/call.ts'
import { decodeToken, encodeToken } from '../../wire/paging.ts'
import { type LogRecord, recordOf } from '../insights/log-record.ts'
import { countMatched, parseQuery, type ResultRow, runQuery } from '../insights/query.ts'
import type { QueryResults, SimQuery } from '../insights/sim-query.ts'
import { sliceLength, sliceOf } from '../log-events.ts'
import { expiredBefore, firstEventMs, type LogGroup } from '../log-groups.ts'
import { checkDecryptable, identifiedGroup, invalidParameter } from './requested-group.ts'

const MOST_GROUPS = 50
const DEFAULT_LIMIT = 10_000
const ROWS_A_PAGE = 10_000
const RUNNING_POLLS = 1

export function startQuery(call: Call): unknown {
  const { startTime, endTime, limit = DEFAULT_LIMIT } = call.input as Readonly<Record<string, number>>
  if (Number(startTime) > Number(endTime)) throw invalidParameter('startTime must not be later than endTime')
  const groups = groupsOf(call)
  const query = parseQuery(text(call, 'queryString') ?? '')
  const id = uuid(call.seed ^ call.number, 274)
  const range = { fromMs: Number(startTime) * 1000, toMs: Number(endTime) * 1000 + 999 }
  call.fleet.queries.set(id, { id, query, groups, ...range, limit, polls: 0, isStopped: false })
  return { queryId: id }
}

/** @throws {AwsError} */
function groupsOf(call: Call): readonly LogGroup[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = call.input as Readonly<
    Record<string, string | readonly string[] | undefined>
  >
  const given = [logGroupName, logGroupNames, logGroupIdentifiers].filter((each) => each !== undefined)
  if (given.length !== 1) {
    throw invalidParameter(
      'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given.',
    )
  }
  const names = given.flat()
  if (names.length > MOST_GROUPS)
    throw invalidParameter(`A query can have ${MOST_GROUPS} log groups at the most.`)
  const groups = names.map((name) => identifiedGroup(call, name))
  if (groups.some(({ logClass }) => logClass === 'DELIVERY')) {
    throw invalidParameter('Log groups of the class DELIVERY cannot be queried.')
  }
  for (const group of groups) checkDecryptable(call, group)
  return groups
}

export function getQueryResults(call: Call): unknown {
  const query = knownQuery(call)
  query.polls += 1
  if (query.isStopped) return { queryLanguage: 'CWLI', results: [], statistics: NOTHING, status: 'Cancelled' }
  if (query.polls <= RUNNING_POLLS) {
    return { queryLanguage: 'CWLI', results: [], statistics: NOTHING, status: 'Running' }
  }
  query.results ??= resultsOf(call, query)
  const { rows, statistics } = query.results
  return { queryLanguage: 'CWLI', ...pageOf(call, rows), statistics, status: 'Complete' }
}

const NOTHING = { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 }

function pageOf({ input }: Call, rows: readonly ResultRow[]): Record<string, unknown> {
  const { nextToken: token, maxItems, queryId } = input
  const start = token === undefined ? 0 : decodeToken(String(queryId), String(token))?.[0]
  if (start === undefined) throw invalidParameter('The specified nextToken is invalid.')
  const end = start + (Number(maxItems ?? 0) || ROWS_A_PAGE)
  const results = rows.slice(start, end)
  return end < rows.length ? { results, nextToken: encodeToken(String(queryId), [end]) } : { results }
}

export function stopQuery(call: Call): unknown {
  const query = knownQuery(call)
  if (query.isStopped || query.polls > RUNNING_POLLS) throw invalidParameter('Query is not currently running')
  query.isStopped = true
  return { success: true }
}

function knownQuery(call: Call): SimQuery {
  const query = call.fleet.queries.get(text(call, 'queryId') ?? '')
  if (query !== undefined) return query
  throw new AwsError('ResourceNotFoundException', 'The specified query does not exist.')
}

function resultsOf(call: Call, { query, groups, fromMs, toMs, limit }: SimQuery): QueryResults {
  const records = groups.flatMap((group) => [...recordsOf(call, group, fromMs, toMs)])
  const bytesScanned = records.reduce((sum, { event }) => sum + Buffer.byteLength(event.message), 0)
  const recordsMatched = countMatched(query, records)
  const statistics = {
    recordsMatched,
    recordsScanned: records.length,
    bytesScanned,
    logGroupsScanned: groups.length,
  }
  return { rows: runQuery(query, records, limit), statistics }
}

function* recordsOf(call: Call, group: LogGroup, fromMs: number, toMs: number): Generator<LogRecord> {
  const nowMs = call.now.getTime()
  const { logOptions } = call.fleet
  const lengthMs = sliceLength(group, logOptions)
  const firstMs = Math.max(fromMs, firstEventMs(group), expiredBefore(group, nowMs))
  const lastMs = Math.min(toMs, nowMs)
  for (let sliceMs = Math.floor(firstMs / lengthMs) * lengthMs; sliceMs <= lastMs; sliceMs += lengthMs) {
    for (const event of sliceOf(group, logOptions, sliceMs, lengthMs)) {
      const isWithin = event.timestamp >= firstMs && event.timestamp <= lastMs
      if (isWithin && event.ingestionTime <= nowMs) yield recordOf(group, event)
    }
  }
}
