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

interface Slots {
  readonly due: Date | undefined
  readonly next: Date | undefined
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const seen = new Map<string, Seen>()
  return {
    async tick() {
      const now = options.clock()
      for (const trigger of await options.triggers.list()) {
        if (!isWorthALook(trigger, seen.get(trigger.name), now)) continue
        const { due, next } = slotsOf(trigger, now, options.log)
        if (due !== undefined) await enqueueSlot(trigger, due, options)
        const lookAgainMs = next?.getTime() ?? Number.POSITIVE_INFINITY
        seen.set(trigger.name, { change: trigger.updatedAt.getTime(), lookAgainMs })
      }
    },
  }
}

function isWorthALook(trigger: Trigger, seen: Seen | undefined, now: Date): boolean {
  return seen?.change !== trigger.updatedAt.getTime() || now.getTime() >= seen.lookAgainMs
}

/** One trigger with a broken schedule must not hold up the others. */
function slotsOf(trigger: Trigger, now: Date, log: Logger): Slots {
  try {
    return { due: dueSlot(trigger, now), next: nextSlot(trigger, now) }
  } catch (error) {
    log.error(
      { trigger: trigger.name, cron: trigger.cron, ...errorFields(error) },
      'Cannot compute the due slot',
    )
    return { due: undefined, next: undefined }
  }
}

async function enqueueSlot(trigger: Trigger, plannedAt: Date, options: SchedulerOptions): Promise<void> {
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
