/** Figures of one run, gathered where they arise. */

import type { SinkFigures, TaskFigures } from '../../model/task.ts'
import type { Category, Progress } from '../../script.ts'

type AwsFigures = Pick<
  TaskFigures,
  'apiCalls' | 'apiErrors' | 'throttles' | 'retries' | 'queries' | 'billedMetrics' | 'estimatedDollars'
>

export interface FigureSources {
  readonly aws: () => AwsFigures
  readonly sinks: () => Readonly<Record<string, SinkFigures>>
}

export interface RunFigures {
  readonly progress: Progress
  /** @see ScriptContext.count */
  count(name: string, by: number): void
  countPoints(category: Category, count: number): void
  /** Counts from these too; they exist only once a run has been prepared. */
  attach(sources: FigureSources): void
  snapshot(): TaskFigures
}

const NO_AWS: AwsFigures = {
  apiCalls: {},
  apiErrors: {},
  throttles: 0,
  retries: 0,
  queries: 0,
  billedMetrics: 0,
  estimatedDollars: 0,
}

export function createRunFigures(now: () => number): RunFigures {
  const startedAt = now()
  const points: Partial<Record<Category, number>> = {}
  const counts: Record<string, number> = {}
  const progress: Record<string, { done: number; total: number }> = {}
  let sources: FigureSources = { aws: () => NO_AWS, sinks: () => ({}) }
  const unitOf = (unit: string) => {
    progress[unit] ??= { done: 0, total: 0 }
    return progress[unit]
  }
  return {
    progress: {
      total(unit, count) {
        unitOf(unit).total += count
      },
      done(unit, count = 1) {
        unitOf(unit).done += count
      },
    },
    count(name, by) {
      counts[name] = (counts[name] ?? 0) + by
    },
    countPoints(category, count) {
      points[category] = (points[category] ?? 0) + count
    },
    attach(given) {
      sources = given
    },
    snapshot: () => ({
      ...sources.aws(),
      points: { ...points },
      sinks: sources.sinks(),
      progress: structuredClone(progress),
      counts: { ...counts },
      durationMs: Math.max(0, now() - startedAt),
    }),
  }
}
