/** What has not been read yet: stretches of time, each for some groups. Pure. */
import { ALL_GROUPS, groupsOf, NO_GROUPS } from '../groups.ts'
import type { Window } from '../types.ts'

export interface Stretch extends Window {
  /** Bit mask. */
  readonly groups: bigint
  /**
   * Seconds of the values that may have been written here in part; 0 when nothing was. A value of another period
   * must not be written there any more: it would replace or double a finer one.
   */
  readonly tried: number
}

/** Takes these groups out of a window: they have been read, or are to be noted anew. */
export function without(missing: readonly Stretch[], window: Window, groups = ALL_GROUPS): Stretch[] {
  return missing.flatMap((stretch) => {
    const start = Math.max(stretch.start, window.start)
    const end = Math.min(stretch.end, window.end)
    if (start >= end || (stretch.groups & groups) === NO_GROUPS) return [stretch]
    const parts = [
      { ...stretch, end: start },
      { ...stretch, start, end, groups: stretch.groups & ~groups },
      { ...stretch, start: end },
    ]
    return parts.filter((part) => part.start < part.end && part.groups !== NO_GROUPS)
  })
}

/** Adds a stretch in place of what was noted for its groups there; neighbours with equal groups become one. */
export function withStretch(missing: readonly Stretch[], added: Stretch): Stretch[] {
  if (added.start >= added.end || added.groups === NO_GROUPS) return [...missing]
  const all = [...without(missing, added, added.groups), added]
  return joined(all)
}

function joined(missing: readonly Stretch[]): Stretch[] {
  const sorted = missing.toSorted((a, b) => a.start - b.start)
  const result: Stretch[] = []
  for (const stretch of sorted) {
    const at = result.findLastIndex(
      ({ end, groups, tried }) =>
        end === stretch.start && groups === stretch.groups && tried === stretch.tried,
    )
    const before = result[at]
    if (before === undefined) result.push(stretch)
    else result[at] = { ...before, end: stretch.end }
  }
  return result
}

/** Milliseconds in which something is missing, whatever its groups. */
export function missingMs(missing: readonly Stretch[]): number {
  let total = 0
  let covered = Number.NEGATIVE_INFINITY
  for (const { start, end } of missing.toSorted((a, b) => a.start - b.start)) {
    total += Math.max(0, end - Math.max(start, covered))
    covered = Math.max(covered, end)
  }
  return total
}

/** The share of all groups, 0 to 1. */
export function shareOf(groups: bigint): number {
  return groupsOf(groups).length / groupsOf(ALL_GROUPS).length
}
