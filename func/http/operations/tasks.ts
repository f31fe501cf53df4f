import { described, list, NAME, optionals, paging, ref, TASK_ID, time, whole } from '../schema.ts'
import type { Operations } from './operation.ts'

const params = { id: TASK_ID }
const after = whole(0, Number.MAX_SAFE_INTEGER, 'Entries after this number')

export const TASK_OPERATIONS = {
  listTasks: {
    ...{ method: 'GET', path: '/api/tasks', role: 'viewer' },
    summary: 'Records of runs, newest first',
    query: optionals({
      trigger: NAME,
      status: list(ref('TaskStatus'), 10),
      since: described(time, 'Created then or later'),
      ...paging(50, 500),
    }),
    answer: ref('TaskPage'),
  },
  getTask: {
    ...{ method: 'GET', path: '/api/tasks/{id}', role: 'viewer' },
    summary: 'One record: status, figures, error',
    params,
    answer: ref('Task'),
  },
  getTaskLog: {
    ...{ method: 'GET', path: '/api/tasks/{id}/log', role: 'viewer' },
    summary: 'A piece of the log',
    params,
    query: optionals({ after, limit: { ...whole(1, 5000), default: 1000 } }),
    answer: ref('TaskLog'),
  },
  streamTaskLog: {
    ...{ method: 'GET', path: '/api/tasks/{id}/log/stream', role: 'viewer' },
    summary:
      'Server-sent events: `log` (LogEntry, its number is the event id), `task` (Task, when figures or status change), `end` (Task, then the stream ends). Resumes by `last-event-id`',
    params,
    query: optionals({ after }),
  },
  stopTask: {
    ...{ method: 'POST', path: '/api/tasks/{id}/stop', role: 'operator' },
    summary: 'Ask a waiting or running task to end',
    params,
    answer: ref('Task'),
    status: 202,
  },
} as const satisfies Operations
