/** State staged by a script, committed in the order of staging as acknowledgements allow it. */
import { FuncError, messageOf } from '../../errors.ts'
import type { Json } from '../../script.ts'

export type Commit = (values: Readonly<Record<string, Json>>) => Promise<void>

interface Staged {
  readonly key: string
  readonly value: Json
  /** Number of points written in this run before. */
  readonly position: number
}

export class StateCommits {
  readonly #commit: Commit
  readonly #onChange: () => void
  #staged: Staged[] = []
  #covered = 0
  #running = false
  #stopped = false
  #failure: FuncError | undefined

  constructor(commit: Commit, onChange: () => void) {
    this.#commit = commit
    this.#onChange = onChange
  }

  get failure(): FuncError | undefined {
    return this.#failure
  }

  /** Whether nothing is being committed, nor could be at once. */
  get idle(): boolean {
    return !this.#running
  }

  stage(staged: Staged): void {
    this.#staged.push(staged)
    this.#start()
  }

  /** All points up to this position are acknowledged. */
  cover(position: number): void {
    this.#covered = position
    this.#start()
  }

  /** Nothing is committed any more, save what is on its way already. */
  stop(): void {
    this.#stopped = true
  }

  #start(): void {
    if (!this.#running && this.#canCommit()) void this.#run()
  }

  #canCommit(): boolean {
    const first = this.#staged[0]
    return first !== undefined && first.position <= this.#covered && !this.#stopped && !this.#failure
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#canCommit()) await this.#commitCovered()
    this.#running = false
    this.#onChange()
  }

  async #commitCovered(): Promise<void> {
    // One turn of the event loop's microtasks later, so that keys staged together are committed together.
    await undefined
    const count = this.#staged.findIndex((staged) => staged.position > this.#covered)
    const ready = this.#staged.splice(0, count === -1 ? this.#staged.length : count)
    const values = Object.fromEntries(ready.map(({ key, value }) => [key, value]))
    try {
      await this.#commit(values)
    } catch (error) {
      const keys = Object.keys(values)
      const message = `Cannot commit the state of ${keys.length} keys from '${keys[0]}' on: ${messageOf(error)}`
      this.#failure = new FuncError('FUNC_ERR_STATE_COMMIT', message, { cause: error })
    }
  }
}
