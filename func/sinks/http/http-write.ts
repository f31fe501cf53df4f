/**
 * How points get to a receiver over HTTP, the same for all of them: batches, gzip, retries, and halving of a
 * refused batch until the points at fault are found.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { FuncError } from '../../errors.ts'
import type { AnyPoint, Category, Logger, RowPoint } from '../../script.ts'
import { MINUTE_MS } from '../../time.ts'
import { createLimitLog } from '../limits/limit-log.ts'
import { createLimiter } from '../limits/limits.ts'
import type { ReceiverLimits } from '../limits/receiver-limits.ts'
import { createLineEncoder, type LineProtocolOptions } from '../line-protocol.ts'
import { Tally, withReceipt } from '../receipt.ts'
import type { WriteReceipt } from '../sink.ts'
import type { Acknowledges } from './acknowledgement.ts'
import type { HttpExchange } from './http-exchange.ts'
import type { Verdict } from './verdict.ts'

export interface HttpWriteOptions {
  /** Points of one request. */
  readonly batchPoints: number
  /** Bytes of one request before gzip; a single larger point goes alone. */
  readonly batchBytes: number
  /** Bodies larger than this are compressed. */
  readonly gzipAboveBytes: number
  /** Time for one request. */
  readonly timeoutMs: number
  /** Requests for one batch, the first included. */
  readonly maxAttempts: number
}

export interface WriteTarget {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
}

export interface HttpWriterDependencies {
  readonly sink: string
  readonly limits: ReceiverLimits
  readonly lines: LineProtocolOptions
  readonly target: (category: Category) => WriteTarget
  readonly acknowledges: Acknowledges
  readonly exchange: HttpExchange
  readonly log: Logger
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly random: () => number
}

const BACKOFF_BASE_MS = 500
const BACKOFF_CAP_MS = 30_000
/** A receiver that asks for more patience than a task has time is given up at once. */
const MAX_RETRY_AFTER_MS = 5 * MINUTE_MS
/** Requests spent on halving one batch, in all, and when not one of its points was accepted. */
const MAX_HALVING_REQUESTS = 200
const MAX_HALVING_REQUESTS_IN_VAIN = 40
const REJECTED_SAMPLES = 5

const compress = promisify(gzip)

export type HttpWrite = (
  category: Category,
  points: readonly AnyPoint[],
  signal: AbortSignal,
) => Promise<WriteReceipt>

/** One writer per run: what it logs, it logs once a run. */
export function createHttpWrite(options: HttpWriteOptions, deps: HttpWriterDependencies): HttpWrite {
  const limit = createLimiter(deps.limits)
  const encode = createLineEncoder(deps.lines)
  const logLimits = createLimitLog(deps.sink, deps.log)
  const delivery = new BatchDelivery(options, deps)
  return async (category, points, signal) => {
    const tally = new Tally()
    const fitted = limit(category, points)
    logLimits(fitted.findings)
    tally.dropped = fitted.dropped
    tally.trimmed = fitted.trimmed
    try {
      for (const lines of batches(fitted.points, encode, delivery)) {
        const batch = { category, lines, signal, tally, halvingRequests: 0, accepted: 0 }
        await delivery.deliver(batch, 0, lines.length)
      }
    } catch (error) {
      throw withReceipt(error, tally.receipt())
    }
    return tally.receipt()
  }
}

interface Line {
  readonly point: RowPoint
  readonly text: string
}

function* batches(
  points: readonly RowPoint[],
  encode: (point: RowPoint) => string,
  limits: Pick<HttpWriteOptions, 'batchPoints' | 'batchBytes'>,
): Generator<Line[]> {
  let lines: Line[] = []
  let bytes = 0
  for (const point of points) {
    const text = `${encode(point)}\n`
    const size = Buffer.byteLength(text)
    if (lines.length > 0 && (lines.length >= limits.batchPoints || bytes + size > limits.batchBytes)) {
      yield lines
      lines = []
      bytes = 0
    }
    lines.push({ point, text })
    bytes += size
  }
  if (lines.length > 0) yield lines
}

