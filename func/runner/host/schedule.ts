/** Cron arithmetic of triggers: which slots there are, and which one is due. Pure; the time is passed in. */
import { createHash } from 'node:crypto'
import { Cron } from 'croner'
import type { Trigger } from '../../model/trigger.ts'

/** When a trigger runs; the name decides its jitter. */
export type TriggerTimes = Pick<Trigger, 'name' | 'cron' | 'timezone' | 'jitterSeconds'>

export type DueTimes = TriggerTimes & Pick<Trigger, 'enabled' | 'pausedUntil' | 'updatedAt'>

/** The first slot after a time, jitter included; undefined when there is none left. */
export function nextSlot(times: TriggerTimes, after: Date): Date | undefined {
  const jitter = jitterMs(times)
  const slot = cronOf(times).nextRun(new Date(after.getTime() - jitter))
  return slot === null ? undefined : new Date(slot.getTime() + jitter)
}

/** The last slot at or before a time, jitter included. */
export function previousSlot(times: TriggerTimes, at: Date): Date | undefined {
  const jitter = jitterMs(times)
  // one millisecond later, as croner leaves out a run at the very instant
  const [slot] = cronOf(times).previousRuns(1, new Date(at.getTime() - jitter + 1))
  return slot === undefined ? undefined : new Date(slot.getTime() + jitter)
}

/**
 * The slot that should have been started by now: the latest one only, however many were missed. Slots until the
 * trigger was last changed (created, enabled, given another schedule) and until the end of its pause do not count.
 */
export function dueSlot(trigger: DueTimes, now: Date): Date | undefined {
  if (!trigger.enabled) return undefined
  const slot = previousSlot(trigger, now)
  const since = Math.max(trigger.updatedAt.getTime(), trigger.pausedUntil?.getTime() ?? 0)
  return slot !== undefined && slot.getTime() > since ? slot : undefined
}

/** From 0 to `jitterSeconds`, whole seconds, the same for every run of one trigger on every machine. */
export function jitterMs({ name, jitterSeconds }: Pick<Trigger, 'name' | 'jitterSeconds'>): number {
  const hash = createHash('sha256').update(name).digest().readUInt32BE(0)
  return (hash % (Math.floor(jitterSeconds) + 1)) * 1000
}

function cronOf({ cron, timezone }: TriggerTimes): Cron {
  return new Cron(cron, { timezone })
}
