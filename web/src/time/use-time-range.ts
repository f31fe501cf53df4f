import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { readRange, type TimeRange, writeRange } from './time-range.ts'

/** The range in the address, and how to change it. */
export function useTimeRange(): readonly [TimeRange, (range: TimeRange) => void] {
  const [params, setParams] = useSearchParams()
  const range = useMemo(() => readRange(params), [params])
  const change = useCallback(
    (next: TimeRange) => setParams((before) => writeRange(before, next)),
    [setParams],
  )
  return [range, change]
}
