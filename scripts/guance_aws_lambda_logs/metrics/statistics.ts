/** Statistics of samples; none depends on their order. Pure. */
import { exactSum } from './exact-sum.ts'

export interface Statistics {
  readonly count: number
  readonly sum: number
  readonly average: number
  readonly minimum: number
  readonly maximum: number
  /** The middle one, or the mean of the two in the middle: 4.5 of 0…9. */
  readonly median: number
  /** The smallest sample that at least `percent` % of them do not exceed: for 95, 9 of 0…9. */
  percentile(percent: number): number
}

/** @param samples At least one. */
export function statisticsOf(samples: readonly number[]): Statistics {
  const sorted = Float64Array.from(samples).sort()
  const count = sorted.length
  const at = (index: number) => (sorted[index] ?? 0) + 0
  const sum = exactSum(sorted)
  return {
    count,
    sum,
    average: sum / count,
    minimum: at(0),
    maximum: at(count - 1),
    median: (at((count - 1) >> 1) + at(count >> 1)) / 2,
    percentile: (percent) => at(Math.max(0, Math.ceil((percent * count) / 100) - 1)),
  }
}
