/** A few workers kept ready: loading the AWS SDK costs more than a small run. */
import { digestOf } from '../script-set.ts'

/** What the pool needs to know of a worker. */
export interface PooledWorker {
  readonly isAlive: boolean
  readonly runs: number
  /** Files that it has loaded, with their SHA-256. */
  readonly loaded: Readonly<Record<string, string>>
  terminate(): Promise<void>
}

export interface PoolOptions<W extends PooledWorker> {
  readonly create: () => W
  /** Workers started ahead of need. */
  readonly warm: number
  /** Idle workers kept at most, with or without loaded code. */
  readonly maxIdle: number
  /** Runs after which a worker is replaced. */
  readonly runsPerWorker: number
}

export interface Pool<W extends PooledWorker> {
  /** Starts workers ahead of need. */
  warmUp(): void
  /** A worker that has loaded nothing yet, or this script set's files as they are now. */
  acquire(scriptSet: string): Promise<W>
  /** Takes a worker back; one that is not healthy is ended. */
  release(worker: W, scriptSet: string, healthy: boolean): Promise<void>
  /** Ends the idle workers; those in use are ended when released. */
  close(): Promise<void>
}

export function createPool<W extends PooledWorker>(options: PoolOptions<W>): Pool<W> {
  return new WorkerPool(options)
}

interface Idle<W> {
  readonly worker: W
  /** Undefined: nothing loaded yet. */
  readonly scriptSet: string | undefined
}

class WorkerPool<W extends PooledWorker> implements Pool<W> {
  readonly #options: PoolOptions<W>
  #idle: Idle<W>[] = []
  #closed = false

  constructor(options: PoolOptions<W>) {
    this.#options = options
  }

  warmUp(): void {
    while (!this.#closed && this.#idle.length < this.#options.warm) {
      this.#idle.push({ worker: this.#options.create(), scriptSet: undefined })
    }
  }

  async acquire(scriptSet: string): Promise<W> {
    const worker = (await this.#takeLoaded(scriptSet)) ?? this.#takeFresh() ?? this.#options.create()
    this.warmUp()
    return worker
  }

  async release(worker: W, scriptSet: string, healthy: boolean): Promise<void> {
    const { runsPerWorker, maxIdle } = this.#options
    const keep = healthy && worker.isAlive && worker.runs < runsPerWorker && !this.#closed
    if (!keep) return await this.#endAndRefill(worker)
    this.#idle.push({ worker, scriptSet })
    if (this.#idle.length > maxIdle) await this.#idle.shift()?.worker.terminate()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#idle.map(({ worker }) => worker.terminate()))
    this.#idle = []
  }

  async #endAndRefill(worker: W): Promise<void> {
    await worker.terminate()
    this.warmUp()
  }

  /** A worker whose code has changed since, for instance by an upgrade, is ended instead. */
  async #takeLoaded(scriptSet: string): Promise<W | undefined> {
    for (;;) {
      const found = this.#take((idle) => idle.scriptSet === scriptSet)
      if (found === undefined || (await isUnchanged(found.loaded))) return found
      await found.terminate()
    }
  }

  #takeFresh(): W | undefined {
    return this.#take((idle) => idle.scriptSet === undefined)
  }

  /** The latest fitting one, so that the others can be let go; dead ones are forgotten. */
  #take(fits: (idle: Idle<W>) => boolean): W | undefined {
    this.#idle = this.#idle.filter(({ worker }) => worker.isAlive)
    const found = this.#idle.findLast(fits)
    this.#idle = this.#idle.filter((idle) => idle !== found)
    return found?.worker
  }
}

async function isUnchanged(loaded: Readonly<Record<string, string>>): Promise<boolean> {
  const checks = Object.entries(loaded).map(async ([file, digest]) => (await digestOf(file)) === digest)
  return (await Promise.all(checks)).every(Boolean)
}
