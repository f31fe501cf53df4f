/** Runs tasks in this process, and hands them to the server of the home where there is one. */

import { join } from 'node:path'
import { createBudgetMemory } from '../../aws/budget-memory.ts'
import { FuncError } from '../../errors.ts'
import type { Store } from '../../home/types.ts'
import type { NewTask, Task, TaskRequest } from '../../model/task.ts'
import type { PointStore } from '../../points/types.ts'
import type { Logger } from '../../script.ts'
import type { Settings } from '../../settings-schema.ts'
import { type Clock, HOUR_MS } from '../../time.ts'
import { errorFields } from '../error-fields.ts'
import { codedTaskError } from '../task-error.ts'
import { type FollowOptions, follow } from './follow.ts'
import { createLease, type Lease } from './lease.ts'
import { type Machine, thisMachine } from './liveness.ts'
import { createPool, type Pool } from './pool.ts'
import { createEmbeddedQueue, type Queue } from './queue.ts'
import { markLostTasks, type RecoveryOptions, rerunLostTasks } from './recovery.ts'
import { type Repetition, repeat } from './repeat.ts'
import { runRetention } from './retention.ts'
import { RunningTask } from './run-task.ts'
import { createScheduler } from './scheduler.ts'
import { TaskWorker } from './worker.ts'

const SCHEDULE_MS = 500
const STOP_REQUESTS_MS = 500
const RECOVERY_MS = 10_000
const HOUSEKEEPING_MS = HOUR_MS

export interface RunnerOptions {
  readonly home: string
  /** Key of the secrets, for the workers. */
  readonly key: Uint8Array
  readonly store: Store
  /** For retention. */
  readonly points: Pick<PointStore, 'prune' | 'pruneToSize'>
  readonly clock: Clock
  /** A server runs whatever is waiting; a command only what it was asked to execute. */
  readonly kind: 'serve' | 'cli'
  readonly settings: Pick<Settings, 'runner' | 'retention' | 'connections'>
  readonly log: Logger
  /** @default {this one} */
  readonly machine?: Machine
}

export interface ExecuteOptions {
  readonly requestedBy: string
  /** @default {a usual run} */
  readonly request?: TaskRequest
}

export type WaitOptions = Pick<FollowOptions, 'onLog' | 'onFigures' | 'signal' | 'pollMs'>

export interface Runner {
  /**
   * Takes a place on the home and begins to run tasks.
   *
   * @throws FUNC_ERR_SERVE_RUNNING when a server runs on this home and this is to be one
   */
  start(options: { readonly schedule: boolean }): Promise<void>
  /** Enqueues a run; the server of the home takes it, or else this process. @throws FUNC_ERR_TRIGGER_UNKNOWN */
  execute(trigger: string, options: ExecuteOptions): Promise<Task>
  /** Follows a task to its end, wherever it runs. @throws FUNC_ERR_TASK_UNKNOWN, or what kept its end from the store */
  wait(taskId: string, options?: WaitOptions): Promise<Task>
  /** Asks a task to end, wherever it runs; false when it had ended. @throws FUNC_ERR_TASK_UNKNOWN */
  stop(taskId: string): Promise<boolean>
  /** Ends the running tasks of this process, recorded as stopped, and gives its place up. */
  close(options?: { readonly graceMs?: number }): Promise<void>
}

export function createRunner(options: RunnerOptions): Runner {
  return new HomeRunner(options)
}

class HomeRunner implements Runner {
  readonly #options: RunnerOptions
  readonly #machine: Machine
  readonly #lease: Lease
  readonly #pool: Pool<TaskWorker>
  readonly #queue: Queue
  readonly #running = new Map<string, { readonly task: RunningTask; readonly done: Promise<unknown> }>()
  /** Tasks that a command runs itself. */
  readonly #own = new Set<string>()
  /** Why the end of a task that ran here is not in the store. */
  readonly #unrecorded = new Map<string, unknown>()
  #repetitions: Repetition[] = []
  #closing: Promise<void> | undefined

