/** Where the values of a scan go: each group of a scope by itself, or some of them, and all others as one. */
import { createHash } from 'node:crypto'
import { createByteCache } from '../../byte-cache.ts'
import { createLayout, type Layout, type Members } from './layout.ts'
import type { Scope } from './series-scopes.ts'

export interface Grouping {
  readonly targets: number
  readonly members: readonly Members[]
  /** What aggregates put together, one part after the other. The first has all members. */
  readonly parts: readonly GroupingPart[]
}

export interface GroupingPart {
  readonly layout: Layout
  /** Of each part of the layout; −1 for those that are in another part. */
  readonly targets: Int32Array
}

/** Target of all groups that are not shown one by one. */
export const OTHERS = 0

export function groupAll({ groups, members, layout }: Scope): Grouping {
  return { targets: groups.length, members, parts: [toPart(layout)] }
}

/** @param whole the same series as one group */
export type GroupShown = (scope: Scope, whole: Scope, ranked: Ranked) => Grouping

/** Pages that are looked at again mostly show the same groups. */
const KEPT_GROUPINGS = 64

export function createGroupShown(): GroupShown {
  const kept = createByteCache<{ readonly of: Layout; readonly grouping: Grouping }>(KEPT_GROUPINGS, () => 1)
  return (scope, whole, { shown, odd }) => {
    const key = `${scope.id} ${digestOf([shown, odd])}`
    const known = kept.get(key)
    // Another layout is there when series have come.
    if (known?.of === whole.layout) return known.grouping
    const grouping = makeGrouping(key, scope, whole, targetsOf(scope, shown, odd))
    kept.set(key, { of: whole.layout, grouping })
    return grouping
  }
}

/** Target of each group: 1 and up for those shown, −1 for those that are left out. */
function targetsOf({ groups }: Scope, shown: readonly number[], odd: readonly number[]): Int32Array {
  const targets = new Int32Array(groups.length).fill(OTHERS)
  for (const [at, place] of shown.entries()) targets[place] = at + 1
  for (const place of odd) targets[place] = -1
  return targets
}

/**
 * Few of the members have any group that is shown: all others come from the scope that puts all series together,
 * which is the same whatever is shown.
 */
function makeGrouping(key: string, scope: Scope, whole: Scope, targetOf: Int32Array): Grouping {
  const isMixed = scope.members.map(({ targets }) =>
    targets.some((group) => group >= 0 && targetOf[group] !== OTHERS),
  )
  const members = scope.members.map((each, at) =>
    isMixed[at] ? regroup(each, targetOf) : (whole.members[at] as Members),
  )
  const targets = 1 + targetOf.reduce((most, target) => Math.max(most, target), OTHERS)
  const mixed = members.filter((_, at) => isMixed[at])
  if (2 * mixed.length > members.length) {
    return { targets, members, parts: [toPart(createLayout(`${key} all`, members))] }
  }
  const others = { layout: whole.layout, targets: Int32Array.from(isMixed, (is) => (is ? -1 : OTHERS)) }
  return { targets, members, parts: [others, toPart(createLayout(key, mixed))] }
}

function toPart(layout: Layout): GroupingPart {
  return { layout, targets: layout.targets }
}

function regroup({ group, targets }: Members, targetOf: Int32Array): Members {
  return { group, targets: targets.map((each) => (each < 0 ? each : (targetOf[each] as number))) }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64')
}

/** Places of groups in the scope. */
export interface Ranked {
  /** Those to show one by one, ascending. */
  readonly shown: readonly number[]
  /** Number of those to show as one. */
  readonly otherGroups: number
  /** Those to leave out: they have values, but none in any column. */
  readonly odd: readonly number[]
}
