import { MINUTE_MS } from './durations.ts'
import { hash32 } from './hash.ts'

/** How much of an age is left to chance, so that not everything is asked for again in one run. */
const JITTER = 0.2

/** Whether what was read at a time has come of age; always the same for one name, from 0.9 to 1.1 of the age. */
export function isDue(readAt: number, ageMs: number, now: number, name: string): boolean {
  // A clock that was ahead would keep it from coming of age.
  if (readAt > now + MINUTE_MS) return true
  const share = 1 - JITTER / 2 + (JITTER * hash32(name)) / 2 ** 32
  return now - readAt >= ageMs * share
}
