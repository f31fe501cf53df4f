import { useSyncExternalStore } from 'react'

const STEP_MS = 5000

/** The time, stepping every five seconds: all relative times of a page change together. */
export function useNow(): Date {
  return new Date(useSyncExternalStore(subscribe, snapshot))
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, STEP_MS)
  return () => clearInterval(timer)
}

function snapshot(): number {
  return Math.ceil(Date.now() / STEP_MS) * STEP_MS
}