interface Batch {
  readonly category: Category
  readonly lines: readonly Line[]
  readonly signal: AbortSignal
  readonly tally: Tally
  halvingRequests: number
  accepted: number
}

function textOf(lines: readonly Line[], from: number, to: number): string {
  let text = ''
  for (let index = from; index < to; index++) text += lines[index]?.text ?? ''
  return text
}

class BatchDelivery {
  readonly #options: HttpWriteOptions
  readonly #deps: HttpWriterDependencies
  readonly batchPoints: number
  /** Becomes less when the receiver takes no bodies so large. */
  batchBytes: number
  #gzipAboveBytes: number
  #rejectedLogged = 0

  constructor(options: HttpWriteOptions, deps: HttpWriterDependencies) {
    this.#options = options
    this.#deps = deps
    this.batchPoints = options.batchPoints
    this.batchBytes = options.batchBytes
    this.#gzipAboveBytes = options.gzipAboveBytes
  }

  /** Resolves when each line is either acknowledged or found to be at fault. */
  async deliver(batch: Batch, from: number, to: number): Promise<void> {
    const verdict = await this.#sendWithRetries(batch, from, to)
    const { tally } = batch
    if (verdict.kind === 'refused') {
      if (verdict.isTooLarge === true) this.#shrink(batch, from, to)
      return await this.#halve(batch, from, to, verdict.reason)
    }
    if (verdict.kind === 'failed' || verdict.kind === 'retry') throw this.#failure(batch, verdict)
    const rejected = verdict.kind === 'partial' ? Math.min(verdict.dropped, to - from) : 0
    tally.rejected += rejected
    tally.acknowledged += to - from - rejected
    batch.accepted += to - from - rejected
    if (verdict.kind === 'partial') {
      const { sink, log } = this.#deps
      log.warn({ sink, rejected, reason: verdict.reason }, 'The receiver left out points of a batch')
    }
  }

