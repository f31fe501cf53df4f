/** Tasks: what one run of one startup script was, and what it used. */
import type { Category } from '../script.ts'
import type { LogLevel } from './log-level.ts'

export const TASK_STATUSES = [
  'waiting',
  'running',
  'success',
  'failure',
  'timeout',
  'stopped',
  'skipped',
  'lost',
] as const

export type TaskStatus = (typeof TASK_STATUSES)[number]

/** Not ended yet. */
export const OPEN_STATUSES = ['waiting', 'running'] as const satisfies readonly TaskStatus[]

/** Ended after it really ran: what was skipped says nothing of how things are. */
export const RAN_STATUSES = [
  'success',
  'failure',
  'timeout',
  'stopped',
  'lost',
] as const satisfies readonly TaskStatus[]

/** Ended in a way that somebody should look at. */
export const FAILED_STATUSES = ['failure', 'timeout', 'lost'] as const satisfies readonly TaskStatus[]

export function hasEnded({ status }: { readonly status: TaskStatus }): boolean {
  return !isOneOf(OPEN_STATUSES, status)
}

export function hasFailed({ status }: { readonly status: TaskStatus }): boolean {
  return isOneOf(FAILED_STATUSES, status)
}

function isOneOf(statuses: readonly TaskStatus[], status: TaskStatus): boolean {
  return statuses.includes(status)
}

export interface TaskError {
  readonly code: string
  readonly message: string
  readonly todo: string
  /** Failed units, when the others finished. */
  readonly failures?: readonly { readonly unit: string; readonly code: string; readonly message: string }[]
  /** True when at least one unit succeeded: exit status 3. */
  readonly partial?: boolean
}

/** What a task used and did. Counters are by name, e.g. `apiCalls['cloudwatch:GetMetricData']`. */
export interface TaskFigures {
  readonly apiCalls: Readonly<Record<string, number>>
  readonly apiErrors: Readonly<Record<string, number>>
  readonly throttles: number
  readonly retries: number
  /** MetricDataQueries sent. */
  readonly queries: number
  /** By AWS's rule: up to five statistics of one metric in one request are one billed metric. */
  readonly billedMetrics: number
  /** Estimate in US dollars at list prices, of the API calls of this task. */
  readonly estimatedDollars: number
  /** Points handed over by the script, by category. */
  readonly points: Readonly<Partial<Record<Category, number>>>
  readonly sinks: Readonly<Record<string, SinkFigures>>
  readonly progress: Readonly<Record<string, { readonly done: number; readonly total: number }>>
  /** Figures that the script set names itself, e.g. `revised`; absent in records of older versions. */
  readonly counts?: Readonly<Record<string, number>>
  /** Milliseconds from start to end. */
  readonly durationMs: number
}

export interface SinkFigures {
  readonly acknowledged: number
  /** Refused by the receiver, found by bisecting. */
  readonly rejected: number
  /** Dropped before sending because a limit of the receiver cannot be met. */
  readonly dropped: number
  /** Cut to a limit of the receiver, and sent. */
  readonly trimmed: number
  readonly bytes: number
  readonly requests: number
  readonly retries: number
}

/** What a task was asked to do other than its usual run. */
export interface TaskRequest {
  /** Read this stretch of the past again, half-open. */
  readonly window: { readonly from: Date; readonly to: Date }
  /** Names of the sinks that it is for; absent for all. */
  readonly sinks?: readonly string[]
}

export const TASK_ORIGINS = ['schedule', 'manual'] as const

export type TaskOrigin = (typeof TASK_ORIGINS)[number]

export interface Task {
  readonly id: string
  readonly trigger: string
  readonly scriptSet: string
  readonly version: string | null
  readonly origin: TaskOrigin
  /** Who asked: `scheduler`, `cli`, later a console user or an access key. */
  readonly requestedBy: string
  /** Null for a usual run. */
  readonly request: TaskRequest | null
  readonly plannedAt: Date
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  readonly status: TaskStatus
  /** Id of the process that runs it. */
  readonly process: string | null
  readonly stopRequested: boolean
  readonly figures: TaskFigures | null
  readonly error: TaskError | null
}

export interface NewTask {
  readonly trigger: string
  readonly scriptSet: string
  readonly origin: TaskOrigin
  readonly requestedBy: string
  readonly plannedAt: Date
  /** @default {a usual run} */
  readonly request?: TaskRequest | null
}

export interface TaskFilter {
  readonly trigger?: string
  readonly status?: readonly TaskStatus[]
  /** Created then or later. */
  readonly since?: Date
  /** @default {50} */
  readonly limit?: number
  /** Id of the last task of the page before; newest first. */
  readonly before?: string
}

export interface LogEntry {
  readonly time: Date
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A stored log entry with its number, from 1. */
export interface StoredLogEntry extends LogEntry {
  readonly seq: number
}

export type ClaimResult = 'running' | 'skipped' | 'gone'

export interface TaskEnd {
  readonly status: Exclude<TaskStatus, (typeof OPEN_STATUSES)[number]>
  readonly version?: string | null
  readonly figures?: TaskFigures | null
  readonly error?: TaskError | null
}
