/** A stretch of time, relative to now or fixed; kept in the address. Pure. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from './lengths.ts'

export const RELATIVE_RANGES = ['15m', '1h', '3h', '12h', '24h', '2d', '7d', '15d'] as const
export type RelativeRange = (typeof RELATIVE_RANGES)[number]

export type TimeRange =
  | { readonly range: RelativeRange }
  /** Milliseconds since the epoch. */
  | { readonly from: number; readonly to: number }

export interface TimeWindow {
  readonly from: number
  readonly to: number
}

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }

export function rangeMs(range: RelativeRange): number {
  return Number.parseInt(range, 10) * (UNIT_MS[range.slice(-1)] ?? 0)
}

export function windowOf(range: TimeRange, now: number): TimeWindow {
  return 'range' in range ? { from: now - rangeMs(range.range), to: now } : range
}

export function readRange(params: URLSearchParams, fallback: RelativeRange = '3h'): TimeRange {
  const from = Number(params.get('from'))
  const to = Number(params.get('to'))
  if (from > 0 && to > from) return { from, to }
  return { range: RELATIVE_RANGES.find((one) => one === params.get('range')) ?? fallback }
}

export function writeRange(params: URLSearchParams, range: TimeRange): URLSearchParams {
  const after = new URLSearchParams(params)
  for (const name of ['range', 'from', 'to']) after.delete(name)
  for (const [name, value] of Object.entries(range)) after.set(name, String(value))
  return after
}

/** Twice as long around the same middle, not beyond now. */
export function zoomedOut({ from, to }: TimeWindow, now: number): TimeWindow {
  const half = (to - from) / 2
  const end = Math.min(to + half, now)
  return { from: Math.round(end - 4 * half), to: Math.round(end) }
}
