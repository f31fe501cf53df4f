import { MINUTE_MS } from '../../time.ts'
import { happenedOnAverage } from '../lambda/traffic.ts'
import { expiredBefore, type LogGroup } from './log-groups.ts'

/** Compressed, of one run. */
const BYTES_A_RUN = 90

/** What CloudWatch says of a group's size: an estimate of the runs that it still holds. */
export function storedBytes(group: LogGroup, nowMs: number): number {
  const sinceMs = Math.max(group.createdMs, expiredBefore(group, nowMs))
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / MINUTE_MS))
  const runs = group.functions.reduce((sum, { traffic }) => sum + happenedOnAverage(traffic), 0)
  const put = group.put.reduce((sum, { message }) => sum + message.length, 0)
  return Math.floor(runs * minutes * BYTES_A_RUN) + put
}