  /** Later bodies are at most half of what was too large, so that it is learned once. */
  #shrink({ lines }: Batch, from: number, to: number): void {
    const bytes = Buffer.byteLength(textOf(lines, from, to))
    if (to - from === 1 || bytes / 2 >= this.batchBytes) return
    const { sink, log } = this.#deps
    if (this.batchBytes === this.#options.batchBytes) {
      log.warn(
        { sink, bytes },
        'The receiver takes no bodies so large: set batchBytes of the sink below this',
      )
    }
    this.batchBytes = Math.floor(bytes / 2)
  }

  async #halve(batch: Batch, from: number, to: number, reason: string): Promise<void> {
    if (to - from === 1) return this.#reject(batch, from, reason)
    const { halvingRequests, accepted } = batch
    const most = accepted === 0 ? MAX_HALVING_REQUESTS_IN_VAIN : MAX_HALVING_REQUESTS
    if (halvingRequests + 2 > most) throw this.#tooManyRefused(batch, reason)
    batch.halvingRequests += 2
    const middle = Math.floor((from + to) / 2)
    await this.deliver(batch, from, middle)
    await this.deliver(batch, middle, to)
  }

  #reject(batch: Batch, index: number, reason: string): void {
    batch.tally.rejected++
    const point = batch.lines[index]?.point
    if (point === undefined || this.#rejectedLogged >= REJECTED_SAMPLES) return
    this.#rejectedLogged++
    const { measurement, tags } = point
    this.#deps.log.warn(
      { sink: this.#deps.sink, measurement, tags, reason },
      `The receiver refused a point; the first ${REJECTED_SAMPLES} are logged, all are counted`,
    )
  }

  /** A receiver that does not take compressed bodies gets plain ones from then on. */
  async #sendWithRetries(batch: Batch, from: number, to: number): Promise<Verdict> {
    const verdict = await this.#send(batch, from, to)
    const isRefusedBody = verdict.kind === 'failed' && verdict.status === 415
    if (!isRefusedBody || Buffer.byteLength(textOf(batch.lines, from, to)) <= this.#gzipAboveBytes)
      return verdict
    this.#gzipAboveBytes = Number.POSITIVE_INFINITY
    const plain = await this.#send(batch, from, to)
    const { sink, log } = this.#deps
    if (plain.kind === 'accepted') {
      log.warn(
        { sink },
        'The receiver takes no compressed bodies: set gzipAboveBytes of the sink so that none is',
      )
    }
    return plain
  }

  async #send(batch: Batch, from: number, to: number): Promise<Verdict> {
    const { exchange, log, sink, sleep, acknowledges } = this.#deps
    const { body, headers } = await this.#encode(batch, from, to)
    const { url, headers: own } = this.#deps.target(batch.category)
    const request = { method: 'POST', url, headers: { ...headers, ...own }, body } as const
    for (let attempt = 1; ; attempt++) {
      batch.tally.requests++
      batch.tally.bytes += body.length
      const { timeoutMs, maxAttempts } = this.#options
      const verdict = await exchange.judge({ ...request, timeoutMs, signal: batch.signal }, acknowledges)
      if (verdict.kind !== 'retry') return verdict
      const { afterMs = 0, reason } = verdict
      if (attempt >= maxAttempts || afterMs > MAX_RETRY_AFTER_MS) return verdict
      const waitMs = Math.max(afterMs, this.#backoffMs(attempt))
      log.warn({ sink, attempt, waitMs: Math.round(waitMs), reason }, 'Cannot write points yet, trying again')
      await sleep(waitMs, batch.signal)
      batch.tally.retries++
    }
  }

  /** Full jitter: workers that failed together do not come back together. */
  #backoffMs(attempt: number): number {
    return this.#deps.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (attempt - 1))
  }

  async #encode(
    batch: Batch,
    from: number,
    to: number,
  ): Promise<{ readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }> {
    const body = Buffer.from(textOf(batch.lines, from, to))
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    if (body.length <= this.#gzipAboveBytes) return { body, headers }
    return { body: await compress(body, { level: 3 }), headers: { ...headers, 'content-encoding': 'gzip' } }
  }

  #failure(batch: Batch, verdict: Extract<Verdict, { kind: 'failed' | 'retry' }>): FuncError {
    const place = this.#place(batch)
    if (verdict.kind === 'failed') {
      const message = `Cannot write points to ${place}: wanted them to be accepted, got ${verdict.reason}`
      const { code, cause, todo } = verdict
      return new FuncError(code, message, { cause, ...(todo !== undefined && { todo }) })
    }
    const { reason, afterMs = 0, cause } = verdict
    const code = verdict.network === true ? 'FUNC_ERR_SINK_UNREACHABLE' : 'FUNC_ERR_SINK_UNAVAILABLE'
    const tries =
      afterMs > MAX_RETRY_AFTER_MS
        ? `it asks to wait ${Math.round(afterMs / 1000)} s`
        : `${this.#options.maxAttempts} attempts failed`
    return new FuncError(code, `Cannot write points to ${place} as ${tries}: ${reason}`, { cause })
  }

  #tooManyRefused(batch: Batch, reason: string): FuncError {
    const { lines, accepted, halvingRequests } = batch
    const found = `${accepted} of ${lines.length} points accepted after ${halvingRequests} further requests`
    const message = `Cannot write points to ${this.#place(batch)} as it refuses too many of them: ${found}: ${reason}`
    return new FuncError('FUNC_ERR_SINK_REFUSED', message)
  }

  /** Without the query, which may hold a token. */
  #place(batch: Batch): string {
    const { origin, pathname } = this.#deps.target(batch.category).url
    return `sink '${this.#deps.sink}' at ${origin}${pathname}`
  }
}
