/**
 * The lines that say how invocations ended, packed: a flood has a million of them. What many have in common
 * (function, version, stream, outcome) is a kind that they point to, request ids and streams are hashes, and no text
 * of a message is held. Times are milliseconds since the epoch.
 */
import type { IncidentLine, PhaseLine, ReportLine } from '../lines/types.ts'
import { NumberRows } from './number-rows.ts'
import type { PointTags } from './tag-sets.ts'

/** From an earlier run, in which it was counted, with what had been counted of it. */
export type Counted = Readonly<Record<'error' | 'timeout' | 'outOfMemory', boolean>>

/** What reports have in common. */
export interface ReportKind {
  readonly tags: PointTags
  readonly region: string
  readonly architecture: string | undefined
  /** Hash of the log stream, function and group included. */
  readonly stream: number
  readonly shape: ReportLine['shape']
  readonly status: ReportLine['status']
  readonly errorType: string | undefined
  /** Of the kind of error, where it names one. */
  readonly fingerprint: string | undefined
  readonly memorySizeMb: number | undefined
  /** Whether the log shows it when the invocation fails. */
  readonly showsErrors: boolean
  readonly counted?: Counted
}

export type ReportNumbers = Pick<
  ReportLine,
  'durationMs' | 'billedDurationMs' | 'maxMemoryUsedMb' | 'initDurationMs' | 'restoreDurationMs'
>
const NUMBERS: readonly (keyof ReportNumbers)[] = [
  'durationMs',
  'billedDurationMs',
  'maxMemoryUsedMb',
  'initDurationMs',
  'restoreDurationMs',
]
const FIRST_NUMBER = 3

export class ReportRows {
  readonly #rows = new NumberRows(FIRST_NUMBER + NUMBERS.length)
  readonly #kinds = new Kinds<ReportKind>()

  get length(): number {
    return this.#rows.length
  }

  /** @param request Hash of the request id, function included. */
  add(at: number, request: number, kind: ReportKind, numbers: ReportNumbers): void {
    const values = NUMBERS.map((name) => numbers[name] ?? Number.NaN)
    this.#rows.push([at, request, this.#kinds.indexOf(kind), ...values])
  }

  at(row: number): number {
    return this.#rows.get(row, 0)
  }

  request(row: number): number {
    return this.#rows.get(row, 1)
  }

  kind(row: number): ReportKind {
    return this.#kinds.get(this.#rows.get(row, 2))
  }

  /** NaN where it was not reported. */
  number(row: number, name: keyof ReportNumbers): number {
    return this.#rows.get(row, FIRST_NUMBER + NUMBERS.indexOf(name))
  }
}

/** What incidents have in common. */
export interface IncidentKind extends Pick<IncidentLine, 'incident' | 'errorType'> {
  /** Of the kind of error. */
  readonly fingerprint: string
  readonly stream: number
}

export class IncidentRows {
  readonly #rows = new NumberRows(3)
  readonly #kinds = new Kinds<IncidentKind>()

  get length(): number {
    return this.#rows.length
  }

  /** @param request Undefined where only the stream shows whose incident it is. */
  add(at: number, request: number | undefined, kind: IncidentKind): void {
    this.#rows.push([at, request ?? Number.NaN, this.#kinds.indexOf(kind)])
  }

  at(row: number): number {
    return this.#rows.get(row, 0)
  }

  request(row: number): number | undefined {
    const request = this.#rows.get(row, 1)
    return Number.isNaN(request) ? undefined : request
  }

  kind(row: number): IncidentKind {
    return this.#kinds.get(this.#rows.get(row, 2))
  }
}

/** What initialisations and restorations have in common. */
export interface PhaseKind extends Pick<PhaseLine, 'kind' | 'status'> {
  readonly tags: PointTags
}

export class PhaseRows {
  readonly #rows = new NumberRows(3)
  readonly #kinds = new Kinds<PhaseKind>()

  get length(): number {
    return this.#rows.length
  }

  add(at: number, kind: PhaseKind, durationMs: number | undefined): void {
    this.#rows.push([at, this.#kinds.indexOf(kind), durationMs ?? Number.NaN])
  }

  at(row: number): number {
    return this.#rows.get(row, 0)
  }

  kind(row: number): PhaseKind {
    return this.#kinds.get(this.#rows.get(row, 1))
  }

  /** NaN where it was not reported. */
  durationMs(row: number): number {
    return this.#rows.get(row, 2)
  }
}

/** Objects by number; one object is one kind. */
class Kinds<T extends object> {
  readonly #all: T[] = []
  readonly #indexes = new Map<T, number>()

  indexOf(kind: T): number {
    const known = this.#indexes.get(kind)
    if (known !== undefined) return known
    this.#indexes.set(kind, this.#all.length)
    return this.#all.push(kind) - 1
  }

  get(index: number): T {
    return this.#all[index] as T
  }
}
