/**
 * The way of log entries out of a worker. Each leaves the thread at once, so that nothing is lost when the
 * script then loops or is killed; a flood is thinned to the first and last entries of each window, and reported.
 */
import type { LogEntry } from '../../model/task.ts'

const WINDOW_MS = 250
const FIRST = 1000
const LAST = 500

export interface LogRelayOptions {
  readonly post: (entries: readonly LogEntry[]) => void
  readonly now: () => number
  /** Entries of one window that pass at once. @default {1000} */
  readonly first?: number
  /** Entries kept of those that follow in the same window. @default {500} */
  readonly last?: number
}

export interface LogRelay {
  add(entry: LogEntry): void
  /** Posts what a flood has held back. */
  flush(): void
}

export function createLogRelay(options: LogRelayOptions): LogRelay {
  return new ThinningRelay(options)
}

class ThinningRelay implements LogRelay {
  readonly #options: LogRelayOptions
  #windowEnd = 0
  #passed = 0
  #dropped = 0
  #held: LogEntry[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(options: LogRelayOptions) {
    this.#options = options
  }

  add(entry: LogEntry): void {
    const { now, post, first = FIRST } = this.#options
    const at = now()
    if (at >= this.#windowEnd) this.#openWindow(at)
    this.#passed += 1
    if (this.#passed <= first) post([entry])
    else this.#hold(entry)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const entries = this.#dropped > 0 ? [this.#droppedEntry(), ...this.#held] : this.#held
    this.#held = []
    this.#dropped = 0
    if (entries.length > 0) this.#options.post(entries)
  }

  #openWindow(at: number): void {
    this.flush()
    this.#windowEnd = at + WINDOW_MS
    this.#passed = 0
  }

  #hold(entry: LogEntry): void {
    const { last = LAST } = this.#options
    this.#timer ??= setTimeout(() => this.flush(), WINDOW_MS).unref()
    this.#held.push(entry)
    // twice the number, so that cutting is rare
    if (this.#held.length >= 2 * last) this.#cut(last)
  }

  #cut(last: number): void {
    this.#dropped += this.#held.length - last
    this.#held = this.#held.slice(-last)
  }

  #droppedEntry(): LogEntry {
    const fields = { dropped: this.#dropped }
    return {
      time: new Date(this.#options.now()),
      level: 'warn',
      message: 'Log flood, entries dropped',
      fields,
    }
  }
}
