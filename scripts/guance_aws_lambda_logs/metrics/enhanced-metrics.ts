/** Metrics from the lines that end an invocation: one point for each function, tag set and minute. Pure. */

import type { Json, Point } from '#func/script.ts'
import type { IncidentLine, LogEvent, PhaseLine, ReportLine } from '../lines/types.ts'
import { hash53 } from '../state/hash53.ts'
import { EnhancedBuckets } from './enhanced-buckets.ts'
import { LineKinds } from './enhanced-kinds.ts'
import { pendingStateOf, readPendingState } from './enhanced-pending-state.ts'
import { ErrorGroups } from './error-groups.ts'
import { Invocations } from './invocations.ts'
import { IncidentRows, PhaseRows, ReportRows } from './line-rows.ts'
import { type PointTags, TagSets } from './tag-sets.ts'
import type { MeasurementAt } from './types.ts'

export interface EnhancedMetricsOptions {
  readonly pendingState: Json | undefined
  readonly measurement: MeasurementAt
  /** Most requests that are pending. */
  readonly pendingRequests: number
}

export class EnhancedMetrics {
  readonly #options: EnhancedMetricsOptions
  readonly #reports = new ReportRows()
  readonly #incidents = new IncidentRows()
  readonly #phases = new PhaseRows()
  readonly #tagSets = new TagSets()
  readonly #kinds = new LineKinds(this.#tagSets)
  readonly errors = new ErrorGroups()
  #unmatched = 0

  constructor(options: EnhancedMetricsOptions) {
    this.#options = options
    readPendingState(
      options.pendingState,
      { reports: this.#reports, incidents: this.#incidents },
      this.#tagSets,
    )
  }

  /** Lines that are held. */
  get held(): number {
    return this.#reports.length + this.#incidents.length + this.#phases.length
  }

  /** Incidents whose report had not come when the points were made. */
  get unmatched(): number {
    return this.#unmatched
  }

  add(event: LogEvent, line: ReportLine | PhaseLine | IncidentLine): void {
    if (line.kind === 'report') {
      const kind = this.#kinds.ofReport(event, line, this.#kindOfReport(event, line))
      this.#reports.add(event.timestamp, requestHash(event, line.requestId), kind, line)
    } else if (line.kind === 'incident') {
      const { requestId, errorType } = line
      const fingerprint = this.errors.note(event, errorType, requestId)
      const request = requestId === undefined ? undefined : requestHash(event, requestId)
      this.#incidents.add(event.timestamp, request, this.#kinds.ofIncident(event, line, fingerprint))
    } else if (isOfItsOwn(line)) {
      this.#phases.add(event.timestamp, this.#kinds.ofPhase(event, line), line.durationMs)
    }
  }

  *points(): Generator<Point> {
    const invocations = new Invocations({ reports: this.#reports, incidents: this.#incidents })
    this.#unmatched = invocations.unmatched.length
    const buckets = new EnhancedBuckets(this.#reports)
    this.errors.restart()
    for (const first of invocations.firsts()) this.#count(buckets, invocations, first)
    for (let row = 0; row < this.#phases.length; row += 1) this.#countPhase(buckets, row)
    yield* buckets.points(this.#options.measurement)
  }

  pendingState(before: number): { readonly json: Json; readonly dropped: number } {
    const lines = { reports: this.#reports, incidents: this.#incidents }
    return pendingStateOf(lines, before, this.#options.pendingRequests)
  }

  #count(buckets: EnhancedBuckets, invocations: Invocations, first: number): void {
    const { tags, counted } = this.#reports.kind(first)
    if (counted === undefined) buckets.at(tags, this.#reports.at(first)).invoke(first)
    const { error, errorType, fingerprint, timeout, outOfMemory } = invocations.outcomes(first)
    if (timeout !== undefined && counted?.timeout !== true) buckets.at(tags, timeout).count('timeouts')
    if (outOfMemory !== undefined && counted?.outOfMemory !== true) {
      buckets.at(tags, outOfMemory).count('out_of_memory')
    }
    if (error === undefined || counted?.error === true) return
    buckets.at(tags, error).count('errors')
    this.errors.count(tags, errorType, fingerprint, error)
    buckets.at(this.#ofType(tags, errorType), error).count('errors_by_type')
  }

  /** Undefined of one that names no failure. */
  #kindOfReport(event: LogEvent, { status, errorType, requestId }: ReportLine): string | undefined {
    if (status === 'success' && errorType === undefined) return undefined
    const type = errorType ?? (status === 'timeout' ? 'Timeout' : 'Unknown')
    return this.errors.note(event, type, requestId, type)
  }

  #ofType({ tags }: PointTags, errorType: string): PointTags {
    return this.#tagSets.of({ ...tags, error_type: errorType })
  }

  #countPhase(buckets: EnhancedBuckets, row: number): void {
    const { kind, status, tags } = this.#phases.kind(row)
    const durationMs = this.#phases.durationMs(row)
    const bucket = buckets.at(tags, this.#phases.at(row))
    if (!Number.isNaN(durationMs)) bucket.sample(`${kind}_duration`, durationMs)
    if (status !== 'success') bucket.count(`${kind}_errors`)
  }
}

/** Not what the report of the invocation contains as well. */
function isOfItsOwn({ isInReport, status }: PhaseLine): boolean {
  return !isInReport || status !== 'success'
}

function requestHash({ function: { accountId = '', region, name } }: LogEvent, requestId: string): number {
  return hash53(`${accountId}:${region}:${name}\n${requestId}`)
}
