import { useMemo } from 'react'
import { useNow } from '../format/use-now.ts'
import { type RelativeRange, type TimeRange, type TimeWindow, windowOf } from './time-range.ts'

/** A relative range moves on in steps of half a minute: each step asks the store again. */
const STEP_MS = 30_000

export function useWindow(range: TimeRange | { readonly range: string }): TimeWindow {
  const now = Math.ceil(useNow().getTime() / STEP_MS) * STEP_MS
  const relative = 'range' in range
  const anchor = relative ? now : 0
  const key = relative ? range.range : `${range.from}-${range.to}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for range
  return useMemo(
    () => windowOf(relative ? { range: range.range as RelativeRange } : range, anchor),
    [key, anchor],
  )
}
