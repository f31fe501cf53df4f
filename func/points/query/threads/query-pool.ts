import type { MetricsQuery } from '../../../model/queries.ts'
import type { QueryHandler } from '../query-handler.ts'
import type { QueryWorkerData } from './query-messages.ts'
import { QueryThread } from './query-thread.ts'

const GIVEN_UP = 1
const REMEMBERED_QUERIES = 1_000

type QueryName = keyof QueryHandler

interface Job {
  readonly name: QueryName
  readonly query: unknown
  /** The same for queries that mostly read the same. */
  readonly kind: string
  readonly flag: Int32Array<SharedArrayBuffer>
  resolve(value: unknown): void
  reject(reason: unknown): void
}

/**
 * A few threads that answer queries. Those of a kind go to the thread that answered the first of them, which remembers
 * what it read, in the order they came; a thread that has nothing of its own to do takes what waits for another.
 */
export class QueryPool {
  readonly #threads: readonly QueryThread[]
  readonly #waiting: Job[] = []
  readonly #homes = new Map<string, QueryThread>()
  #isClosed = false

  constructor(workerData: QueryWorkerData, threads: number) {
    this.#threads = Array.from({ length: threads }, () => new QueryThread(workerData))
  }

  async ask(name: QueryName, query: unknown, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw new Error('Cannot query the point store as it was closed')
    const flag = new Int32Array(new SharedArrayBuffer(4))
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const job = { name, query, kind: kindOf(name, query), flag, resolve, reject }
    const giveUp = () => {
      Atomics.store(flag, 0, GIVEN_UP)
      const place = this.#waiting.indexOf(job)
      if (place !== -1) this.#waiting.splice(place, 1)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    this.#waiting.push(job)
    this.#next()
    return promise.finally(() => signal?.removeEventListener('abort', giveUp))
  }

  /** Starts all threads and has them read what every query needs; whatever fails there will fail a query too. */
  warm(): void {
    for (const thread of this.#threads) {
      if (thread.isStarted) continue
      const givenUp = new SharedArrayBuffer(4)
      const ignore = () => this.#next()
      thread.ask({ name: 'warm', query: undefined, givenUp }).then(ignore, ignore)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#threads.map((thread) => thread.close()))
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The point store was closed'))
  }

  /** Gives waiting queries to idle threads. */
  #next(): void {
    while (!this.#isClosed && this.#waiting.length > 0) {
      const thread = this.#pickThread()
      if (thread === undefined) return
      const [job] = this.#waiting.splice(this.#pickJob(thread), 1)
      if (job !== undefined) void this.#run(job, thread)
    }
  }

  /** One of a kind that the thread knows, else of one that no thread knows, else the last. */
  #pickJob(thread: QueryThread): number {
    const own = this.#waiting.findIndex(({ kind }) => this.#homes.get(kind) === thread)
    return own === -1 ? this.#waiting.findIndex(({ kind }) => !this.#homes.has(kind)) : own
  }

  /** The one that knows a waiting query, else one that runs already, else a new one. */
  #pickThread(): QueryThread | undefined {
    const idle = this.#threads.filter(({ isBusy }) => !isBusy)
    const homes = new Set(this.#waiting.map(({ kind }) => this.#homes.get(kind)))
    return idle.find((thread) => homes.has(thread)) ?? idle.find(({ isStarted }) => isStarted) ?? idle.at(0)
  }

  async #run({ name, query, kind, flag, resolve, reject }: Job, thread: QueryThread): Promise<void> {
    this.#remember(kind, thread)
    try {
      resolve(await thread.ask({ name, query, givenUp: flag.buffer }))
    } catch (error) {
      reject(error)
    }
    this.#next()
  }

  #remember(kind: string, thread: QueryThread): void {
    const home = this.#homes.get(kind) ?? thread
    this.#homes.delete(kind)
    this.#homes.set(kind, home)
    for (const oldest of this.#homes.keys()) {
      if (this.#homes.size <= REMEMBERED_QUERIES) break
      this.#homes.delete(oldest)
    }
  }
}

/** Panels that begin with the same field share most of what they read, whatever their time and groups. */
function kindOf(name: QueryName, query: unknown): string {
  if (name !== 'metrics') return name.startsWith('object') ? 'objects' : 'series'
  const { measurement, columns } = query as MetricsQuery
  return `${measurement} ${columns[0]?.field ?? columns[0]?.expression ?? ''}`
}
