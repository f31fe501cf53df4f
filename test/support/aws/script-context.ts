/** A ScriptContext in memory: points are kept, state is committed as the runner does it. */
import type { AwsClients, Category, Json, Point, PointSink, ScriptContext, TimeWindow } from '#func/script.ts'
import { toPlainPoint } from '../plain-point.ts'

export interface TestContextOptions {
  readonly triggeredAt: Date
  /** @default {triggeredAt} */
  readonly now?: () => Date
  /** @default triggeredAt */
  readonly startedAt?: Date
  readonly aws: AwsClients
  /** State as earlier runs left it; changed by this one. */
  readonly state?: Record<string, Json>
  readonly signal?: AbortSignal
  readonly window?: TimeWindow
  readonly sinks?: readonly PointSink[]
  /** @default endless */
  readonly timeLeft?: () => number
  /** Whether the sinks acknowledge the n-th write, from 1. @default all */
  readonly acknowledges?: (write: number) => boolean
  /** Runs before each write is taken; may reject or never resolve. */
  readonly onWrite?: (write: number) => Promise<void> | void
}

export interface TestLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface TestContext {
  readonly context: ScriptContext
  /** Acknowledged points. */
  readonly points: Record<Category, Point[]>
  readonly state: Record<string, Json>
  readonly logs: TestLogLine[]
  readonly progress: Record<string, { total: number; done: number }>
  readonly counts: Record<string, number>
}

export function createTestContext(options: TestContextOptions): TestContext {
  const points: Record<Category, Point[]> = { metric: [], custom_object: [], logging: [] }
  const state = options.state ?? {}
  const logs: TestLogLine[] = []
  const progress: Record<string, { total: number; done: number }> = {}
  const counts: Record<string, number> = {}
  const unit = (name: string) => {
    progress[name] ??= { total: 0, done: 0 }
    return progress[name]
  }
  const logAt = (level: TestLogLine['level']) => (fields: object, message: string) => {
    logs.push({ level, message, fields: { ...fields } })
  }
  let writes = 0
  let refused = false
  const context: ScriptContext = {
    aws: options.aws,
    points: {
      ...(options.sinks && { sinks: options.sinks }),
      async write(category, batch) {
        writes += 1
        const write = writes
        await options.onWrite?.(write)
        if (options.acknowledges?.(write) === false) refused = true
        else points[category].push(...batch.map(toPlainPoint))
      },
    },
    state: {
      get: async (key) => state[key],
      set(key, value) {
        if (!refused) state[key] = value
      },
    },
    log: { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
    progress: {
      total(name, count) {
        unit(name).total += count
      },
      done(name, count = 1) {
        unit(name).done += count
      },
    },
    count(name, by) {
      counts[name] = (counts[name] ?? 0) + by
    },
    ...(options.window && { window: options.window }),
    timeLeft: options.timeLeft ?? (() => Number.POSITIVE_INFINITY),
    signal: options.signal ?? new AbortController().signal,
    triggeredAt: options.triggeredAt,
    now: options.now ?? (() => options.triggeredAt),
    ...(options.startedAt && { startedAt: options.startedAt }),
  }
  return { context, points, state, logs, progress, counts }
}
