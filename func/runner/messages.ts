/** Messages between the host and a worker thread. Types only. */
import type { BudgetMemory } from '../aws/budget-memory.ts'
import type { LogEntry, TaskError, TaskFigures, TaskRequest } from '../model/task.ts'
import type { Network } from '../network.ts'

/** What a worker is started with. */
export interface WorkerSettings {
  readonly home: string
  /** Key of the secrets. */
  readonly key: Uint8Array
  /** Folder in which Node keeps compiled code, so that workers start sooner. */
  readonly compileCache: string
  /** The rates of AWS calls, shared by all workers of the process. */
  readonly budgetMemory: BudgetMemory
  readonly network: Network
  /** Refuse script sets whose installed files were edited. */
  readonly strictDigests: boolean
}

export interface RunOrder {
  readonly kind: 'run'
  readonly task: string
  readonly trigger: string
  readonly scriptSet: string
  readonly plannedAt: Date
  /** Milliseconds from the start of the run until it is aborted. */
  readonly timeoutMs: number
  readonly request: TaskRequest | null
}

/** What the worker that checks a startup script is started with. */
export interface CheckOrder {
  readonly home: string
  /** Path of the startup script. */
  readonly file: string
  /** Its config is checked against the manifest of this set. */
  readonly scriptSet: string | undefined
  readonly secrets: Readonly<Record<string, string>>
}

export type AbortReason = 'timeout' | 'stop' | 'shutdown'

export interface AbortOrder {
  readonly kind: 'abort'
  readonly reason: AbortReason
  /** Time left until the worker is ended hard, milliseconds. */
  readonly graceMs: number
}

export type Order = RunOrder | AbortOrder

/** How a run ended, as the worker saw it. */
export interface Outcome {
  /** Null is success. */
  readonly error: TaskError | null
  readonly figures: TaskFigures
  readonly version: string | null
  /** False when the script left something behind, such as a timer, that could hurt the next run. */
  readonly reusable: boolean
}

export interface CheckedStartup {
  readonly title: string
  readonly schedule: { readonly cron: string; readonly timezone: string; readonly timeoutSeconds: number }
  /** As `run` would get it, defaults filled in, secrets masked. */
  readonly config: unknown
}

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'log'; readonly entries: readonly LogEntry[] }
  | { readonly kind: 'figures'; readonly figures: TaskFigures }
  /** `loaded`: the files of the home that this worker has loaded, with the SHA-256 of each. */
  | { readonly kind: 'end'; readonly outcome: Outcome; readonly loaded: Readonly<Record<string, string>> }

export type CheckReport =
  | { readonly kind: 'checked'; readonly startup: CheckedStartup }
  | { readonly kind: 'refused'; readonly error: TaskError }
