/**
 * Failed invocations by function, kind of error and minute. A failure counts at the minute of the line that shows it,
 * so that a minute of the window that is read is always whole. Pure.
 */
import type { Json, Point } from '#func/script.ts'
import { MINUTE_MS } from '../../guance_integration_core/index.ts'
import { errorFingerprint } from '../lines/error-fingerprint.ts'
import type { FunctionFacts, IncidentLine, LogEvent, ReportLine } from '../lines/types.ts'
import { detached } from './detached.ts'
import { LONGEST_INVOCATION_MS } from './invocations.ts'
import { functionTags, pointTags } from './tag-sets.ts'

export const ERROR_MEASUREMENT = 'aws_lambda_error'
/** Kinds of errors of one log group and window; what comes beyond is one kind of its own. */
const MOST_KINDS = 200
const OTHERS = 'others'

export interface ErrorSample {
  readonly key: string
  readonly tags: Point['tags']
  readonly pattern: string
  readonly event: LogEvent
  readonly requestId: string | undefined
  readonly last: number
}

interface Kind {
  readonly tags: Point['tags']
  readonly sample: Omit<ErrorSample, 'last' | 'tags'>
  readonly minutes: Map<number, number>
}

interface Failed {
  readonly at: number
  readonly requestId: string | undefined
}

/** A line that names no request is of the one that its stream is at work on. */
function isSame(failed: Failed | undefined, requestId: string | undefined): boolean {
  if (failed === undefined) return false
  return requestId === undefined || failed.requestId === undefined || failed.requestId === requestId
}

export class ErrorGroups {
  readonly #kinds = new Map<string, Kind>()
  /** Streams whose invocation under way has failed already: several lines show one failure. */
  readonly #failed = new Map<string, Failed>()
  /** Failures whose invocation is reported in another minute. */
  readonly #straddling: (readonly [stream: string, failed: Failed, reported: number])[] = []

  /** @param pending What `pendingState` of the run before gave. */
  constructor(pending: Json | undefined) {
    const streams: readonly Json[] = Array.isArray(pending) ? pending : []
    for (const each of streams) {
      const [stream, at, requestId] = Array.isArray(each) ? each : []
      if (typeof stream !== 'string' || typeof at !== 'number') continue
      this.#failed.set(stream, { at, requestId: typeof requestId === 'string' ? requestId : undefined })
    }
  }

  add(event: LogEvent, line: IncidentLine | ReportLine): void {
    const stream = `${event.logGroup}:${event.logStream}`
    const isKnown = isSame(this.#failed.get(stream), line.requestId)
    if (line.kind === 'report') this.#endOf(stream, event.timestamp)
    if (isKnown || (line.kind === 'report' && line.status === 'success')) return
    if (line.kind === 'incident') this.#fail(stream, event.timestamp, line.requestId)
    const isTimeout = line.kind === 'report' && line.status === 'timeout'
    this.#count(event, line.errorType ?? (isTimeout ? 'Timeout' : 'Unknown'), line.requestId)
  }

  /** Counts, one point for each kind and minute. */
  *points(): Generator<Point> {
    for (const { tags, minutes } of this.#kinds.values()) {
      for (const [timestamp, count] of minutes) {
        yield { measurement: ERROR_MEASUREMENT, tags, fields: { count }, timestamp }
      }
    }
  }

  /** The first failure of each kind. */
  *samples(): Generator<ErrorSample> {
    for (const { tags, sample, minutes } of this.#kinds.values()) {
      yield { ...sample, tags, last: Math.max(...minutes.keys()) }
    }
  }

  /** Failures that were seen before this time and whose report was not. */
  pendingState(before: number): Json {
    const straddling = this.#straddling.filter(([, { at }, reported]) => at < before && reported >= before)
    const open = [...this.#failed].filter(([, { at }]) => at < before && before - at < LONGEST_INVOCATION_MS)
    const pending = new Map([...open, ...straddling.map(([stream, failed]) => [stream, failed] as const)])
    return [...pending].map(([stream, { at, requestId = null }]) => [stream, at, requestId])
  }

  #fail(stream: string, at: number, requestId: string | undefined): void {
    const own = detached(stream)
    this.#failed.set(own, { at, requestId: requestId && detached(requestId) })
  }

  #endOf(stream: string, reported: number): void {
    const failed = this.#failed.get(stream)
    if (failed === undefined) return
    this.#failed.delete(stream)
    if (minuteOf(failed.at) !== minuteOf(reported))
      this.#straddling.push([detached(stream), failed, reported])
  }

  #count(event: LogEvent, errorType: string, requestId: string | undefined): void {
    const kind = this.#kindOf(event, errorType, requestId)
    const minute = minuteOf(event.timestamp)
    kind.minutes.set(minute, (kind.minutes.get(minute) ?? 0) + 1)
  }

  #kindOf(event: LogEvent, errorType: string, requestId: string | undefined): Kind {
    const made = errorFingerprint(lineOf(event, errorType), errorType)
    const ownKey = `${event.function.name} ${made.fingerprint}`
    const isFull = this.#kinds.size >= MOST_KINDS && !this.#kinds.has(ownKey)
    const key = isFull ? `${event.function.name} ${OTHERS}` : ownKey
    const known = this.#kinds.get(key)
    if (known !== undefined) return known
    const [type, fingerprint, pattern] = isFull
      ? [OTHERS, OTHERS, '']
      : [errorType, made.fingerprint, made.pattern]
    const sample = { key, pattern: detached(pattern), event, requestId }
    const kind = {
      tags: tagsOf(event.function, detached(type), fingerprint),
      sample,
      minutes: new Map<number, number>(),
    }
    this.#kinds.set(key, kind)
    return kind
  }
}

function minuteOf(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS
}

/** A report has nothing to say but its type. */
function lineOf({ message }: LogEvent, errorType: string): string {
  return message.startsWith('REPORT ') || message.includes('"platform.') ? errorType : message
}

function tagsOf(facts: FunctionFacts, errorType: string, fingerprint: string): Point['tags'] {
  return pointTags({
    ...functionTags(facts),
    ...{ FunctionName: facts.name, AccountId: facts.accountId ?? '', error_type: errorType, fingerprint },
  }).tags
}
