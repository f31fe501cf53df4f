/** One claimed task, from the host's side: a worker is given the order, watched, and its end recorded. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../../home/types.ts'
import type { LogLevel } from '../../model/log-level.ts'
import type { Task, TaskEnd, TaskFigures } from '../../model/task.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { Logger } from '../../script.ts'
import type { Clock } from '../../time.ts'
import { errorFields } from '../error-fields.ts'
import type { AbortReason, RunOrder } from '../messages.ts'
import { codedTaskError } from '../task-error.ts'
import type { Pool } from './pool.ts'
import { createTaskLog, type TaskLog } from './task-log.ts'
import type { RunEnd, TaskWorker } from './worker.ts'

export interface RunTaskOptions {
  readonly task: Task
  readonly store: Pick<Store, 'tasks' | 'triggers'>
  readonly pool: Pool<TaskWorker>
  readonly clock: Clock
  readonly log: Logger
  /** From an abort until the worker is ended hard, milliseconds. */
  readonly graceMs: number
  /** Heap limit as messages name it, MiB. */
  readonly memoryMb: number
}

const FINISH_ATTEMPTS = 4
const FINISH_RETRY_MS = 500

/** A task on its way; make it, then `run` it once. */
export class RunningTask {
  readonly #options: RunTaskOptions
  readonly #taskLog: TaskLog
  readonly #timers: NodeJS.Timeout[] = []
  #worker: TaskWorker | undefined
  #aborted: AbortReason | undefined
  #figures: TaskFigures | null = null
  #saving: Promise<void> | undefined

  constructor(options: RunTaskOptions) {
    const { task, store, log } = options
    this.#options = options
    this.#taskLog = createTaskLog({ task: task.id, tasks: store.tasks, log })
  }

  /** Runs the task to its recorded end; gives the error when that cannot be recorded. Never rejects. */
  async run(): Promise<{ readonly unrecorded: unknown } | undefined> {
    const { log, task } = this.#options
    try {
      await this.#finish(await this.#perform())
      return undefined
    } catch (error) {
      log.error(
        { task: task.id, trigger: task.trigger, ...errorFields(error) },
        'Cannot record the end of a task',
      )
      return { unrecorded: error }
    } finally {
      this.#clearTimers()
    }
  }

  /** Signals the script, and ends its worker hard when it does not end in time. The first reason stands. */
  abort(reason: AbortReason, graceMs: number = this.#options.graceMs): void {
    if (this.#aborted === undefined) {
      this.#aborted = reason
      this.#log('warn', { reason, graceMs }, 'Task is asked to end')
      this.#worker?.abort(reason, graceMs)
    }
    this.#timers.push(setTimeout(() => void this.#worker?.terminate(), graceMs))
  }

