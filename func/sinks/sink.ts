/** Where points go. Types only. */
import type { LocalText } from '../local-text.ts'
import type { Network } from '../network.ts'
import type { AnyPoint, Category, Json, Logger, RowPoint } from '../script.ts'

export interface SinkHealth {
  readonly ok: boolean
  /** One line for people: what answered, or what is wrong and what to do. */
  readonly message: string
}

export interface CheckOptions {
  /** Whether to write one marked point, and to read it back where the receiver can be asked. */
  readonly write?: boolean
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
  /** Whether it keeps each value that it gets next to the others. */
  readonly settledOnly?: boolean
  /** Resolves = acknowledged by the receiver, less the points it refused one by one (counted in the receipt). */
  write(category: Category, points: readonly AnyPoint[], signal: AbortSignal): Promise<WriteReceipt>
  check(signal: AbortSignal, options?: CheckOptions): Promise<SinkHealth>
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
  readonly local: { write(category: Category, points: readonly RowPoint[]): Promise<void> }
  readonly log: Logger
  /** Waits, or rejects when aborted: given in so that tests need not sleep. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly now: () => number
  readonly random: () => number
  /** Sent as `User-Agent: funcbox/<version>`; without it just `funcbox`. */
  readonly version?: string
  /** @default {straight, and the usual authorities} */
  readonly network?: Network
  /** Where a `file` sink with the path `-` writes; without it such a sink is refused. */
  readonly stdout?: TextStream
}

/** The part of a Node stream that a sink needs. */
export interface TextStream {
  write(text: string, done: (error?: Error | null) => void): boolean
}

/** JSON Schema of one option, as far as forms, docs and messages need it. */
export interface SinkOptionSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly title: string
  readonly description: string
  /** Keywords of JSON Schema hold plain text: other languages stand beside them. */
  readonly i18n: { readonly 'zh-CN': { readonly title: string; readonly description: string } }
  readonly default?: Json
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  /** Marks a secret: stored encrypted, never shown. */
  readonly writeOnly?: boolean
}

export interface SinkOptionsSchema {
  readonly type: 'object'
  readonly additionalProperties: false
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, SinkOptionSchema>>
}

/** One kind of sink: its options and how to make one. */
export interface SinkType<Options extends object = object> {
  readonly type: string
  readonly title: LocalText
  readonly description: string
  readonly schema: SinkOptionsSchema
  /** Moves what users tend to put in the wrong place, before the schema is applied. */
  prepare?(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  /** What the schema cannot express; gives one line that names the option, without secrets. */
  problem?(options: Options): string | undefined
  /** Options are valid, with defaults filled in and secrets among them. */
  create(name: string, options: Options, deps: SinkDependencies): Sink
}
