/**
 * In which minutes failures of a kind were counted: a line that comes late may show that a failure belongs to another
 * minute or kind, and the count that was written before has to become 0. Pure but for its own table.
 */
import type { Point } from '#func/script.ts'

/** Of one log group; the newest are kept. */
const MOST_KEPT = 2000

/** Tags of a kind, and the minutes. */
export type KeptKinds = readonly (readonly [Point['tags'], readonly number[]])[]

interface Known {
  readonly measurement: string
  readonly tags: Point['tags']
  readonly timestamp: number
}

export class WrittenKinds {
  readonly #measurement: string
  #known = new Map<string, Known>()

  constructor(measurement: string, kept: KeptKinds | undefined) {
    this.#measurement = measurement
    for (const [tags, minutes] of kept ?? []) {
      for (const timestamp of minutes) this.#note({ measurement, tags, timestamp })
    }
  }

  /** The counts of these minutes, and 0 where there was one before and is none. */
  *revise(counts: Iterable<Point>, from: number, end: number): Generator<Point> {
    const before = this.#known
    this.#known = new Map()
    for (const point of counts) {
      this.#note(point)
      yield point
    }
    for (const [key, known] of before) {
      if (this.#known.has(key)) continue
      const isCountedAgain = known.timestamp >= from && known.timestamp < end
      if (isCountedAgain) yield { ...known, fields: { count: 0 } }
      else this.#known.set(key, known)
    }
  }

  /** What the next run needs, whose window begins then. */
  keep(from: number): { readonly kinds?: KeptKinds } {
    const recent = [...this.#known.values()].filter(
      ({ measurement, timestamp }) => measurement === this.#measurement && timestamp >= from,
    )
    if (recent.length === 0) return {}
    const byTags = Map.groupBy(recent.slice(-MOST_KEPT), ({ tags }) => JSON.stringify(tags))
    return {
      kinds: [...byTags.values()].map((all) => [all[0]?.tags ?? {}, all.map(({ timestamp }) => timestamp)]),
    }
  }

  #note({ measurement, tags, timestamp }: Known): void {
    this.#known.set(`${timestamp} ${JSON.stringify(tags)}`, { measurement, tags, timestamp })
  }
}
