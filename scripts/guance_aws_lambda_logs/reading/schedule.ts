/**
 * Which log groups a run reads, and in which order. The quota of a region allows a few pages a second for all
 * groups together, so groups that are busy come first, and quiet ones are asked for less often. Pure.
 */
import { HOUR_MS, isDue } from '../../guance_integration_core/index.ts'
import type { GroupState } from '../state/ledger.ts'

export interface Candidate {
  readonly name: string
  readonly state: GroupState
  /** Whether CloudWatch lists invocations in the last three hours; undefined when that is not known. */
  readonly isListed: boolean | undefined
}

export interface Schedule<T extends Candidate> {
  /** In the order in which they are to be read. */
  readonly due: readonly T[]
  readonly busy: ReadonlySet<T>
}

/** A group with events in the last hour is read in every run. */
const BUSY_MS = HOUR_MS
/** Of so many groups one is a quiet one, as long as there are both. */
const TURN_OF_QUIET = 8

/** @param quietMs How long a quiet group may wait. */
export function scheduleGroups<T extends Candidate>(
  candidates: readonly T[],
  { now, quietMs }: { readonly now: number; readonly quietMs: number },
): Schedule<T> {
  const groups = Map.groupBy(candidates, (candidate) => isBusy(candidate, now))
  const busy = byDelay(groups.get(true) ?? [])
  const quiet = byDelay(groups.get(false) ?? []).filter(({ name, state, isListed }) => {
    // Without a list of what runs, nobody knows which quiet group has begun to write: all are asked for.
    const isNew = state.read === state.since
    return isNew || isListed === undefined || isDue(state.read, quietMs, now, name)
  })
  const due = interleave(busy, quiet)
  // What failed in the last run must not keep others from being read.
  const failing = due.filter(({ state }) => (state.failed ?? 0) > 0)
  return { due: [...due.filter((each) => !failing.includes(each)), ...failing], busy: new Set(busy) }
}

function isBusy({ state, isListed }: Candidate, now: number): boolean {
  if (state.unreadable === true) return false
  return isListed === true || now - (state.seen ?? 0) < BUSY_MS
}

/** Those that wait longest first; of these, those that wrote last. */
function byDelay<T extends Candidate>(candidates: readonly T[]): T[] {
  return candidates.toSorted(
    (a, b) => a.state.read - b.state.read || (b.state.seen ?? 0) - (a.state.seen ?? 0),
  )
}

function interleave<T>(busy: readonly T[], quiet: readonly T[]): T[] {
  const order: T[] = []
  const rest = [...quiet].reverse()
  for (const [index, item] of busy.entries()) {
    order.push(item)
    const next = (index + 1) % (TURN_OF_QUIET - 1) === 0 ? rest.pop() : undefined
    if (next !== undefined) order.push(next)
  }
  return [...order, ...rest.reverse()]
}
