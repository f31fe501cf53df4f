/** All that belongs to one run inside a worker: its masker, log, figures and the ways to end it. */
import { FuncError } from '../../errors.ts'
import { createMasker } from '../../log.ts'
import type { Logger } from '../../script.ts'
import type { AbortOrder, AbortReason, Outcome, Report, RunOrder, WorkerSettings } from '../messages.ts'
import { createLogRelay, type LogRelay } from './log-relay.ts'
import { createRunFigures } from './run-figures.ts'
import { runScript } from './run-script.ts'
import { createScriptLog } from './script-log.ts'
import type { WorkerStores } from './worker-stores.ts'

const FIGURES_MS = 1000
/** The part of the grace period in which points that were written may still be acknowledged. */
const DELIVERY_SHARE = 0.6

export interface RunSessionOptions {
  readonly order: RunOrder
  readonly settings: WorkerSettings
  readonly stores: WorkerStores
  readonly now: () => number
  readonly report: (report: Report) => void
}

export class RunSession {
  readonly #options: RunSessionOptions
  readonly #masker = createMasker()
  readonly #relay: LogRelay
  readonly #log: Logger
  readonly #script = new AbortController()
  readonly #delivery = new AbortController()
  readonly #broken = Promise.withResolvers<never>()
  readonly #timers: NodeJS.Timeout[] = []
  #ended = false

  constructor(options: RunSessionOptions) {
    this.#options = options
    const post = (entries: Extract<Report, { kind: 'log' }>['entries']) =>
      options.report({ kind: 'log', entries })
    this.#relay = createLogRelay({ post, now: options.now })
    this.#log = createScriptLog({
      masker: this.#masker,
      now: options.now,
      // what a script logs after its end belongs to no task
      add: (entry) => this.#ended || this.#relay.add(entry),
    })
    // breaking after the run is no rejection of its own
    this.#broken.promise.catch(() => {})
  }

  async run(): Promise<Outcome> {
    const { order, settings, stores, now } = this.#options
    const figures = createRunFigures(now)
    const report = () =>
      this.#options.report({ kind: 'figures', figures: this.#masker.maskValue(figures.snapshot()) })
    this.#timers.push(setInterval(report, FIGURES_MS).unref())
    return await runScript(order, {
      ...{ settings, stores, now, startedAt: now(), figures, log: this.#log, masker: this.#masker },
      signal: this.#script.signal,
      deliverySignal: this.#delivery.signal,
      broken: this.#broken.promise,
    })
  }

  /** Ends the session: what is logged later is dropped. */
  end(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#relay.flush()
    this.#ended = true
  }

  abort({ reason, graceMs }: AbortOrder): void {
    const error = abortError(reason)
    this.#script.abort(error)
    const abortDelivery = () => this.#delivery.abort(error)
    this.#timers.push(setTimeout(abortDelivery, graceMs * DELIVERY_SHARE).unref())
  }

  /** The script broke outside its promise. */
  break(error: unknown): void {
    this.#broken.reject(error)
  }

  mask(text: string): string {
    return this.#masker.mask(text)
  }

  print(level: 'info' | 'warn', line: string): void {
    this.#log[level]({ printed: true }, line)
  }
}

function abortError(reason: AbortReason): FuncError {
  if (reason === 'timeout') return new FuncError('FUNC_ERR_TASK_TIMEOUT', 'The task ran into its timeout')
  const why = reason === 'stop' ? 'on request' : 'as its process shuts down'
  return new FuncError('FUNC_ERR_TASK_STOPPED', `The task was stopped ${why}`)
}
