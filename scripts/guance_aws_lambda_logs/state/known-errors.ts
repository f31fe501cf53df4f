/** Of which kinds of errors a sample was written, so that each comes once. Pure but for its own table. */
import { DAY_MS } from '../../guance_integration_core/index.ts'
import type { ErrorSample } from '../metrics/error-groups.ts'

/** A kind that was not seen for so long is a new one. */
const FORGET_MS = 15 * DAY_MS
/** Of one log group; those that were seen last are kept. */
const MOST_KNOWN = 500

export class KnownErrors {
  readonly #last: Map<string, number>
  #now = 0

  /** @param known What `keep` of the run before gave. */
  constructor(known: Readonly<Record<string, number>> | undefined) {
    this.#last = new Map(Object.entries(known ?? {}))
  }

  /** @param upTo Only failures before it count. @returns Those of kinds that were not known. */
  newOf(samples: Iterable<ErrorSample>, upTo: number): ErrorSample[] {
    this.#now = upTo
    const found: ErrorSample[] = []
    for (const sample of samples) {
      if (sample.event.timestamp >= upTo) continue
      if (!this.#last.has(sample.key)) found.push(sample)
      this.#last.set(sample.key, Math.max(sample.last, this.#last.get(sample.key) ?? 0))
    }
    return found
  }

  keep(): { readonly errors?: Readonly<Record<string, number>> } {
    const recent = [...this.#last].filter(([, last]) => this.#now - last < FORGET_MS)
    if (recent.length === 0) return {}
    return { errors: Object.fromEntries(recent.sort(([, a], [, b]) => b - a).slice(0, MOST_KNOWN)) }
  }
}
