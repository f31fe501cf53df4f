/** The host's side of a task's log: entries on their way to the store, in batches. */

import type { Tasks } from '../../home/types.ts'
import type { LogEntry } from '../../model/task.ts'
import type { Logger } from '../../script.ts'
import { errorFields } from '../error-fields.ts'

const FLUSH_MS = 250
/** One statement should not grow without bound, nor the event loop starve. */
const BATCH = 500

export interface TaskLogOptions {
  readonly task: string
  readonly tasks: Pick<Tasks, 'appendLog'>
  readonly log: Logger
}

export interface TaskLog {
  add(entries: readonly LogEntry[]): void
  /** Resolves when everything added so far is stored. */
  flush(): Promise<void>
}

export function createTaskLog(options: TaskLogOptions): TaskLog {
  return new BatchedTaskLog(options)
}

class BatchedTaskLog implements TaskLog {
  readonly #options: TaskLogOptions
  #pending: LogEntry[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(options: TaskLogOptions) {
    this.#options = options
  }

  add(entries: readonly LogEntry[]): void {
    this.#pending.push(...entries)
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const entries = this.#pending
    this.#pending = []
    this.#writing = this.#writing.then(() => this.#store(entries))
    return this.#writing
  }

  /** A log that cannot be stored must not fail the task. */
  async #store(entries: readonly LogEntry[]): Promise<void> {
    const { tasks, task, log } = this.#options
    try {
      for (let at = 0; at < entries.length; at += BATCH) {
        await tasks.appendLog(task, entries.slice(at, at + BATCH))
      }
    } catch (error) {
      log.error({ task, ...errorFields(error) }, 'Cannot store the task log')
    }
  }
}
