/**
 * What stands between one run of a script and the sinks. A staged state key covers every point written before
 * it, and is committed as soon as all required sinks have acknowledged those, without waiting for the end.
 *
 * A required sink holds the script back when its buffer is full, and fails the run when it fails. A best-effort
 * sink does neither: when it is slow it loses its oldest points, when it fails it gets nothing more in this run;
 * both are counted, and logged once.
 */
import { setTimeout } from 'node:timers/promises'
import { codeOf, FuncError, messageOf } from '../../errors.ts'
import type { AnyPoint, Category, Json, Logger, PointWriter } from '../../script.ts'
import type { Sink, WriteReceipt } from '../sink.ts'
import { estimateBytes } from './point-size.ts'
import { SinkQueue } from './sink-queue.ts'
import { type Commit, StateCommits } from './state-commits.ts'

export interface DeliverySink {
  readonly sink: Sink
  readonly required: boolean
  /** @default its name */
  readonly id?: string
}

export interface DeliveryOptions {
  readonly sinks: readonly DeliverySink[]
  readonly commit: Commit
  readonly log: Logger
  /** Timeout, stop, shutdown. */
  readonly signal: AbortSignal
  /** Points that may wait for one sink before `write` waits. @default {20000} */
  readonly bufferPoints?: number
  /** Estimated bytes of them; a best-effort sink loses what is more. @default {33554432} */
  readonly bufferBytes?: number
  /** The same for required sinks, which lose nothing: enough that they need not wait for the script. @default {8388608} */
  readonly requiredBufferBytes?: number
  /** Points handed to a sink at once. @default {5000} */
  readonly chunkPoints?: number
  /** Fewer points than these wait for others, so that a sink gets few large writes. @default {1000} */
  readonly batchPoints?: number
  /** How long they wait at most. @default {200} */
  readonly batchDelayMs?: number
  /** How long `flush` waits for best-effort sinks when the required ones are done. @default {5000} */
  readonly bestEffortFlushMs?: number
  /** Waits, or rejects when aborted. @default {on the wall clock} */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface Delivery {
  readonly writer: PointWriter
  /** @see State.set */
  stage(key: string, value: Json): void
  /**
   * Resolves when every point written is acknowledged by all required sinks and the state is committed. Rejects
   * with the error of the sink or of the commit, or with the signal's reason: then within a second.
   */
  flush(): Promise<void>
  /** By sink, so far. */
  figures(): Record<string, WriteReceipt>
  /** Gives up what is not delivered, and closes the sinks. */
  close(): Promise<void>
}

/** @throws FUNC_ERR_SINK_NONE */
export function createDelivery(options: DeliveryOptions): Delivery {
  if (options.sinks.length === 0) {
    throw new FuncError(
      'FUNC_ERR_SINK_NONE',
      'Cannot deliver points as no sink is configured: wanted at least one',
    )
  }
  const delivery = new RunDelivery(options)
  return {
    writer: {
      write: (category, points, sinks) => delivery.write(category, points, sinks),
      sinks: options.sinks.map((each) => ({ id: idOf(each), settledOnly: each.sink.settledOnly === true })),
    },
    stage: (key, value) => delivery.stage(key, value),
    flush: () => delivery.flush(),
    figures: () => delivery.figures(),
    close: () => delivery.close(),
  }
}

function idOf({ sink, id = sink.name }: DeliverySink): string {
  return id
}

const DEFAULTS = {
  bufferPoints: 20_000,
  bufferBytes: 32 * 1024 * 1024,
  requiredBufferBytes: 8 * 1024 * 1024,
  chunkPoints: 5000,
  batchPoints: 1000,
  batchDelayMs: 200,
  bestEffortFlushMs: 5000,
  sleep,
} as const

/** After an abort, sinks and commits get this long to end by themselves. */
const ABORT_GRACE_MS = 400

class RunDelivery {
  readonly #options: Required<DeliveryOptions>
  readonly #queues: readonly SinkQueue[]
  readonly #commits: StateCommits
  readonly #reportedFailed = new Set<SinkQueue>()
  readonly #reportedLossy = new Set<SinkQueue>()
  readonly #onAbort = () => {
    this.#flushNow()
    this.#changed()
  }
  #written = 0
  #closed = false
  /** Of the required sink that failed first, unless because of an abort. */
  #failure: { readonly error: unknown } | undefined
  #change = Promise.withResolvers<void>()

