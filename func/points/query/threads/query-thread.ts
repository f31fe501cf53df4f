import { Worker } from 'node:worker_threads'
import { codeOf, type ErrorCode, FuncError, messageOf } from '../../../errors.ts'
import type { QueryAnswer, QueryRequest, QueryWorkerData } from './query-messages.ts'

/** Left to itself the heap of a busy thread keeps 100 MB for garbage, and is no faster. */
const YOUNG_MB = 24

interface Asker {
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/** Answers one query at a time, in a thread that starts with the first of them. */
export class QueryThread {
  readonly #workerData: QueryWorkerData
  #worker: Worker | undefined
  #asker: Asker | undefined
  #isClosing = false

  constructor(workerData: QueryWorkerData) {
    this.#workerData = workerData
  }

  get isStarted(): boolean {
    return this.#worker !== undefined
  }

  get isBusy(): boolean {
    return this.#asker !== undefined
  }

  /** Not to be called while it is busy. */
  ask(request: QueryRequest): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#asker = { resolve, reject }
    this.#worker ??= this.#start()
    this.#worker.ref()
    this.#worker.postMessage(request)
    return promise
  }

  async close(): Promise<void> {
    this.#isClosing = true
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./query-worker.ts', import.meta.url), {
      workerData: this.#workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    worker.on('message', (answer: QueryAnswer) => this.#settle(answer))
    worker.on('error', (error) => this.#end(worker, error))
    worker.on('exit', () => this.#end(worker, new Error('The thread that answers queries has ended')))
    return worker
  }

  #settle({ value, error, code }: QueryAnswer): void {
    const asker = this.#asker
    this.#asker = undefined
    // An idle thread keeps no command from ending; one that is closed does until it has ended: that is waited for.
    if (!this.#isClosing) this.#worker?.unref()
    if (error === undefined) asker?.resolve(value)
    else asker?.reject(revive(error, code))
  }

  /** The next query starts another thread. */
  #end(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const asker = this.#asker
    this.#asker = undefined
    asker?.reject(revive(reason, codeOf(reason)))
  }
}

/** An error keeps its text between threads, but neither its class nor its code. */
function revive(error: unknown, code: string | undefined): unknown {
  if (code?.startsWith('FUNC_ERR_') !== true) return error
  return new FuncError(code as ErrorCode, messageOf(error), { cause: error })
}
