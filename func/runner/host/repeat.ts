/** Work that is done again and again, one pass at a time, and sooner when woken. */

export interface RepeatOptions {
  readonly everyMs: number
  readonly work: () => Promise<void>
  /** A failing pass does not end the repetition. */
  readonly onError: (error: unknown) => void
}

export interface Repetition {
  /** Starts a pass at once, or right after the one that is going. */
  wake(): void
  /** Starts no more passes; resolves when the one that is going has ended. */
  stop(): Promise<void>
}

/** The first pass starts at once. The timer does not keep the process alive. */
export function repeat(options: RepeatOptions): Repetition {
  const repetition = new TimedRepetition(options)
  repetition.wake()
  return repetition
}

class TimedRepetition implements Repetition {
  readonly #options: RepeatOptions
  #timer: NodeJS.Timeout | undefined
  #going: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(options: RepeatOptions) {
    this.#options = options
  }

  wake(): void {
    if (this.#stopped) return
    if (this.#going !== undefined) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#going = this.#pass()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#going
  }

  async #pass(): Promise<void> {
    do {
      this.#again = false
      await this.#options.work().catch(this.#options.onError)
    } while (this.#again && !this.#stopped)
    this.#going = undefined
    if (this.#stopped) return
    this.#timer = setTimeout(() => this.wake(), this.#options.everyMs)
    this.#timer.unref()
  }
}
