import type { Task } from '../api/types.gen.ts'

/** Points handed over, of all categories. */
export function totalPoints(task: Task): number | undefined {
  if (task.figures === null) return undefined
  return Object.values(task.figures.points).reduce((sum, count) => sum + count, 0)
}

/** Milliseconds so far, or in all; undefined before the start. */
export function taskDuration(task: Task, now: Date): number | undefined {
  if (task.startedAt === null) return undefined
  if (task.endedAt === null) return Math.max(0, now.getTime() - Date.parse(task.startedAt))
  return task.figures?.durationMs ?? Date.parse(task.endedAt) - Date.parse(task.startedAt)
}
