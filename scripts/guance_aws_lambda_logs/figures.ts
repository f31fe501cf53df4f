/** What one region's collection counts. */
import type { LogMetricsFigures, RefusedCount } from './metrics/types.ts'

/** Milliseconds since the epoch. */
export interface Shrunk {
  readonly what: 'metrics' | 'logs'
  readonly from: number
  readonly to: number
}

export class Figures {
  pages = 0
  events = 0
  /** Events that came twice. */
  repeated = 0
  lines = 0
  points = 0
  unchanged = 0
  logs = 0
  dropped = 0
  sampled = 0
  /** Groups that were read to the end, that do not exist, and that are to be read on. */
  read = 0
  missing = 0
  /** Groups of a class whose events cannot be read. */
  unreadable = 0
  unfinished = 0
  /** Groups in flood: the stretch in which events that come late are not taken any more. */
  readonly shrunk = new Map<string, Shrunk>()
  readonly refused = new Map<string, RefusedCount>()

  /** Adds what the aggregation of one group has counted. */
  addMetrics({ lines, refused }: LogMetricsFigures): void {
    for (const count of Object.values(lines)) this.lines += count
    this.lines -= lines.refused
    for (const each of refused) {
      const before = this.refused.get(each.reason)
      this.refused.set(each.reason, { ...(before ?? each), count: (before?.count ?? 0) + each.count })
    }
  }

  addShrunk(group: string, what: Shrunk['what'], from: number, to: number): void {
    const before = this.shrunk.get(group)
    this.shrunk.set(group, {
      what,
      from: Math.min(from, before?.from ?? from),
      to: Math.max(to, before?.to ?? to),
    })
  }

  get refusedLines(): number {
    return [...this.refused.values()].reduce((sum, { count }) => sum + count, 0)
  }
}
