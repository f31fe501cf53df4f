/**
 * Sums without rounding on the way, so that neither order nor grouping matters: a sum is a list of partial sums
 * that do not overlap (Shewchuk), rounded once at the end. Pure.
 * @see https://www.cs.cmu.edu/~quake-papers/robust-arithmetic.ps
 */

/** The exact sum of the values, as partial sums of growing size; empty for 0. */
export function exactPartials(values: Iterable<number>, start: readonly number[] = []): number[] {
  const partials = [...start]
  for (const value of values) addTo(partials, value)
  return partials
}

/** The sum, rounded once. */
export function exactSum(values: Iterable<number>, start: readonly number[] = []): number {
  return roundPartials(exactPartials(values, start))
}

function addTo(partials: number[], value: number): void {
  let sum = value
  let kept = 0
  for (const partial of partials) {
    const [big, small] = Math.abs(sum) < Math.abs(partial) ? [partial, sum] : [sum, partial]
    const next = big + small
    const rest = small - (next - big)
    if (rest !== 0) {
      partials[kept] = rest
      kept += 1
    }
    sum = next
  }
  partials.length = kept
  if (sum !== 0) partials.push(sum)
}

/** From the largest down; a half is rounded to even only if nothing smaller is left (as Python's `math.fsum`). */
function roundPartials(partials: readonly number[]): number {
  let at = partials.length - 1
  let sum = partials[at] ?? 0
  let rest = 0
  while (at > 0 && rest === 0) {
    at -= 1
    const partial = partials[at] ?? 0
    const next = sum + partial
    rest = partial - (next - sum)
    sum = next
  }
  const below = at > 0 ? (partials[at - 1] ?? 0) : 0
  if (rest === 0 || Math.sign(below) !== Math.sign(rest)) return sum
  const doubled = rest * 2
  const rounded = sum + doubled
  return rounded - sum === doubled ? rounded : sum
}
