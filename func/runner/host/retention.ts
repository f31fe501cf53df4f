/** Retention: old task records, old points, and points beyond the size of the store are deleted now and then. */

import type { AccessStore, Tasks } from '../../home/types.ts'
import type { PointStore } from '../../points/types.ts'
import type { Logger } from '../../script.ts'
import { type Clock, DAY_MS } from '../../time.ts'

/** Who repeats a request does so within a day. */
const IDEMPOTENCY_DAYS = 1
const MIB = 1024 * 1024

export interface RetentionOptions {
  readonly tasks: Pick<Tasks, 'prune'>
  readonly points: Pick<PointStore, 'prune' | 'pruneToSize'>
  readonly audit: Pick<AccessStore['audit'], 'prune'>
  readonly idempotency: Pick<AccessStore['idempotency'], 'prune'>
  readonly retention: {
    readonly tasksPerTrigger: number
    readonly taskDays: number
    readonly pointDays: number
    readonly auditDays: number
    readonly pointMb: number
  }
  readonly clock: Clock
  readonly log: Logger
}

export async function runRetention({
  tasks,
  points,
  audit,
  idempotency,
  retention,
  clock,
  log,
}: RetentionOptions): Promise<void> {
  const daysAgo = (days: number) => new Date(clock().getTime() - days * DAY_MS)
  const { tasksPerTrigger, taskDays, pointDays, pointMb, auditDays } = retention
  const prunedTasks = await tasks.prune({ perTrigger: tasksPerTrigger, before: daysAgo(taskDays) })
  const oldPoints = await points.prune(daysAgo(pointDays))
  const beyondSize = await points.pruneToSize(pointMb * MIB)
  await audit.prune(daysAgo(auditDays))
  await idempotency.prune(daysAgo(IDEMPOTENCY_DAYS))
  if (beyondSize > 0) {
    log.warn(
      { points: beyondSize, pointMb },
      'Deleted points younger than their retention: the store is full',
    )
  }
  if (prunedTasks + oldPoints > 0) {
    log.info({ tasks: prunedTasks, points: oldPoints }, 'Deleted old records')
  }
}
