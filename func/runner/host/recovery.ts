/** Tasks whose process died: recorded as `lost`, and run again while they are still the latest. */
import { ERRORS } from '../../errors.ts'
import type { Processes, Tasks, Triggers } from '../../home/types.ts'
import type { NewTask, Task } from '../../model/task.ts'
import type { Logger } from '../../script.ts'
import { type Clock, DAY_MS } from '../../time.ts'

const RECENT = 100

export interface RecoveryOptions {
  readonly tasks: Tasks
  readonly triggers: Pick<Triggers, 'get'>
  readonly processes: Pick<Processes, 'remove'>
  readonly dead: () => Promise<string[]>
  readonly clock: Clock
  readonly log: Logger
}

/** Ends the running tasks of dead processes and forgets those processes. */
export async function markLostTasks(options: RecoveryOptions): Promise<Task[]> {
  const dead = await options.dead()
  const lost = await options.tasks.markLost(dead)
  for (const task of lost) await reportLost(task, options)
  for (const id of dead) await options.processes.remove(id)
  return lost
}

async function reportLost(task: Task, { tasks, clock, log }: RecoveryOptions): Promise<void> {
  log.warn({ trigger: task.trigger, task: task.id }, 'Task lost, its process died')
  const { meaning } = ERRORS.FUNC_ERR_TASK_LOST
  const fields = { code: 'FUNC_ERR_TASK_LOST', process: task.process }
  await tasks.appendLog(task.id, [{ time: clock(), level: 'error', message: meaning, fields }])
}

/**
 * Runs lost tasks again: those just marked, and those of the last day that another process marked. Not when a
 * newer task of the trigger that was asked for the same took its place, nor when the run before was lost as well: a task that kills its
 * process must not do so again and again.
 */
export async function rerunLostTasks(
  marked: readonly Task[],
  enqueue: (task: NewTask) => Promise<Task | undefined>,
  options: RecoveryOptions,
): Promise<void> {
  const since = new Date(options.clock().getTime() - DAY_MS)
  const recent = await options.tasks.list({ status: ['lost'], since, limit: RECENT })
  const lost = new Map([...marked, ...recent].map((task) => [task.id, task]))
  for (const task of lost.values()) {
    if (await shouldRunAgain(task, options)) await runAgain(task, enqueue, options)
  }
}

async function shouldRunAgain(task: Task, { tasks, triggers }: RecoveryOptions): Promise<boolean> {
  const asked = JSON.stringify(task.request)
  const all = await tasks.list({ trigger: task.trigger, limit: RECENT })
  // A slot that came meanwhile does not read the stretch of the past that a lost backfill was asked for.
  const [latest, before] = all.filter(({ request }) => JSON.stringify(request) === asked)
  if (latest?.id !== task.id || before?.status === 'lost') return false
  return (await triggers.get(task.trigger)) !== undefined
}

async function runAgain(
  task: Task,
  enqueue: (task: NewTask) => Promise<Task | undefined>,
  { tasks, clock, log }: RecoveryOptions,
): Promise<void> {
  const { trigger, scriptSet, origin, requestedBy, request } = task
  const again = await enqueue({ trigger, scriptSet, origin, requestedBy, request, plannedAt: clock() })
  if (again === undefined) return
  log.info({ trigger, lost: task.id, task: again.id }, 'Lost task is run again')
  await tasks.appendLog(again.id, [
    { time: clock(), level: 'info', message: 'Run again for a lost task', fields: { lost: task.id } },
  ])
}
