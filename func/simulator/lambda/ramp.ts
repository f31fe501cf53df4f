import { hash } from '../hash.ts'

/**
 * Whole numbers from a first to a last that rise with the rank, ever faster, given by a few figures: sum, extremes and
 * percentiles are known without going through them, and each is known without the others.
 */
export interface Ramp {
  readonly count: number
  readonly first: number
  readonly last: number
  /** From one rank to the next, and by how much that grows with each. */
  readonly step: number
  readonly growth: number
  /** Decides which index has which rank. */
  readonly turn: number
}

export interface RampShape {
  readonly first: number
  readonly last: number
  /** From 0, evenly spread, up to 1: most are near the first. */
  readonly bend: number
}

/** Coprime to every count that may occur, so that neighbours in rank are far apart by index. */
const STRIDE = 1_000_003

export function rampOf(count: number, { first, last, bend }: RampShape, seed: number, salt: number): Ramp {
  const range = last - first
  const growth = count > 2 ? Math.floor((2 * range * bend) / ((count - 1) * (count - 2))) : 0
  const bent = (growth * (count - 1) * (count - 2)) / 2
  const step = count > 1 ? Math.floor((range - bent) / (count - 1)) : 0
  return { count, first, last: count === 1 ? first : last, step, growth, turn: hash(seed, salt) }
}

/** @param rank from 0, the first, to count - 1, the last */
export function valueAt({ count, first, last, step, growth }: Ramp, rank: number): number {
  return rank === count - 1 ? last : first + step * rank + (growth * rank * (rank - 1)) / 2
}

export function rankOf({ count, turn }: Ramp, index: number): number {
  return (index * STRIDE + turn) % count
}

export function totalOf({ count, first, last, step, growth }: Ramp): number {
  const n = count - 1
  return first * n + (step * n * (n - 1)) / 2 + (growth * n * (n - 1) * (n - 2)) / 6 + last
}
