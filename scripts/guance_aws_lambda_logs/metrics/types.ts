/** What the aggregation of log events takes and gives. Types only. */
import type { Json, Point } from '#func/script.ts'
import type { LogEvent, Refusal } from '../lines/types.ts'
import type { ErrorGroups } from './error-groups.ts'

/** The measurement of points of a time, in milliseconds. */
export type MeasurementAt = (time: number) => string

export interface LogMetricsOptions {
  /** Start of the window that is read, milliseconds since the epoch, on a full minute. */
  readonly from: number
  /**
   * What `pendingState(from)` of the run before gave. Undefined on the very first run. Give `null` where it is lost or does
   * not belong, as for a stretch of the past that is read again: then late lines for seconds before `from` are
   * refused (`closed`), so that they cannot replace what was written by a part of it. So is a pending state that reaches
   * beyond `from`.
   */
  readonly pendingState?: Json
  /** Hides in samples of lines what must not be reported. @default {nothing} */
  readonly redact?: (text: string) => string
  /** Custom metric lines. @default {true} */
  readonly custom?: boolean
  /** Metrics from REPORT lines. @default {true} */
  readonly enhanced?: boolean
  /** Measurement of custom metrics. @default {'aws_lambda_custom'} */
  readonly customMeasurement?: string | MeasurementAt
  /** Measurement of checks. @default {'aws_lambda_check'} */
  readonly checkMeasurement?: string | MeasurementAt
  /** Measurement of enhanced metrics. @default {'aws_lambda'} */
  readonly enhancedMeasurement?: string | MeasurementAt
  /** Suffix of the 95th percentile. @default {'95percentile'} */
  readonly percentileSuffix?: '95percentile' | '95p'
  /** How long before its event a line may be stamped, in seconds. @default {3600} */
  readonly lateSeconds?: number
  /** Most numbers of custom metrics that are pending from run to run. @default {200_000} */
  readonly pendingNumbers?: number
  /** Most requests that are pending from run to run. @default {20_000} */
  readonly pendingRequests?: number
}

/** Lines of one reason that were refused. */
export interface RefusedCount {
  readonly reason: Refusal
  /** A sentence's end: "the line …". */
  readonly meaning: string
  readonly count: number
  /** The beginning of the first such line, and where it was printed. */
  readonly sample: string
  readonly functionName: string
  readonly logStream: string
}

/** A name or tag that the naming policy changed. */
export interface Renamed {
  readonly from: string
  readonly to: string
  readonly count: number
}

/** Figures for the task's log. */
export interface LogMetricsFigures {
  readonly events: number
  readonly lines: Readonly<Record<'metric' | 'report' | 'init' | 'restore' | 'incident' | 'refused', number>>
  readonly refused: readonly RefusedCount[]
  /** At most 100. */
  readonly renamed: readonly Renamed[]
  /** Values that could not be written as another metric of the same name and second had the field. */
  readonly conflicts: number
  /** Incidents whose REPORT has not been seen (yet). */
  readonly unmatchedIncidents: number
  /** Requests and buckets that did not fit into the pending state. */
  readonly dropped: number
}

/**
 * Turns the events of one window into points. Every event of the window is given once, in any order; points are
 * whole: each replaces what an earlier run wrote for the same measurement, tags and time.
 *
 * What leaves the window lives on in the pending state: `pendingState(before)` puts every event before `before` into a compact
 * value for the constructor of the next run, whose window starts at `before`. So an event counts exactly once,
 * whether it is read again or pending, and sums do not depend on where windows are cut.
 */
export interface LogMetrics {
  add(event: LogEvent): void
  /** Points of all buckets that events of this window have touched. */
  points(): Point[]
  /** The same one by one: all at once are many times as large as what they are made of. */
  eachPoint(): Iterable<Point>
  /** What is held in memory, about 64 bytes each: reports, incidents, samples; more for a bucket. */
  readonly held: number
  /**
   * @param before Start of the next run's window, a full minute; not before this run's `from`. With `before` =
   * `from` it is this run's own pending state: what to store when the window does not move.
   */
  pendingState(before: number): Json
  figures(): LogMetricsFigures
  /** Failed invocations by kind of error, counted when points are made; empty without `enhanced`. */
  readonly errors: ErrorGroups
}
