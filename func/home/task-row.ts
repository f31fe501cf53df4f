import type { Selectable } from 'kysely'
import { TASK_STATUSES, type Task, type TaskRequest, type TaskStatus } from '../model/task.ts'
import type { TaskRow } from './tables.ts'

export function toTask(row: Selectable<TaskRow>): Task {
  return {
    id: row.id,
    trigger: row.trigger_name,
    scriptSet: row.script_set,
    version: row.version,
    origin: row.origin === 'schedule' ? 'schedule' : 'manual',
    requestedBy: row.requested_by,
    request: toRequest(row.request),
    plannedAt: new Date(row.planned_at),
    createdAt: new Date(row.created_at),
    startedAt: toDate(row.started_at),
    endedAt: toDate(row.ended_at),
    status: toStatus(row.status),
    process: row.process,
    stopRequested: row.stop_requested === 1,
    figures: row.figures === null ? null : JSON.parse(row.figures),
    error: row.error === null ? null : JSON.parse(row.error),
  }
}

/** JSON for a column that may be empty; undefined leaves the column as it is. */
export function toJson(value: object | null | undefined): string | null | undefined {
  return value === undefined || value === null ? value : JSON.stringify(value)
}

function toRequest(text: string | null): TaskRequest | null {
  if (text === null) return null
  const { window, sinks } = JSON.parse(text)
  return { window: { from: new Date(window.from), to: new Date(window.to) }, ...(sinks && { sinks }) }
}

function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time)
}

function toStatus(text: string): TaskStatus {
  const status = TASK_STATUSES.find((each) => each === text)
  if (status === undefined) throw new TypeError(`Cannot read task status '${text}'`)
  return status
}
