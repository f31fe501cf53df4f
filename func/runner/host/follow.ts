/** Follows a task, whichever process runs it. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../../home/types.ts'
import { hasEnded, type StoredLogEntry, type Task, type TaskFigures } from '../../model/task.ts'
import { deadProcesses, type Witness } from './lease.ts'

const POLL_MS = 250
const LOG_PAGE = 1000
/** Looking for dead processes need not be as frequent. */
const LIVENESS_EVERY = 4

export interface FollowOptions {
  readonly store: Pick<Store, 'tasks' | 'processes'>
  readonly taskId: string
  /** Distinguishes dead processes from living ones. */
  readonly machine: Witness['machine']
  readonly clock: Witness['clock']
  readonly onLog?: ((entries: readonly StoredLogEntry[]) => void) | undefined
  readonly onFigures?: ((figures: TaskFigures) => void) | undefined
  /** Called while the task has not ended; throws when its end will never be seen. */
  readonly onRunning?: (() => void) | undefined
  /** Called while the task waits for somebody to claim it. */
  readonly onWaiting?: (() => Promise<void>) | undefined
  /** Ends following, not the task. */
  readonly signal?: AbortSignal | undefined
  /** @default {250} */
  readonly pollMs?: number
}

/**
 * Resolves with the ended task. A task whose process died meanwhile is recorded as `lost`.
 *
 * @throws FUNC_ERR_TASK_UNKNOWN, or the signal's reason when it is aborted
 */
export async function follow(options: FollowOptions): Promise<Task> {
  const { signal, pollMs = POLL_MS } = options
  const position = { logged: 0, figures: '' }
  for (let round = 1; ; round += 1) {
    signal?.throwIfAborted()
    // read before its log, so that the log of an ended task is complete
    const task = await options.store.tasks.require(options.taskId)
    await passOn(task, position, options)
    if (hasEnded(task)) return task
    options.onRunning?.()
    if (task.status === 'waiting') await options.onWaiting?.()
    if (round % LIVENESS_EVERY === 0) await noticeDeath(task, options)
    await sleep(pollMs, undefined, signal === undefined ? {} : { signal })
  }
}

interface Position {
  logged: number
  figures: string
}

async function passOn(task: Task, position: Position, options: FollowOptions): Promise<void> {
  if (options.onLog !== undefined) await passLogOn(position, options)
  const figures = JSON.stringify(task.figures)
  if (task.figures === null || figures === position.figures) return
  position.figures = figures
  options.onFigures?.(task.figures)
}

async function passLogOn(position: Position, { store, taskId, onLog }: FollowOptions): Promise<void> {
  for (;;) {
    const entries = await store.tasks.log(taskId, { after: position.logged, limit: LOG_PAGE })
    position.logged = entries.at(-1)?.seq ?? position.logged
    if (entries.length > 0) onLog?.(entries)
    if (entries.length < LOG_PAGE) return
  }
}

async function noticeDeath(task: Task, { store, machine, clock }: FollowOptions): Promise<void> {
  if (task.status !== 'running' || task.process === null) return
  const { process } = task
  const dead = await deadProcesses({ processes: store.processes, machine, clock })
  const known = await store.processes.list()
  // a process that left has ended its tasks before; what is still running then was lost
  if (dead.includes(process) || !known.some(({ id }) => id === process)) await store.tasks.markLost([process])
}
