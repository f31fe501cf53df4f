/** Where points go. Types only. */
import type { Category, Json, Logger, Point } from '../script.ts'

export interface SinkHealth {
  readonly ok: boolean
  /** One line for people: what answered, or what is wrong and what to do. */
  readonly message: string
}

/** What one write did; the sum over a task is in its figures. */
export interface WriteReceipt {
  readonly acknowledged: number
  readonly rejected: number
  readonly dropped: number
  readonly trimmed: number
  readonly bytes: number
  readonly requests: number
  readonly retries: number
}

export interface Sink {
  readonly name: string
  readonly type: string
  /** Resolves = acknowledged by the receiver, less the points it refused one by one (counted in the receipt). */
  write(category: Category, points: readonly Point[], signal: AbortSignal): Promise<WriteReceipt>
  check(signal: AbortSignal): Promise<SinkHealth>
  close(): Promise<void>
}

/** A configured sink with its secrets in clear, as the worker sees it. */
export interface SinkConfig {
  readonly name: string
  readonly type: string
  readonly options: Readonly<Record<string, Json>>
  readonly secrets: Readonly<Record<string, string>>
  readonly required: boolean
}

/** What sinks need from outside; nothing is read from the process. */
export interface SinkDependencies {
  /** The embedded point store, for the `local` sink. */
  readonly local: { write(category: Category, points: readonly Point[]): Promise<void> }
  readonly log: Logger
  /** Waits, or rejects when aborted: given in so that tests need not sleep. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly now: () => number
  readonly random: () => number
}
