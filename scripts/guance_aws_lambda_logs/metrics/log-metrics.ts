/** The front of the aggregation: events in, points out. Pure. */
import type { Json, Point } from '#func/script.ts'
import { LineParser } from '../lines/line-parser.ts'
import type { Line, LogEvent, MetricLine } from '../lines/types.ts'
import { CustomMetrics } from './custom-metrics.ts'
import { EnhancedMetrics } from './enhanced-metrics.ts'
import type { ErrorGroups } from './error-groups.ts'
import { Refusals } from './refusals.ts'
import type { LogMetrics, LogMetricsOptions, MeasurementAt } from './types.ts'

/** Raised when the pending state is written otherwise: an old one then counts as none. */
const PENDING_STATE_VERSION = 2

const DEFAULTS = {
  custom: true,
  enhanced: true,
  customMeasurement: 'aws_lambda_custom',
  checkMeasurement: 'aws_lambda_check',
  enhancedMeasurement: 'aws_lambda',
  percentileSuffix: '95percentile',
  lateSeconds: 3600,
  pendingNumbers: 200_000,
  pendingRequests: 20_000,
} as const

/** Throws nothing, for any event and any pending state. */
export function createLogMetrics(options: LogMetricsOptions): LogMetrics {
  return new Aggregation({ ...DEFAULTS, ...options })
}

type Settings = LogMetricsOptions & {
  readonly [K in keyof typeof DEFAULTS]: NonNullable<LogMetricsOptions[K]>
}

function byTime(measurement: string | MeasurementAt): MeasurementAt {
  return typeof measurement === 'string' ? () => measurement : measurement
}

class Aggregation implements LogMetrics {
  readonly #settings: Settings
  readonly #parser: LineParser
  readonly #custom: CustomMetrics
  readonly #enhanced: EnhancedMetrics
  readonly #refusals: Refusals
  readonly #lines: Record<Line['kind'], number> = {
    metric: 0,
    report: 0,
    init: 0,
    restore: 0,
    incident: 0,
    refused: 0,
  }
  #events = 0
  #dropped = 0
  /** Whether points were made of all events so far: then it is known what could not become one. */
  #isMade = false

  constructor(settings: Settings) {
    this.#settings = settings
    const lateMs = settings.lateSeconds * 1000
    const pendingState = pendingStateFor(settings)
    this.#refusals = new Refusals(settings.redact ?? ((text) => text))
    this.#parser = new LineParser({ lateMs })
    this.#custom = new CustomMetrics({
      pendingState: pendingState.custom,
      measurement: byTime(settings.customMeasurement),
      checkMeasurement: byTime(settings.checkMeasurement),
      percentileSuffix: settings.percentileSuffix,
      lateMs,
      pendingNumbers: settings.pendingNumbers,
    })
    this.#enhanced = new EnhancedMetrics({
      pendingState: pendingState.enhanced,
      measurement: byTime(settings.enhancedMeasurement),
      pendingRequests: settings.pendingRequests,
    })
  }

  add(event: LogEvent): void {
    this.#events += 1
    this.#isMade = false
    let index = 0
    for (const line of this.#parser.parse(event.message, event.timestamp)) {
      this.#lines[line.kind] += 1
      this.#addLine(event, line, index)
      index += 1
    }
  }

  #addLine(event: LogEvent, line: Line, index: number): void {
    if (line.kind === 'metric') this.#addMetric(event, line, index)
    else if (line.kind !== 'refused') this.#addEnhanced(event, line)
    else if (this.#settings.custom) this.#refusals.refuse(event, line)
  }

  #addEnhanced(event: LogEvent, line: Exclude<Line, { readonly kind: 'metric' | 'refused' }>): void {
    if (this.#settings.enhanced) this.#enhanced.add(event, line)
  }

  #addMetric(event: LogEvent, line: MetricLine, index: number): void {
    if (!this.#settings.custom) return
    this.#refusals.note(line)
    if (this.#custom.add(event, line, index)) return
    this.#refusals.refuse(event, { reason: 'closed', sample: event.message.slice(0, 200).toWellFormed() })
  }

  get errors(): ErrorGroups {
    return this.#enhanced.errors
  }

  get held(): number {
    return this.#enhanced.held + this.#custom.held
  }

  points(): Point[] {
    return [...this.eachPoint()]
  }

  *eachPoint(): Generator<Point> {
    yield* this.#custom.points()
    yield* this.#enhanced.points()
    this.#isMade = true
  }

  pendingState(before: number): Json {
    const custom = this.#custom.pendingState(before)
    const enhanced = this.#enhanced.pendingState(before)
    this.#dropped = custom.dropped + enhanced.dropped
    return {
      version: PENDING_STATE_VERSION,
      before,
      custom: custom.json,
      enhanced: enhanced.json,
    }
  }

  figures() {
    if (!this.#isMade) for (const _ of this.eachPoint());
    return {
      events: this.#events,
      lines: { ...this.#lines },
      refused: this.#refusals.refused(),
      renamed: this.#refusals.renamed(),
      conflicts: this.#custom.conflicts,
      unmatchedIncidents: this.#enhanced.unmatched,
      dropped: this.#dropped,
    }
  }
}

/**
 * A pending state holds what came before the window, so it may not reach into it. Of one that does, or is not understood,
 * nothing is taken, and what events before the window gave is unknown: buckets before it are closed.
 */
function pendingStateFor({ pendingState, from }: Settings): { readonly [key: string]: Json } {
  if (pendingState === undefined) return {}
  const closed = { custom: { closedBefore: from, sets: [] } }
  if (typeof pendingState !== 'object' || pendingState === null || Array.isArray(pendingState)) return closed
  const known = pendingState as { readonly [key: string]: Json }
  const isUsable =
    known.version === PENDING_STATE_VERSION && typeof known.before === 'number' && known.before <= from
  return isUsable ? known : closed
}
