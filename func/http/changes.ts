/** Notifies listeners that something changed, whoever changed it: this server, its schedule, or a command. */
import { createHash } from 'node:crypto'
import type { Store } from '../home/types.ts'

const RECENT_TASKS = 50

export interface Changes {
  /** A change made through the API. */
  publish(topic: string): void
  /** Topics that changed since the last call for this listener. */
  listen(): Listener
}

export interface Listener {
  /** Looks at the store, at most once in a while for all listeners together. */
  take(): Promise<readonly string[]>
  close(): void
}

export interface ChangesOptions {
  readonly store: Pick<Store, 'tasks' | 'triggers' | 'sinks'>
  readonly now: () => number
  /** Milliseconds. @default {1000} */
  readonly everyMs?: number
}

type Look = () => Promise<unknown>

/** What is looked at is small: the newest records, not their logs. */
export function createChanges({ store, now, everyMs = 1000 }: ChangesOptions): Changes {
  const looks: Readonly<Record<string, Look>> = {
    tasks: async () => [await store.tasks.list({ limit: RECENT_TASKS }), await store.tasks.running()],
    triggers: () => store.triggers.list(),
    sinks: () => store.sinks.list(),
  }
  const seen = new Map<string, string>()
  const listeners = new Set<Set<string>>()
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined
  const publish = (topic: string): void => {
    for (const pending of listeners) pending.add(topic)
  }
  const look = async (): Promise<void> => {
    for (const [topic, read] of Object.entries(looks)) {
      const digest = createHash('sha256')
        .update(JSON.stringify(await read()))
        .digest('base64')
      const before = seen.get(topic)
      seen.set(topic, digest)
      if (before !== undefined && before !== digest) publish(topic)
    }
  }
  const lookIfDue = async (): Promise<void> => {
    if (looking === undefined && now() - lookedAt >= everyMs) {
      lookedAt = now()
      looking = look().finally(() => {
        looking = undefined
      })
    }
    await looking
  }
  return {
    publish,
    listen() {
      const pending = new Set<string>()
      listeners.add(pending)
      return {
        async take() {
          await lookIfDue()
          const topics = [...pending]
          pending.clear()
          return topics
        },
        close: () => void listeners.delete(pending),
      }
    },
  }
}
