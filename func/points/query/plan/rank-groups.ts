/** Which groups of a metrics query are shown one by one. */

import type { Scan } from '../scan/metrics-scan.ts'
import type { Ranked } from './grouping.ts'
import { groupAll } from './grouping.ts'
import type { MetricsPlan } from './metrics-plan.ts'
import type { Scope } from './series-scopes.ts'

/** Where all groups can be shown their order follows from the answer; else their totals are read first. */
export function rankGroups(scope: Scope, plan: MetricsPlan, scan: Scan): Ranked {
  const { top, window } = plan
  const all = scope.groups.map((_, place) => place)
  if (all.length <= top.count) return { shown: all, otherGroups: 0, odd: [] }
  const whole = { ...window, step: window.to - window.from, steps: 1 }
  const totals = scan(whole, groupAll(scope)).accumulators.map((accumulator) => accumulator.values(1))
  const hasValue = (place: number) => plan.values.some((column) => !Number.isNaN(column(totals, place)))
  const withValue = all.filter(hasValue)
  const odd = all.filter((place) => totals.some((of) => !Number.isNaN(of[place])) && !hasValue(place))
  const shown = pickTop(withValue, rankOf, top.count).sort((a, b) => a - b)
  return { shown, otherGroups: withValue.length - shown.length, odd }

  function rankOf(place: number): number {
    const total = plan.values[top.column]?.(totals, place) ?? Number.NaN
    return top.order === 'highest' ? total : -total
  }
}

/** The places that rank highest; those without a rank last, and of equal ones the first. */
function pickTop(places: readonly number[], rankOf: (place: number) => number, count: number): number[] {
  const best: { readonly place: number; readonly rank: number }[] = []
  for (const place of places) {
    const value = rankOf(place)
    const rank = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
    if (best.length === count) {
      if (rank <= (best.at(-1)?.rank ?? 0)) continue
      best.pop()
    }
    let at = best.length
    while (at > 0 && rank > (best[at - 1]?.rank ?? 0)) at--
    best.splice(at, 0, { place, rank })
  }
  return best.map(({ place }) => place)
}
