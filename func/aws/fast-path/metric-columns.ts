import type { MetricDataRequest, MetricTable } from '../../script.ts'

export const OUTSIDE = -1

/** In which column of the table a time lies: a time within a period belongs to it. */
export function columnFinder(
  { start, period }: MetricDataRequest,
  { columns }: MetricTable,
): (milliseconds: number) => number {
  const step = period * 1000
  return (milliseconds) => {
    const column = Math.floor((milliseconds - start) / step)
    return column >= 0 && column < columns ? column : OUTSIDE
  }
}
