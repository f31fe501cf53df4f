/** The front of the aggregation: events in, points out. Pure. */
import type { LogMetrics, LogMetricsOptions } from './types.ts'

/** Throws nothing for any event; a carry that is not understood counts as none. */
export function createLogMetrics(_options: LogMetricsOptions): LogMetrics {
  throw new Error('Cannot aggregate yet')
}