  constructor(options: DeliveryOptions) {
    const complete = { ...DEFAULTS, ...options }
    const onChange = () => this.#onQueueChange()
    this.#options = complete
    this.#commits = new StateCommits(options.commit, () => this.#changed())
    this.#queues = options.sinks.map((sink) => {
      const { bufferBytes: most, requiredBufferBytes } = complete
      const bufferBytes = sink.required ? Math.min(most, requiredBufferBytes) : most
      return new SinkQueue({ ...complete, ...sink, id: idOf(sink), bufferBytes, onChange })
    })
    options.signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  async write(category: Category, points: readonly AnyPoint[], sinks?: readonly string[]): Promise<void> {
    // Counted even when not taken: state staged after a refused write must never be committed.
    this.#written += points.length
    this.#throwIfOver()
    if (points.length === 0) return
    const batch = { category, points, bytes: estimateBytes(points), end: this.#written }
    const nothing = { ...batch, points: [], bytes: 0 }
    for (const queue of this.#queues) queue.push(sinks?.includes(queue.id) === false ? nothing : batch)
    await this.#until(() => this.#required().every((queue) => queue.hasRoom))
  }

  stage(key: string, value: Json): void {
    this.#commits.stage({ key, value, position: this.#written })
    this.#cover()
  }

  async flush(): Promise<void> {
    this.#flushNow()
    try {
      await this.#until(() => this.#isDelivered() && this.#commits.idle)
    } catch (error) {
      await this.#afterFailure()
      throw error
    }
    await this.#drainBestEffort()
  }

  figures(): Record<string, WriteReceipt> {
    return Object.fromEntries(this.#queues.map((queue) => [queue.name, queue.figures]))
  }

  async close(): Promise<void> {
    const reason = closedError()
    this.#closed = true
    this.#commits.stop()
    this.#options.signal.removeEventListener('abort', this.#onAbort)
    for (const queue of this.#queues) if (!queue.idle) queue.abandon(reason)
    this.#changed()
    const closed = await Promise.allSettled(this.#options.sinks.map(({ sink }) => sink.close()))
    for (const result of closed) {
      if (result.status === 'rejected') this.#logError(result.reason, 'Cannot close a sink')
    }
  }

  #flushNow(): void {
    for (const queue of this.#queues) queue.flushNow()
  }

  #required(): SinkQueue[] {
    return this.#queues.filter((queue) => queue.required)
  }

  #isDelivered(): boolean {
    return this.#required().every((queue) => queue.acknowledged === this.#written)
  }

  #onQueueChange(): void {
    this.#cover()
    if (!this.#closed && !this.#options.signal.aborted) this.#report()
    this.#changed()
  }

  #cover(): void {
    const acknowledged = this.#required().map((queue) => queue.acknowledged)
    this.#commits.cover(Math.min(this.#written, ...acknowledged))
  }

  #report(): void {
    for (const queue of this.#queues) {
      if (queue.failed && addNew(this.#reportedFailed, queue)) this.#reportFailure(queue)
      if (queue.lossy && addNew(this.#reportedLossy, queue)) {
        this.#options.log.warn(
          { sink: queue.name },
          'A best-effort sink is too slow and loses its oldest points',
        )
      }
    }
  }

  #reportFailure({ name, required, failure }: SinkQueue): void {
    if (required) this.#failure ??= { error: failure }
    const consequence = required ? 'the run fails' : 'it gets nothing more in this run'
    this.#logError(failure, 'A sink failed', { sink: name, required, consequence })
  }

  #logError(error: unknown, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#options.log.error({ ...fields, code: codeOf(error), error: messageOf(error) }, message)
  }

  /** Wakes whoever waits for a condition. */
  #changed(): void {
    const { resolve } = this.#change
    this.#change = Promise.withResolvers()
    resolve()
  }

  async #until(condition: () => boolean): Promise<void> {
    for (;;) {
      const change = this.#change.promise
      this.#throwIfFailed()
      if (condition()) return
      this.#throwIfOver()
      await change
    }
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#commits.failure !== undefined) throw this.#commits.failure
  }

  #throwIfOver(): void {
    this.#throwIfFailed()
    if (this.#closed) throw closedError()
    this.#options.signal.throwIfAborted()
  }

  /** The other sinks still get what they can, and what is acknowledged is committed. */
  async #afterFailure(): Promise<void> {
    const settled = () => this.#queues.every((queue) => queue.idle) && this.#commits.idle
    if (this.#options.signal.aborted) await this.#within(ABORT_GRACE_MS, settled)
    else await this.#drainBestEffort()
    this.#commits.stop()
    await this.#within(ABORT_GRACE_MS, () => this.#commits.idle)
  }

  async #drainBestEffort(): Promise<void> {
    const { bestEffortFlushMs } = this.#options
    await this.#within(bestEffortFlushMs, () => this.#queues.every((queue) => queue.idle))
    const late = this.#queues.filter((queue) => !queue.idle)
    for (const queue of late)
      queue.abandon(new Error(`Not done ${bestEffortFlushMs} ms after the required sinks`))
  }

  /** Waits for a condition, but no longer than this, nor than the grace after an abort. */
  async #within(ms: number, condition: () => boolean): Promise<void> {
    const { signal } = this.#options
    if (signal.aborted && ms > ABORT_GRACE_MS) return await this.#within(ABORT_GRACE_MS, condition)
    const done = new AbortController()
    let over = false
    const end = () => {
      over = true
      this.#changed()
    }
    void this.#options.sleep(ms, done.signal).then(end, () => {})
    const isCutShort = () => signal.aborted && ms > ABORT_GRACE_MS
    while (!over && !condition() && !isCutShort()) await this.#change.promise
    done.abort()
    if (!over && isCutShort()) await this.#within(ABORT_GRACE_MS, condition)
  }
}

function addNew<T>(set: Set<T>, item: T): boolean {
  const isNew = !set.has(item)
  set.add(item)
  return isNew
}

function closedError(): FuncError {
  return new FuncError('FUNC_ERR_SINK_CLOSED', 'Cannot write points as the delivery of this run is closed')
}

/** Waits on the wall clock; rejects when aborted. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal })
}