  constructor(options: RunnerOptions) {
    const { store, clock, log, kind, settings } = options
    const machine = options.machine ?? thisMachine()
    this.#options = options
    this.#machine = machine
    this.#lease = createLease({ processes: store.processes, kind, pid: process.pid, machine, clock, log })
    this.#pool = poolOf(options)
    this.#queue = createEmbeddedQueue({
      tasks: store.tasks,
      process: this.#lease.id,
      concurrency: settings.runner.maxWorkers,
      accepts: (task) => kind === 'serve' || this.#own.has(task.id),
      log,
    })
  }

  async start({ schedule }: { readonly schedule: boolean }): Promise<void> {
    await this.#lease.start()
    this.#pool.warmUp()
    const lost = await markLostTasks(this.#recovery())
    if (schedule) await this.#startScheduler()
    // after the due slots: a lost task whose place a newer slot has taken is not run again
    if (this.#options.kind === 'serve') await this.#rerun(lost)
    this.#queue.start((task) => this.#run(task))
    this.#every(STOP_REQUESTS_MS, 'Cannot look for stop requests', () => this.#obeyStopRequests())
    if (this.#options.kind === 'serve') this.#startServing()
  }

  async execute(trigger: string, { requestedBy, request }: ExecuteOptions): Promise<Task> {
    const { store, clock } = this.#options
    const found = await store.triggers.get(trigger)
    if (found === undefined) throw unknownTrigger(trigger)
    const isLeft = await this.#leavesToServer()
    const task = await this.#queue.enqueue({
      ...{ trigger, scriptSet: found.scriptSet, origin: 'manual', requestedBy, plannedAt: clock() },
      request: request ?? null,
    })
    if (task === undefined) throw new FuncError('FUNC_ERR_INTERNAL', `Cannot enqueue a run of '${trigger}'`)
    if (!isLeft) this.#take(task.id)
    return task
  }

  wait(taskId: string, options: WaitOptions = {}): Promise<Task> {
    const { store, clock } = this.#options
    return follow({
      ...options,
      ...{ store, clock, taskId, machine: this.#machine },
      onRunning: () => {
        if (this.#unrecorded.has(taskId)) throw this.#unrecorded.get(taskId)
      },
      // the server that it was left to may have died before it took the task
      onWaiting: async () => {
        if (!this.#own.has(taskId) && !(await this.#leavesToServer())) this.#take(taskId)
      },
    })
  }

  async stop(taskId: string): Promise<boolean> {
    const { tasks } = this.#options.store
    await tasks.require(taskId)
    const isAsked = await tasks.requestStop(taskId)
    this.#running.get(taskId)?.task.abort('stop')
    return isAsked
  }

  close(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options.graceMs ?? this.#options.settings.runner.graceSeconds * 1000)
    return this.#closing
  }

  /** A command leaves a task to the server of the home, which serves it even when the command is interrupted. */
  async #leavesToServer(): Promise<boolean> {
    return this.#options.kind === 'cli' && (await this.#lease.server()) !== undefined
  }

  #take(taskId: string): void {
    this.#own.add(taskId)
    this.#queue.wake()
  }

  async #run(task: Task): Promise<void> {
    const { store, clock, log, settings } = this.#options
    const { graceSeconds, memoryMb } = settings.runner
    const running = new RunningTask({
      ...{ task, store, clock, log, memoryMb, pool: this.#pool, graceMs: graceSeconds * 1000 },
    })
    const done = running.run()
    this.#running.set(task.id, { task: running, done })
    const failure = await done
    if (failure !== undefined) this.#unrecorded.set(task.id, failure.unrecorded)
    this.#running.delete(task.id)
  }

  async #obeyStopRequests(): Promise<void> {
    if (this.#running.size === 0) return
    for (const id of await this.#options.store.tasks.stopRequests(this.#lease.id)) {
      this.#running.get(id)?.task.abort('stop')
    }
  }

  /** The first tick is awaited, so that what was missed is enqueued before lost tasks are looked at. */
  async #startScheduler(): Promise<void> {
    const { store, clock, log } = this.#options
    const enqueue = (task: NewTask) => this.#queue.enqueue(task)
    const scheduler = createScheduler({ triggers: store.triggers, enqueue, clock, log })
    await scheduler.tick()
    this.#every(SCHEDULE_MS, 'Cannot look for due slots', () => scheduler.tick())
  }

  #startServing(): void {
    const { store, points, clock, log, settings } = this.#options
    const { retention } = settings
    this.#every(RECOVERY_MS, 'Cannot look for lost tasks', () => this.#recover())
    this.#every(HOUSEKEEPING_MS, 'Cannot delete old records', () =>
      runRetention({ ...store, points, retention, clock, log }),
    )
  }

  async #recover(): Promise<void> {
    await this.#endOrphanedTasks()
    await this.#rerun(await markLostTasks(this.#recovery()))
  }

  /** Tasks that the store has as running here although they do not: their end could not be recorded. */
  async #endOrphanedTasks(): Promise<void> {
    const { tasks } = this.#options.store
    const orphanedTasks = (await tasks.running()).filter(
      ({ id, process }) => process === this.#lease.id && !this.#running.has(id),
    )
    const error = codedTaskError('FUNC_ERR_TASK_LOST', 'The end of the task could not be recorded')
    for (const { id } of orphanedTasks) {
      await tasks.finish(id, { status: 'lost', error })
      this.#unrecorded.delete(id)
    }
  }

  async #rerun(lost: readonly Task[]): Promise<void> {
    await rerunLostTasks(lost, (task) => this.#queue.enqueue(task), this.#recovery())
  }

  #recovery(): RecoveryOptions {
    const { store, clock, log } = this.#options
    return { ...store, dead: () => this.#lease.dead(), clock, log }
  }

  #every(everyMs: number, message: string, work: () => Promise<void>): void {
    const onError = (error: unknown): void => this.#options.log.error(errorFields(error), message)
    this.#repetitions.push(repeat({ everyMs, work, onError }))
  }

  async #close(graceMs: number): Promise<void> {
    await Promise.all(this.#repetitions.map((repetition) => repetition.stop()))
    await this.#queue.stop()
    for (const { task } of this.#running.values()) task.abort('shutdown', graceMs)
    await Promise.all([...this.#running.values()].map(({ done }) => done))
    await this.#pool.close()
    await this.#lease.close()
  }
}

/** A command ends after its task: workers beyond that would be started for nothing. */
function poolOf(options: RunnerOptions): Pool<TaskWorker> {
  const { home, key, kind, settings } = options
  const { warmWorkers, maxWorkers, runsPerWorker, memoryMb, strictDigests } = settings.runner
  const compileCache = join(home, 'cache', 'compiled')
  const shared = {
    ...{ home, key, strictDigests, compileCache, network: settings.connections },
    budgetMemory: createBudgetMemory(),
  }
  const create = () => new TaskWorker({ settings: shared, memoryMb })
  if (kind === 'cli') return createPool({ create, runsPerWorker, warm: 0, maxIdle: 0 })
  return createPool({ create, runsPerWorker, warm: warmWorkers, maxIdle: Math.max(warmWorkers, maxWorkers) })
}

function unknownTrigger(name: string): FuncError {
  return new FuncError(
    'FUNC_ERR_TRIGGER_UNKNOWN',
    `Cannot run trigger '${name}' as there is none of this name`,
  )
}
