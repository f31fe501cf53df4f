/** Triggers by name: found, or an error that lists what there is, and changed once the change makes sense. */
import { didYouMean } from '../../did-you-mean.ts'
import { FuncError } from '../../errors.ts'
import type { Store } from '../../home/types.ts'
import { assertSchedule } from '../../market/schedule.ts'
import type { Trigger, TriggerChange } from '../../model/trigger.ts'
import { nextSlot, type TriggerTimes } from './schedule.ts'

type TriggerStore = Pick<Store, 'triggers'>

/** @throws FUNC_ERR_TRIGGER_UNKNOWN */
export async function requireTrigger({ triggers }: TriggerStore, name: string): Promise<Trigger> {
  const trigger = await triggers.get(name)
  if (trigger !== undefined) return trigger
  const names = (await triggers.list()).map((other) => other.name)
  throw new FuncError(
    'FUNC_ERR_TRIGGER_UNKNOWN',
    `Cannot find trigger '${name}': there is ${names.join(', ') || 'none yet'}${didYouMean(name, names)}`,
  )
}

/** Gives the trigger as it is then. @throws FUNC_ERR_TRIGGER_UNKNOWN, FUNC_ERR_CRON_INVALID */
export async function changeTrigger(
  store: TriggerStore,
  name: string,
  change: TriggerChange,
): Promise<Trigger> {
  assertSchedule({ ...(await requireTrigger(store, name)), ...change })
  await store.triggers.change(name, change)
  return requireTrigger(store, name)
}

/** The next slots after a time, at most `count`. */
export function nextSlots(times: TriggerTimes, after: Date, count: number): Date[] {
  const slots: Date[] = []
  for (let last = after; slots.length < count; ) {
    const slot = nextSlot(times, last)
    if (slot === undefined) break
    slots.push(slot)
    last = slot
  }
  return slots
}

/** When a trigger will run, a pause taken into account; empty while disabled. */
export function nextRuns(trigger: Trigger, now: Date, count: number): Date[] {
  if (!trigger.enabled) return []
  const from = Math.max(now.getTime(), trigger.pausedUntil?.getTime() ?? 0)
  return nextSlots(trigger, new Date(from), count)
}
