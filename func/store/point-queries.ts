import { Worker } from 'node:worker_threads'
import { codeOf, type ErrorCode, FuncError, messageOf } from '../errors.ts'
import type { QueryDesk } from './query-desk.ts'
import type { QueryAnswer, QueryRequest, QueryWorkerData } from './query-messages.ts'
import type { PointQueries } from './types.ts'

const GIVEN_UP = 1

interface Waiting {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** Opens `home/points.db` for reading, in a thread that starts with the first query. */
export function openPointQueries({ home }: QueryWorkerData): PointQueries {
  const thread = new QueryThread(home)
  const ask =
    <Name extends keyof QueryDesk>(name: Name) =>
    (query: unknown, signal?: AbortSignal) =>
      thread.ask(name, query, signal) as ReturnType<PointQueries[Name]>
  return {
    objects: ask('objects'),
    object: ask('object'),
    objectTags: ask('objectTags'),
    objectTagValues: ask('objectTagValues'),
    measurements: (signal) => ask('measurements')(undefined, signal),
    fields: ask('fields'),
    seriesTags: ask('seriesTags'),
    seriesTagValues: ask('seriesTagValues'),
    metrics: ask('metrics'),
    freshness: ask('freshness'),
    close: () => thread.close(),
  }
}

class QueryThread {
  readonly #home: string
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0
  #isClosed = false

  constructor(home: string) {
    this.#home = home
  }

  async ask(name: keyof QueryDesk, query: unknown, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw new Error('Cannot query the point store as it was closed')
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const giveUp = () => {
      Atomics.store(flag, 0, GIVEN_UP)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    this.#send({ id: ++this.#lastId, name, query, givenUp: flag.buffer }, { resolve, reject })
    return promise.finally(() => signal?.removeEventListener('abort', giveUp))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#worker?.terminate()
  }

  #send(request: QueryRequest, asker: Waiting): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(request)
    this.#worker.ref()
    this.#waiting.set(request.id, asker)
  }

  #start(): Worker {
    const workerData: QueryWorkerData = { home: this.#home }
    const worker = new Worker(new URL('./query-worker.ts', import.meta.url), { workerData })
    worker.on('message', (answer: QueryAnswer) => this.#settle(answer))
    worker.on('error', (error) => this.#end(worker, error))
    worker.on('exit', () => this.#end(worker, new Error('The thread that answers queries has ended')))
    return worker
  }

  #settle({ id, value, error, code }: QueryAnswer): void {
    const asker = this.#waiting.get(id)
    this.#waiting.delete(id)
    // An idle thread keeps no command from ending.
    if (this.#waiting.size === 0) this.#worker?.unref()
    if (error === undefined) asker?.resolve(value)
    else asker?.reject(revive(error, code))
  }

  /** The next query starts another thread. */
  #end(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(revive(reason, codeOf(reason)))
    this.#waiting.clear()
  }
}

/** An error keeps its text between threads, but neither its class nor its code. */
function revive(error: unknown, code: string | undefined): unknown {
  if (code?.startsWith('FUNC_ERR_') !== true) return error
  return new FuncError(code as ErrorCode, messageOf(error), { cause: error })
}