  async #perform(): Promise<TaskEnd> {
    const { task, store } = this.#options
    const trigger = await store.triggers.get(task.trigger)
    if (trigger === undefined) return withoutTrigger(task)
    try {
      return await this.#runInWorker(trigger)
    } catch (error) {
      this.#options.log.error(
        { task: task.id, trigger: task.trigger, ...errorFields(error) },
        'Cannot run a task',
      )
      return failed('FUNC_ERR_INTERNAL', `Cannot run task '${task.id}': ${String(error)}`)
    }
  }

  async #runInWorker(trigger: Trigger): Promise<TaskEnd> {
    const { task, pool } = this.#options
    const worker = await pool.acquire(task.scriptSet)
    // the start of a worker does not count against the timeout
    await worker.ready
    // asked to end while it waited for its worker: nothing has been done yet
    if (this.#aborted !== undefined) {
      await pool.release(worker, task.scriptSet, true)
      return this.#abortedEnd(this.#aborted, false)
    }
    this.#worker = worker
    const { trigger: name, scriptSet, origin, requestedBy, plannedAt, request } = task
    this.#options.log.info({ trigger: name, task: task.id, origin, requestedBy }, 'Task started')
    const story = { trigger: name, scriptSet, origin, requestedBy, plannedAt, ...request }
    this.#log('info', story, 'Run started')
    this.#timers.push(setTimeout(() => this.abort('timeout'), trigger.timeoutSeconds * 1000))
    const end = await worker.run(this.#order(trigger), {
      onLog: (entries) => this.#taskLog.add(entries),
      onFigures: (figures) => this.#saveFigures(figures),
    })
    this.#worker = undefined
    this.#clearTimers()
    // before anything else is awaited: who asks it to end from now on comes too late
    const recorded = this.#endOf(end, trigger)
    await pool.release(worker, task.scriptSet, this.#isHealthy(end))
    return recorded
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #order({ timeoutSeconds }: Trigger): RunOrder {
    const { id, trigger, scriptSet, plannedAt, request } = this.#options.task
    const timeoutMs = timeoutSeconds * 1000
    return { kind: 'run', task: id, trigger, scriptSet, plannedAt, timeoutMs, request }
  }

  #isHealthy(end: RunEnd): boolean {
    return end.kind === 'outcome' && end.outcome.error === null && end.outcome.reusable && !this.#aborted
  }

  #endOf(end: RunEnd, trigger: Trigger): TaskEnd {
    const seen = end.kind === 'outcome' ? end.outcome : { figures: this.#figures, version: null }
    const { figures, version } = seen
    const base = version === null ? { figures } : { figures, version }
    if (this.#aborted !== undefined) {
      return { ...base, ...this.#abortedEnd(this.#aborted, end.kind === 'died', trigger) }
    }
    if (end.kind === 'died') return { ...base, ...this.#diedEnd(end) }
    return { ...base, status: end.outcome.error === null ? 'success' : 'failure', error: end.outcome.error }
  }

  #abortedEnd(reason: AbortReason, hard: boolean, trigger?: Trigger): TaskEnd {
    const how = hard ? '; it did not end by itself and was ended hard' : ''
    if (reason === 'timeout') {
      const message = `Stopped after the timeout of ${trigger?.timeoutSeconds} s${how}`
      return { status: 'timeout', error: codedTaskError('FUNC_ERR_TASK_TIMEOUT', message) }
    }
    const why = reason === 'stop' ? 'Stopped on request' : 'Stopped as its process shut down'
    return { status: 'stopped', error: codedTaskError('FUNC_ERR_TASK_STOPPED', why + how) }
  }

  #diedEnd({ cause, message }: Extract<RunEnd, { kind: 'died' }>): TaskEnd {
    const { memoryMb } = this.#options
    if (cause === 'memory') {
      return failed('FUNC_ERR_TASK_OUT_OF_MEMORY', `The task needed more than its ${memoryMb} MiB of heap`)
    }
    if (cause === 'exit') return failed('FUNC_ERR_TASK_EXITED', `The script ended its worker: ${message}`)
    return failed('FUNC_ERR_TASK_FAILED', `The worker of the task broke: ${message}`)
  }

  /** One write at a time; a newer snapshot holds all of an older one. */
  #saveFigures(figures: TaskFigures): void {
    const { store, task, log } = this.#options
    this.#figures = figures
    this.#saving ??= store.tasks
      .saveFigures(task.id, figures)
      .catch((error) =>
        log.warn({ task: task.id, ...errorFields(error) }, 'Cannot save the figures of a task'),
      )
      .finally(() => {
        this.#saving = undefined
      })
  }

  async #finish(end: TaskEnd): Promise<void> {
    const { task, log } = this.#options
    if (end.error != null) this.#log('error', { code: end.error.code, status: end.status }, end.error.message)
    this.#log('info', { status: end.status, ...summary(end.figures) }, 'Run ended')
    await this.#taskLog.flush()
    await this.#saving
    const isRecorded = await this.#record(end)
    const fields = { trigger: task.trigger, task: task.id, status: end.status, code: end.error?.code }
    if (isRecorded) log.info(fields, 'Task ended')
    else log.warn(fields, 'Task had been ended by another process')
  }

  /** The store may be busy or its disk full for a moment; a task must not stay running for that. */
  async #record(end: TaskEnd): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#options.store.tasks.finish(this.#options.task.id, end)
      } catch (error) {
        if (attempt === FINISH_ATTEMPTS) throw error
        await sleep(attempt * FINISH_RETRY_MS)
      }
    }
  }

  #log(level: LogLevel, fields: Readonly<Record<string, unknown>>, message: string): void {
    this.#taskLog.add([{ time: this.#options.clock(), level, message, fields }])
  }
}

/** What a run did and cost, in one line of its log. */
function summary(figures: TaskFigures | null | undefined): Readonly<Record<string, unknown>> {
  if (figures == null) return {}
  const { durationMs, points, counts, apiCalls, billedMetrics, estimatedDollars, retries, throttles } =
    figures
  const calls = Object.values(apiCalls).reduce((sum, count) => sum + count, 0)
  const dollars = Number(estimatedDollars.toFixed(6))
  return {
    tookMs: durationMs,
    points,
    ...counts,
    apiCalls: calls,
    retries,
    throttles,
    billedMetrics,
    dollars,
  }
}

function failed(code: Parameters<typeof codedTaskError>[0], message: string): TaskEnd {
  return { status: 'failure', error: codedTaskError(code, message) }
}

function withoutTrigger({ trigger }: Task): TaskEnd {
  return failed('FUNC_ERR_TRIGGER_UNKNOWN', `Cannot run trigger '${trigger}' as it was removed`)
}
