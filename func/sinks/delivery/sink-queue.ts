/** The points on their way to one sink, in order. */
import type { AnyPoint, Category } from '../../script.ts'
import { receiptOf, Tally } from '../receipt.ts'
import type { Sink, WriteReceipt } from '../sink.ts'

/** What one `write` of the script handed over; without points where they are for other sinks. */
export interface Batch {
  readonly category: Category
  readonly points: readonly AnyPoint[]
  /** Estimated. */
  readonly bytes: number
  /** Number of points written in this run up to and with this batch. */
  readonly end: number
}

export interface SinkQueueOptions {
  readonly sink: Sink
  readonly id: string
  readonly required: boolean
  readonly bufferPoints: number
  readonly bufferBytes: number
  /** Parcels of one category are joined up to this many points for one `write` of the sink. */
  readonly chunkPoints: number
  /** Fewer points than these wait this long for others; 0: for none. */
  readonly batchPoints: number
  readonly batchDelayMs: number
  /** Waits, or rejects when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
  /** After each acknowledgement, failure, or drop. */
  readonly onChange: () => void
}

export class SinkQueue {
  readonly name: string
  readonly id: string
  readonly required: boolean
  readonly #options: SinkQueueOptions
  readonly #tally = new Tally()
  readonly #giveUp = new AbortController()
  readonly #signal: AbortSignal
  #waiting: Batch[] = []
  #inFlight: readonly Batch[] = []
  #points = 0
  #bytes = 0
  #running = false
  /** Nobody writes any more, or somebody waits for room. */
  #isUrgent = false
  #endDelay = new AbortController()
  #acknowledged = 0
  #failure: unknown
  #failed = false
  #lossy = false

  constructor(options: SinkQueueOptions) {
    this.name = options.sink.name
    this.id = options.id
    this.required = options.required
    this.#options = options
    this.#signal = AbortSignal.any([options.signal, this.#giveUp.signal])
  }

  /** Number of points written in this run up to which this sink has acknowledged everything. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Failed for good: it gets nothing more in this run. */
  get failed(): boolean {
    return this.#failed
  }

  get failure(): unknown {
    return this.#failure
  }

  /** Best effort, and so slow that it lost points. */
  get lossy(): boolean {
    return this.#lossy
  }

  get idle(): boolean {
    return this.#waiting.length === 0 && this.#inFlight.length === 0
  }

  get hasRoom(): boolean {
    return this.#points <= this.#options.bufferPoints && this.#bytes <= this.#options.bufferBytes
  }

  get figures(): WriteReceipt {
    return this.#tally.receipt()
  }

  /** Takes a batch in any case; the caller waits for room afterwards. */
  push(batch: Batch): void {
    if (this.#failed) {
      this.#drop([batch])
      return
    }
    this.#waiting.push(batch)
    this.#points += batch.points.length
    this.#bytes += batch.bytes
    if (!this.required) this.#dropOldest()
    if (!this.#running) void this.#run()
    else if (this.#isEnough) this.#endDelay.abort()
  }

  /** What waits now is sent without waiting for more. */
  flushNow(): void {
    this.#isUrgent = !this.idle
    this.#endDelay.abort()
  }

  /** Ends the sink's part in this run: what it has not acknowledged is counted as dropped. */
  abandon(reason: unknown): void {
    this.#fail(reason)
    this.#giveUp.abort(reason)
    this.#endDelay.abort()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      if (!this.#isEnough) await this.#batchDelay()
      if (!this.#failed) await this.#sendChunk(this.#take())
    }
    this.#running = false
    this.#isUrgent = false
  }

  get #isEnough(): boolean {
    return this.#isUrgent || !this.hasRoom || this.#points >= this.#options.batchPoints
  }

  /** Many small writes cost a sink, and what is behind it, far more than a large one. */
  async #batchDelay(): Promise<void> {
    const { batchDelayMs, sleep } = this.#options
    this.#endDelay = new AbortController()
    await sleep(batchDelayMs, this.#endDelay.signal).catch(() => {})
  }

  async #sendChunk(chunk: readonly Batch[]): Promise<void> {
    const category = chunk[0]?.category ?? 'metric'
    const points = chunk.length === 1 ? (chunk[0]?.points ?? []) : chunk.flatMap((batch) => batch.points)
    try {
      this.#signal.throwIfAborted()
      if (points.length > 0) {
        const receipt = await this.#options.sink.write(category, points, this.#signal)
        if (this.#failed) return
        this.#tally.add(receipt)
      }
      this.#settle(chunk)
    } catch (error) {
      if (!this.#failed) this.#failWith(error)
    }
    this.#options.onChange()
  }

  #take(): readonly Batch[] {
    const category = this.#waiting[0]?.category
    let count = 0
    let points = 0
    for (const batch of this.#waiting) {
      const joins = batch.category === category && points + batch.points.length <= this.#options.chunkPoints
      if (count > 0 && !joins) break
      points += batch.points.length
      count++
    }
    this.#inFlight = this.#waiting.splice(0, count)
    return this.#inFlight
  }

  #settle(chunk: readonly Batch[]): void {
    this.#acknowledged = chunk.at(-1)?.end ?? this.#acknowledged
    this.#inFlight = []
    this.#release(chunk)
  }

  /** What the sink did before it failed is counted as the sink reports it; the rest of its points is dropped. */
  #failWith(error: unknown): void {
    const receipt = receiptOf(error)
    if (receipt !== undefined) {
      this.#tally.add(receipt)
      this.#tally.dropped -= receipt.acknowledged + receipt.rejected + receipt.dropped
    }
    this.#fail(error)
  }

  #fail(reason: unknown): void {
    if (this.#failed) return
    this.#failed = true
    this.#failure = reason
    const lost = [...this.#inFlight, ...this.#waiting]
    this.#inFlight = []
    this.#waiting = []
    this.#release(lost)
    this.#drop(lost)
    this.#options.onChange()
  }

  /** A best-effort sink never holds the script back: it loses its oldest points instead. */
  #dropOldest(): void {
    let count = 0
    while (!this.hasRoom && count < this.#waiting.length - 1) this.#release([this.#waiting[count++]])
    if (count === 0) return
    this.#drop(this.#waiting.splice(0, count))
    this.#lossy = true
    this.#options.onChange()
  }

  #release(batches: readonly (Batch | undefined)[]): void {
    for (const batch of batches) {
      this.#points -= batch?.points.length ?? 0
      this.#bytes -= batch?.bytes ?? 0
    }
  }

  #drop(batches: readonly Batch[]): void {
    for (const batch of batches) this.#tally.dropped += batch.points.length
  }
}
