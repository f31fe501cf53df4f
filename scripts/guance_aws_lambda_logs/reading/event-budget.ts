/** How many events the groups of a region may remember together: one may have very many as long as others have few. Pure. */

const MOST_OF_REGION = 2_000_000
const MOST_OF_GROUP = 1_500_000
/** Of each group, whatever the others have. */
const LEAST_OF_GROUP = 2_000

export class EventBudget {
  readonly #share: number
  readonly #held = new Map<string, number>()
  #sum = 0

  constructor(groups: number) {
    this.#share = Math.max(LEAST_OF_GROUP, Math.floor(MOST_OF_REGION / Math.max(1, groups)))
  }

  /** @returns How many of those that it has a group may keep. */
  allow(group: string, count: number): number {
    const others = this.#sum - (this.#held.get(group) ?? 0)
    const most = Math.min(MOST_OF_GROUP, Math.max(this.#share, MOST_OF_REGION - others))
    const allowed = Math.min(count, most)
    this.#held.set(group, allowed)
    this.#sum = others + allowed
    return allowed
  }
}
