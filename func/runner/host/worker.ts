/** The host's side of one worker thread. */
import { Worker } from 'node:worker_threads'
import type { LogEntry, TaskFigures } from '../../model/task.ts'
import type { AbortReason, Order, Outcome, Report, RunOrder, WorkerSettings } from '../messages.ts'

export interface TaskWorkerOptions {
  readonly settings: WorkerSettings
  /** Heap limit, MiB. */
  readonly memoryMb: number
}

export interface RunListener {
  readonly onLog: (entries: readonly LogEntry[]) => void
  readonly onFigures: (figures: TaskFigures) => void
}

/** `died`: the thread ended before the run did. */
export type RunEnd =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'died'; readonly cause: 'memory' | 'exit' | 'crash'; readonly message: string }

type Death = Extract<RunEnd, { kind: 'died' }>

interface Assignment {
  report(report: Report): void
  died(death: Death): void
}

/** What is read page by page dies young: with Node's own limit a run holds 100 MB more, and is no faster. */
export const YOUNG_GENERATION_MB = 24

/** One worker thread; it does one order at a time. */
export class TaskWorker {
  readonly #thread: Worker
  #assignment: Assignment | undefined
  #death: Death | undefined
  #loaded: Readonly<Record<string, string>> = {}
  readonly #ready = Promise.withResolvers<void>()
  #runs = 0

  constructor({ settings, memoryMb }: TaskWorkerOptions) {
    // stdout and stderr are taken so that nothing of a script reaches the host's own
    this.#thread = new Worker(new URL('../worker/worker-main.ts', import.meta.url), {
      workerData: settings,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    })
    this.#thread.stdout.resume()
    this.#thread.stderr.resume()
    this.#thread.on('message', (report: Report) => this.#receive(report))
    this.#thread.on('error', (error) => this.#end(deathBy(error)))
    this.#thread.on('exit', (code) => this.#end(exitDeath(code)))
    this.#thread.unref()
  }

  get isAlive(): boolean {
    return this.#death === undefined
  }

  /** Resolves when the thread takes orders, or has died. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** Completed runs, whatever their outcome. */
  get runs(): number {
    return this.#runs
  }

  /** Files of the home that the thread has loaded, with their SHA-256. */
  get loaded(): Readonly<Record<string, string>> {
    return this.#loaded
  }

  /** Never rejects. */
  run(order: RunOrder, listener: RunListener): Promise<RunEnd> {
    return new Promise((resolve) => {
      const report = (incoming: Report): void => {
        if (incoming.kind === 'log') listener.onLog(incoming.entries)
        if (incoming.kind === 'figures') listener.onFigures(incoming.figures)
        if (incoming.kind !== 'end') return
        this.#loaded = incoming.loaded
        this.#runs += 1
        this.#release()
        resolve({ kind: 'outcome', outcome: incoming.outcome })
      }
      this.#assign(order, { report, died: resolve })
    })
  }

  /** Asks the run to end by itself. */
  abort(reason: AbortReason, graceMs: number): void {
    this.#send({ kind: 'abort', reason, graceMs })
  }

  /** Ends the thread at once, whatever it does. */
  async terminate(): Promise<void> {
    await this.#thread.terminate()
  }

  #assign(order: Order, assignment: Assignment): void {
    if (this.#death !== undefined) {
      assignment.died(this.#death)
      return
    }
    this.#assignment = assignment
    this.#thread.ref()
    this.#send(order)
  }

  #release(): void {
    this.#assignment = undefined
    this.#thread.unref()
  }

  #send(order: Order): void {
    this.#thread.postMessage(order)
  }

  #receive(report: Report): void {
    if (report.kind === 'ready') this.#ready.resolve()
    this.#assignment?.report(report)
  }

  #end(death: Death): void {
    // an error is followed by the exit: the first gives the cause
    this.#death ??= death
    this.#ready.resolve()
    this.#assignment?.died(this.#death)
    this.#assignment = undefined
  }
}

function deathBy(error: unknown): Death {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'died', cause: isMemory ? 'memory' : 'crash', message }
}

function exitDeath(code: number): Death {
  return { kind: 'died', cause: 'exit', message: `exit code ${code}` }
}
