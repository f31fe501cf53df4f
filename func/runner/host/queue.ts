/**
 * The queue of tasks: an interface, so that one shared by several machines can stand in, and the embedded
 * implementation on the store's task table.
 */

import type { Tasks } from '../../home/types.ts'
import type { NewTask, Task } from '../../model/task.ts'
import type { Logger } from '../../script.ts'
import { errorFields } from '../error-fields.ts'
import { type Repetition, repeat } from './repeat.ts'

/** Runs one task that this process has claimed; never rejects. */
export type TaskHandler = (task: Task) => Promise<void>

export interface Queue {
  /** Undefined when a scheduled slot has a task already. Wakes the workers of this process. */
  enqueue(task: NewTask): Promise<Task | undefined>
  /** Hands claimed tasks to the handler, `concurrency` at a time. */
  start(handler: TaskHandler): void
  /** Looks for waiting tasks now instead of at the next poll. */
  wake(): void
  /** Claims nothing more; resolves when the claim that is going has ended. Running handlers go on. */
  stop(): Promise<void>
}

export interface EmbeddedQueueOptions {
  readonly tasks: Pick<Tasks, 'enqueue' | 'waiting' | 'claim'>
  /** Id of this process in the store. */
  readonly process: string
  /** Tasks that run at the same time in this process. */
  readonly concurrency: number
  /** Whether this process takes a waiting task. @default all */
  readonly accepts?: (task: Task) => boolean
  /** How often tasks that other processes enqueued are looked for. @default {500} */
  readonly pollMs?: number
  readonly log: Logger
}

export function createEmbeddedQueue(options: EmbeddedQueueOptions): Queue {
  return new EmbeddedQueue(options)
}

class EmbeddedQueue implements Queue {
  readonly #options: EmbeddedQueueOptions
  readonly #active = new Map<string, Task>()
  #poll: Repetition | undefined
  #stopped = false

  constructor(options: EmbeddedQueueOptions) {
    this.#options = options
  }

  async enqueue(task: NewTask): Promise<Task | undefined> {
    const created = await this.#options.tasks.enqueue(task)
    this.wake()
    return created
  }

  start(handler: TaskHandler): void {
    const { log, pollMs = 500 } = this.#options
    this.#poll = repeat({
      everyMs: pollMs,
      work: () => this.#claimWaiting(handler),
      onError: (error) => log.error(errorFields(error), 'Cannot look for waiting tasks'),
    })
  }

  wake(): void {
    this.#poll?.wake()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#poll?.stop()
  }

  async #claimWaiting(handler: TaskHandler): Promise<void> {
    const { tasks, accepts = () => true } = this.#options
    for (const task of await tasks.waiting()) {
      if (this.#stopped) return
      if (accepts(task) && this.#mayClaim(task)) await this.#claim(task, handler)
    }
  }

  /** Also beyond the limit when the trigger runs here: the claim then records the task as skipped. */
  #mayClaim(task: Task): boolean {
    if (this.#active.size < this.#options.concurrency) return true
    return [...this.#active.values()].some((active) => active.trigger === task.trigger)
  }

  async #claim(task: Task, handler: TaskHandler): Promise<void> {
    const { tasks, process, log } = this.#options
    const result = await tasks.claim(task.id, process)
    if (result === 'running') this.#run(task, handler)
    if (result === 'skipped') log.info({ task: task.id, trigger: task.trigger }, 'Skipped, still running')
  }

  #run(task: Task, handler: TaskHandler): void {
    this.#active.set(task.id, task)
    void handler(task).finally(() => {
      this.#active.delete(task.id)
      this.wake()
    })
  }
}
