import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Pass, PassEnd } from './messages.ts'

export interface SessionOptions {
  /** Folder of the tree whose tests run. */
  readonly root: string
  readonly files: readonly string[]
  /** Switched on while the files load. @default none */
  readonly mutant?: string
  /** Milliseconds for one test. @default as configured */
  readonly testTimeoutMs?: number
  readonly signal: AbortSignal
}

const PROCESS = join(import.meta.dirname, 'test-process.ts')

/** One process that runs the tests of some files, pass after pass. */
export class Session implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #ended: Promise<undefined>

  constructor({ root, files, mutant, testTimeoutMs = 0, signal }: SessionOptions) {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'compiled') }
    this.#child = fork(PROCESS, [`${testTimeoutMs}`, ...files], {
      ...{ cwd: root, signal, killSignal: 'SIGKILL', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
      env: mutant === undefined ? env : { ...env, __STRYKER_ACTIVE_MUTANT__: mutant },
    })
    // An aborted signal kills it, and comes as an error, too.
    this.#child.on('error', () => {})
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve(undefined)))
  }

  /** Undefined when the process did not answer in time, or ended: then it runs nothing more. */
  async run(pass: Pass, timeoutMs: number): Promise<PassEnd | undefined> {
    if (!this.#isAlive) return undefined
    const answer = new Promise<PassEnd>((resolve) => this.#child.once('message', resolve))
    this.#child.send(pass)
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs)
    const end = await Promise.race([answer, this.#ended])
    clearTimeout(timer)
    return end
  }

  get #isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }
}
