/**
 * Failed invocations by function, kind of error and minute. Which lines are one failure is known from the invocations;
 * a report that names its outcome decides on the kind, else the first line that shows the failure. Pure.
 */
import type { Point } from '#func/script.ts'
import { MINUTE_MS } from '../../guance_integration_core/index.ts'
import { errorFingerprint } from '../lines/error-fingerprint.ts'
import type { LogEvent } from '../lines/types.ts'
import { detached } from './detached.ts'
import { type PointTags, pointTags } from './tag-sets.ts'

export const ERROR_MEASUREMENT = 'aws_lambda_error'
/** Kinds of errors of one log group and window; what comes beyond is one kind of its own. */
const MOST_KINDS = 200
const OTHERS = 'others'

/** The first line that shows a failure of a kind. */
interface Shown {
  readonly pattern: string
  readonly event: LogEvent
  readonly requestId: string | undefined
}

interface Counts {
  readonly tags: Point['tags']
  readonly fingerprint: string
  readonly minutes: Map<number, number>
}

export interface ErrorSample extends Shown {
  /** Of function and kind. */
  readonly key: string
  readonly tags: Point['tags']
  /** The last minute of the window with such a failure. */
  readonly last: number
}

export class ErrorGroups {
  readonly #shown = new Map<string, Shown>()
  #counts = new Map<string, Counts>()

  /** Notes what a line shows. @param text What it says. @returns Of which kind the failure is. */
  note(event: LogEvent, errorType: string, requestId: string | undefined, text = event.message): string {
    const { fingerprint, pattern } = errorFingerprint(text, errorType)
    const isFull = this.#shown.size >= MOST_KINDS && !this.#shown.has(fingerprint)
    const kind = isFull ? OTHERS : fingerprint
    if (!this.#shown.has(kind))
      this.#shown.set(kind, { pattern: isFull ? '' : detached(pattern), event, requestId })
    return kind
  }

  /** Forgets what was counted: all is counted again. */
  restart(): void {
    this.#counts = new Map()
  }

  /** @param tags Of the invocation. */
  count({ tags }: PointTags, errorType: string, fingerprint: string, time: number): void {
    const { FunctionName = '' } = tags
    const type = fingerprint === OTHERS ? OTHERS : errorType
    const key = `${FunctionName} ${type} ${fingerprint}`
    const known = this.#counts.get(key)
    const counts = known ?? { tags: tagsOf(tags, type, fingerprint), fingerprint, minutes: new Map() }
    if (known === undefined) this.#counts.set(key, counts)
    const minute = Math.floor(time / MINUTE_MS) * MINUTE_MS
    counts.minutes.set(minute, (counts.minutes.get(minute) ?? 0) + 1)
  }

  /** Counts, one point for each kind and minute. */
  *points(): Generator<Point> {
    for (const { tags, minutes } of this.#counts.values()) {
      for (const [timestamp, count] of minutes) {
        yield { measurement: ERROR_MEASUREMENT, tags, fields: { count }, timestamp }
      }
    }
  }

  /** The first failure of each kind. */
  *samples(): Generator<ErrorSample> {
    for (const [key, { tags, fingerprint, minutes }] of this.#counts) {
      const shown = this.#shown.get(fingerprint)
      if (shown !== undefined) yield { ...shown, key, tags, last: Math.max(...minutes.keys()) }
    }
  }
}

/** Versions and cold starts do not make another kind of error. */
function tagsOf(tags: Point['tags'], errorType: string, fingerprint: string): Point['tags'] {
  const { ExecutedVersion, cold_start, MemorySize, ...ofFunction } = tags
  return pointTags({ ...ofFunction, error_type: errorType, fingerprint }).tags
}
