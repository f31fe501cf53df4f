/** Records of the host as the API shows them. */

import { type LogEntry, OPEN_STATUSES, type StoredLogEntry, type Task } from '../model/task.ts'
import { type Trigger, triggerState } from '../model/trigger.ts'
import type * as api from './api.gen.ts'
import type { ApiDependencies } from './deps.ts'

const NEXT_RUNS = 5

export function taskView(task: Task, { redact }: Pick<ApiDependencies, 'redact'>): api.Task {
  const { process: _, error, figures, request, ...shown } = task
  return {
    ...shown,
    request: request && { window: request.window },
    figures: figures as api.TaskFigures | null,
    error: error === null ? null : errorView(error, redact),
  }
}

function errorView(error: NonNullable<Task['error']>, redact: (text: string) => string): api.TaskError {
  const { failures, ...rest } = error
  return {
    ...rest,
    message: redact(error.message),
    ...(failures && { failures: failures.map((each) => ({ ...each, message: redact(each.message) })) }),
  }
}

export function logView(entry: StoredLogEntry, { redact }: Pick<ApiDependencies, 'redact'>): api.LogEntry {
  const { seq, time, level, message, fields } = entry
  return { seq, time, level, message: redact(message), fields: redactFields(fields, redact) }
}

function redactFields(fields: LogEntry['fields'], redact: (text: string) => string): Record<string, unknown> {
  const entries = Object.entries(fields).map(([key, value]) => [
    key,
    typeof value === 'string' ? redact(value) : value,
  ])
  return Object.fromEntries(entries)
}

/** The trigger with its next runs and how it is: the newest task that really ran. */
export async function triggerView(trigger: Trigger, deps: ApiDependencies): Promise<api.Trigger> {
  const { generatedSha256: _, parameters, ...shown } = trigger
  const now = deps.clock()
  const last = await deps.store.tasks.lastRunOf(trigger.name)
  const open = await deps.store.tasks.list({
    trigger: trigger.name,
    status: OPEN_STATUSES,
    limit: 1,
  })
  return {
    ...shown,
    parameters,
    state: triggerState(trigger, now),
    next: [...deps.triggers.nextRuns(trigger, now, NEXT_RUNS)],
    lastTask: last === undefined ? null : taskView(last, deps),
    running: open[0]?.id ?? null,
  }
}

/** What an edit of a trigger is made of; its next runs and tasks change by themselves. */
export function editableTrigger(trigger: Trigger): object {
  const { createdAt: _, updatedAt: __, ...state } = trigger
  return state
}
