/** Triggers: the schedule of one startup script, and how it was made. */
import type { Json } from '../script.ts'

/** What one deploy wrote: the schedule of one startup script and how it was made. */
export interface Trigger {
  /** Name of the trigger and of its startup script, `home/startup/<name>.ts`. */
  readonly name: string
  readonly title: string
  readonly scriptSet: string
  readonly cron: string
  readonly timezone: string
  readonly jitterSeconds: number
  readonly timeoutSeconds: number
  readonly enabled: boolean
  readonly pausedUntil: Date | null
  /** SHA-256 of the startup script as deploy wrote it: distinguishes a hand-edited file from a generated one. */
  readonly generatedSha256: string
  /** Version of the script set whose manifest rendered it. */
  readonly generatedVersion: string
  /** The parameters of the deploy form, without secrets. */
  readonly parameters: Json
  readonly createdAt: Date
  readonly updatedAt: Date
}

export const TRIGGER_STATES = ['enabled', 'paused', 'disabled'] as const

export type TriggerState = (typeof TRIGGER_STATES)[number]

export function triggerState(trigger: Pick<Trigger, 'enabled' | 'pausedUntil'>, now: Date): TriggerState {
  if (!trigger.enabled) return 'disabled'
  return trigger.pausedUntil !== null && trigger.pausedUntil > now ? 'paused' : 'enabled'
}

export type TriggerChange = Partial<
  Pick<
    Trigger,
    'title' | 'cron' | 'timezone' | 'jitterSeconds' | 'timeoutSeconds' | 'enabled' | 'pausedUntil'
  >
>
