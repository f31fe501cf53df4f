/**
 * What one log event says. Types only.
 *
 * Words
 * - event: one CloudWatch Logs event; may hold several lines
 * - line: one statement within an event that bears on a metric: a custom metric, a report, an incident
 * - refused line: one that was meant as a metric, but cannot be taken as one
 */

/** What is known of the function that wrote an event. */
export interface FunctionFacts {
  readonly name: string
  /** Used where the log stream's name has none. */
  readonly version?: string
  readonly memorySizeMb?: number
  /** Such as `nodejs22.x`; absent for container images. */
  readonly runtime?: string
  /** `x86_64` or `arm64`. */
  readonly architecture?: string
  readonly region: string
  readonly accountId?: string
  /** Tags of every point of this function besides its own: of account, region, joined ones. */
  readonly tags: Readonly<Record<string, string>>
}

/** One event of CloudWatch Logs with its function. Times are milliseconds since the epoch. */
export interface LogEvent {
  /** `eventId` of FilterLogEvents: unique. */
  readonly id: string
  readonly timestamp: number
  readonly ingestionTime: number
  readonly message: string
  readonly logStream: string
  readonly logGroup: string
  readonly function: FunctionFacts
}

export type MetricType = 'count' | 'gauge' | 'histogram' | 'check' | 'distribution'

/** Normalised tags; `key` distinguishes two sets. */
export interface TagSet {
  readonly key: string
  readonly tags: Readonly<Record<string, string>>
  /** The tags as they were printed, where the naming policy changed one. */
  readonly original?: readonly string[]
}

/** One value of a custom metric. */
export interface MetricLine {
  readonly kind: 'metric'
  readonly type: MetricType
  readonly name: string
  /** The name as it was printed, where the naming policy changed it. */
  readonly originalName?: string
  readonly value: number
  /** Milliseconds since the epoch, as the line itself says. */
  readonly time: number
  /** Milliseconds of the bucket it belongs to. */
  readonly resolutionMs: 1000 | 60_000
  readonly tags: TagSet
}

export type ReportShape = 'text' | 'json'

/** The end of one invocation. Durations are milliseconds. */
export interface ReportLine {
  readonly kind: 'report'
  readonly shape: ReportShape
  readonly requestId: string
  /** When the platform made it, where it says. */
  readonly time?: number
  readonly durationMs?: number
  readonly billedDurationMs?: number
  readonly memorySizeMb?: number
  readonly maxMemoryUsedMb?: number
  readonly initDurationMs?: number
  readonly restoreDurationMs?: number
  readonly status: 'success' | 'error' | 'timeout'
  readonly errorType?: string
}

/** INIT_REPORT, RESTORE_REPORT and their JSON forms: what happened before an invocation. */
export interface PhaseLine {
  readonly kind: 'init' | 'restore'
  readonly durationMs?: number
  readonly status: 'success' | 'error' | 'timeout'
  readonly errorType?: string
  /** True where the REPORT of the first invocation has the duration too. */
  readonly isInReport: boolean
}

/** A line besides the report that says how an invocation ended. */
export interface IncidentLine {
  readonly kind: 'incident'
  readonly incident: 'timeout' | 'out_of_memory' | 'error'
  readonly errorType: string
  /** Absent where only the log stream shows to which invocation it belongs. */
  readonly requestId?: string
}

/** Why a line that was meant as a metric is not taken as one. */
export const REFUSALS = {
  fields: 'has fewer than five or more than six fields',
  value_first: 'is of another dialect: value first, then a unit',
  statsd: 'is of another dialect: StatsD text after the timestamp',
  json_body: 'is of another dialect: JSON after the marker',
  timestamp: 'has a timestamp that is no number of seconds, milliseconds, microseconds or nanoseconds',
  too_old: 'has a timestamp too long before the event that printed it',
  too_new: 'has a timestamp too long after the event that printed it',
  closed: 'came for a second whose values were not kept any more',
  value: 'has a value that is no finite number',
  type: 'has a type other than count, gauge, histogram, check and distribution',
  status: 'is a check whose status is not 0, 1, 2 or 3',
  name: 'has a name without a letter',
  tags: 'has more than 100 tags or one that is no text',
  prefix: 'has other text before the marker than the prefix of a runtime',
  json: 'is no whole JSON document',
  envelope: 'stands in a document where no logger is known to put one',
  emf: 'is no document of the CloudWatch embedded metric format: a directive or a value is missing',
  emf_limit: 'has more metrics, values or dimensions than the embedded metric format allows',
} as const

export type Refusal = keyof typeof REFUSALS

export interface RefusedLine {
  readonly kind: 'refused'
  readonly reason: Refusal
  /** The beginning of the line. */
  readonly sample: string
}

export type Line = MetricLine | ReportLine | PhaseLine | IncidentLine | RefusedLine

/** What a logging point needs of an event. */
export interface EventFacts {
  /** A status of Guance's log category. */
  readonly status: LogStatus
  readonly requestId?: string
  readonly functionName?: string
  readonly version?: string
}

export const LOG_STATUSES = [
  'emerg',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'info',
  'debug',
  'OK',
  'unknown',
] as const
export type LogStatus = (typeof LOG_STATUSES)[number]
