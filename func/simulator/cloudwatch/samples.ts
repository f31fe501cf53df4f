import { unit } from '../hash.ts'
import type { Traffic } from '../lambda/traffic.ts'
import type { StatisticSet } from './statistics.ts'

/** One set of dimensions with the traffic behind it. */
export interface Source {
  readonly hash: number
  readonly traffic: Traffic
  /** Part of the traffic, for an alias or a version; 1 for the whole function. */
  readonly share: number
}

/** The samples of a metric in a minute, so far as CloudWatch has been told of them (`seen`, 0 to 1). */
export type Sampler = (source: Source, minute: number, seen: number) => StatisticSet | undefined

export interface Metric {
  readonly unit: string
  readonly at: Sampler
}

/** `count` samples of which `sum` are 1 and the others 0. */
export function flags(count: number, sum: number): StatisticSet | undefined {
  if (count <= 0) return undefined
  return { count, sum, min: sum >= count ? 1 : 0, max: sum > 0 ? 1 : 0, binary: true }
}

export interface Range {
  readonly min: number
  readonly max: number
  /** Where the average lies between minimum and maximum, 0 to 1. */
  readonly lean: number
  /** Decimals of the samples. */
  readonly decimals: number
}

/** `count` samples within a range; of the highest, only the part that has been seen. */
export function ranged(count: number, seen: number, range: Range): StatisticSet | undefined {
  if (count <= 0) return undefined
  const min = round(range.min, range.decimals)
  if (count === 1) return { count, sum: min, min, max: min }
  const max = Math.max(min, round(range.min + (range.max - range.min) * seen, range.decimals))
  const lean = Math.min(Math.max(range.lean, 1 / count), 1 - 1 / count)
  return { count, sum: round(count * (min + (max - min) * lean), range.decimals), min, max }
}

/** A whole number of one sample each minute, whether or not anything ran. */
export function gauge(value: number): StatisticSet {
  return { count: 1, sum: value, min: value, max: value }
}

/** A metric that is seldom there: one or a few samples of the value 1 in the given share of the busy minutes. */
export function seldom(source: Source, minute: number, runs: number, share: number, salt: number) {
  if (runs === 0 || unit(source.hash, minute, salt) >= share) return undefined
  const count = Math.min(runs, 1 + Math.floor(3 * unit(source.hash, minute, salt + 100)))
  return flags(count, count)
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}
