/** Enqueues the slots that have come due. Two schedulers on one store do no harm: a slot is unique there. */

import type { Triggers } from '../../home/types.ts'
import type { NewTask, Task } from '../../model/task.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { Logger } from '../../script.ts'
import type { Clock } from '../../time.ts'
import { errorFields } from '../error-fields.ts'
import { dueSlot, nextSlot } from './schedule.ts'

export interface SchedulerOptions {
  readonly triggers: Pick<Triggers, 'list'>
  readonly enqueue: (task: NewTask) => Promise<Task | undefined>
  readonly clock: Clock
  readonly log: Logger
}

export interface Scheduler {
  /** Enqueues what is due now. */
  tick(): Promise<void>
}

/** What a trigger was when it was last looked at, and when to look again: cron arithmetic is not free. */
interface Seen {
  readonly change: number
  readonly lookAgainMs: number
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const seen = new Map<string, Seen>()
  return {
    async tick() {
      const now = options.clock()
      for (const trigger of await options.triggers.list()) {
        if (!isWorthALook(trigger, seen.get(trigger.name), now)) continue
        await enqueueDue(trigger, now, options)
        seen.set(trigger.name, look(trigger, now))
      }
    },
  }
}

function isWorthALook(trigger: Trigger, seen: Seen | undefined, now: Date): boolean {
  if (!trigger.enabled) return false
  return seen?.change !== trigger.updatedAt.getTime() || now.getTime() >= seen.lookAgainMs
}

function look(trigger: Trigger, now: Date): Seen {
  return { change: trigger.updatedAt.getTime(), lookAgainMs: nextLook(trigger, now) }
}

function nextLook(trigger: Trigger, now: Date): number {
  try {
    return nextSlot(trigger, now)?.getTime() ?? Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

async function enqueueDue(trigger: Trigger, now: Date, options: SchedulerOptions): Promise<void> {
  const plannedAt = slotOf(trigger, now, options.log)
  if (plannedAt === undefined) return
  const { name, scriptSet } = trigger
  const task = await options.enqueue({
    trigger: name,
    scriptSet,
    origin: 'schedule',
    requestedBy: 'scheduler',
    plannedAt,
  })
  if (task !== undefined) options.log.debug({ trigger: name, task: task.id, plannedAt }, 'Slot is due')
}

/** One trigger with a broken schedule must not hold up the others. */
function slotOf(trigger: Trigger, now: Date, log: Logger): Date | undefined {
  try {
    return dueSlot(trigger, now)
  } catch (error) {
    log.error(
      { trigger: trigger.name, cron: trigger.cron, ...errorFields(error) },
      'Cannot compute the due slot',
    )
    return undefined
  }
}
