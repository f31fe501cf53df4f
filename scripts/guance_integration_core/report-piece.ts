/** One line of the log for each piece that was read. */
import type { NamespaceUnit } from './collection.ts'
import { statisticsBy } from './discovery/selection.ts'
import { countQueries } from './reading/queries.ts'
import type { PieceResult } from './reading/read-piece.ts'
import type { MetricSet } from './types.ts'
import type { Piece } from './windows/window.ts'

/** GetMetricData, us-east-1 list price per metric requested. */
const DOLLARS_PER_METRIC = 0.00001

export function reportPiece(
  { start, end, period }: Piece,
  sets: readonly MetricSet[],
  { points, requests }: PieceResult,
  { region, namespace, collection, context }: NamespaceUnit,
  more: object = {},
): void {
  const { queries, billed } = countQueries(sets, statisticsBy(collection.config))
  const window = { from: new Date(start).toISOString(), to: new Date(end).toISOString(), period }
  const dollars = Number((billed * DOLLARS_PER_METRIC).toFixed(6))
  const story = { points, requests, queries, billedMetrics: billed, dollars, ...more }
  context.log.info({ region, namespace, ...window, ...story }, 'Wrote metrics')
}
