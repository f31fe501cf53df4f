/** Records and logs of runs. */
import { LOG_LEVELS } from '../../model/log-level.ts'
import { TASK_ORIGINS, TASK_STATUSES } from '../../model/task.ts'
import {
  anyObject,
  boolean,
  described,
  integer,
  list,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  page,
  ref,
  type Schema,
  string,
  time,
} from '../schema.ts'

const counts = mapOf(number)

export const TASK_SCHEMAS: Readonly<Record<string, Schema>> = {
  TaskStatus: oneOf(TASK_STATUSES),
  UnitFailure: object({ unit: string, code: string, message: string }),
  TaskError: object(
    {
      code: string,
      message: string,
      todo: string,
      failures: list(ref('UnitFailure')),
      partial: described(boolean, 'At least one unit succeeded'),
    },
    ['failures', 'partial'],
  ),
  SinkFigures: object({
    acknowledged: integer,
    rejected: integer,
    dropped: integer,
    trimmed: integer,
    bytes: integer,
    requests: integer,
    retries: integer,
  }),
  TaskFigures: object(
    {
      apiCalls: counts,
      apiErrors: counts,
      throttles: integer,
      retries: integer,
      queries: integer,
      billedMetrics: integer,
      estimatedDollars: number,
      points: described(counts, 'By category'),
      sinks: mapOf(ref('SinkFigures')),
      progress: mapOf(object({ done: number, total: number })),
      counts: described(counts, 'Figures that the script set names itself'),
      durationMs: number,
    },
    ['counts'],
  ),
  Task: object({
    id: string,
    trigger: string,
    scriptSet: string,
    version: nullable(string),
    origin: oneOf(TASK_ORIGINS),
    requestedBy: string,
    request: nullable(object({ window: object({ from: time, to: time }) })),
    plannedAt: time,
    createdAt: time,
    startedAt: nullable(time),
    endedAt: nullable(time),
    status: ref('TaskStatus'),
    stopRequested: boolean,
    figures: nullable(ref('TaskFigures')),
    error: nullable(ref('TaskError')),
  }),
  TaskPage: page(ref('Task')),
  LogEntry: object({
    seq: integer,
    time,
    level: oneOf(LOG_LEVELS),
    message: string,
    fields: anyObject,
  }),
  TaskLog: object({
    items: list(ref('LogEntry')),
    next: described(integer, 'Give it as `after` for what comes next'),
    ended: described(boolean, 'The task has ended, and this is the end of its log'),
  }),
}
