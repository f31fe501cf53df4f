import { MINUTE_MS } from '../../time.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { type Concurrency, concurrencyOf, type RunFigures } from './lambda-metrics.ts'
import { merged, Samples } from './samples.ts'
import { seenRuns } from './seen-runs.ts'
import { sentUntilMs, type View } from './view.ts'

/** No run goes on for longer than this after its minute. */
const SETTLED_MS = 20 * MINUTE_MS
const KEPT_MINUTES = 2000

/** Of the durations and of what else there is of a minute's runs. */
interface Totals {
  readonly count: number
  readonly errors: number
  readonly throttles: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly concurrency: Concurrency
  /** Of the functions that have reserved none. */
  readonly unreserved: Concurrency
}

const NOBODY: Concurrency = { average: 0, peak: 0 }

/** Functions together have no fewer instances at once than each has for itself. */
function joined(all: Concurrency, one: Concurrency): Concurrency {
  return { average: all.average + one.average, peak: Math.max(all.peak, one.peak) }
}

/** What can be seen of all functions of a region in a minute. */
export interface AccountFigures extends RunFigures {
  readonly concurrency: Concurrency
  readonly unreserved: Concurrency
}

/** The runs of all functions of a region together; each minute is added up once, or once each minute while it grows. */
export class AccountRuns {
  readonly #functions: readonly SimFunction[]
  readonly #known = new Map<string, Totals>()

  constructor(functions: readonly SimFunction[]) {
    this.#functions = functions
  }

  figuresOf(minute: number, view: View): AccountFigures {
    const totals = this.#totalsOf(minute, view)
    const { count, errors, throttles, concurrency, unreserved } = totals
    const all = () => this.#functions.map((fn) => seenRuns(fn, undefined, minute, view).durations())
    const durations = () => (count === 0 ? undefined : new Total(totals, all))
    return { count, errors, throttles, durations, concurrency, unreserved }
  }

  #totalsOf(minute: number, view: View): Totals {
    const isSettled = sentUntilMs(view) >= (minute + 1 + view.lateMinutes) * MINUTE_MS + SETTLED_MS
    const key = isSettled ? String(minute) : `${minute} ${sentUntilMs(view)} ${view.lateMinutes}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#known.size >= KEPT_MINUTES) this.#known.clear()
    const made = this.#add(minute, view)
    this.#known.set(key, made)
    return made
  }

  #add(minute: number, view: View): Totals {
    let [count, errors, throttles, sum] = [0, 0, 0, 0]
    let [min, max] = [Number.POSITIVE_INFINITY, 0]
    let [concurrency, unreserved] = [NOBODY, NOBODY]
    for (const fn of this.#functions) {
      const runs = seenRuns(fn, undefined, minute, view)
      count += runs.count
      errors += runs.errors
      throttles += runs.throttles
      if (runs.begun > 0) {
        const own = concurrencyOf(fn, minute, runs)
        concurrency = joined(concurrency, own)
        if (fn.traffic.reserved === undefined) unreserved = joined(unreserved, own)
      }
      const durations = runs.durations()
      if (durations === undefined) continue
      sum += durations.sum
      min = Math.min(min, durations.min)
      max = Math.max(max, durations.max)
    }
    return { count, errors, throttles, sum: Math.round(sum * 100) / 100, min, max, concurrency, unreserved }
  }
}

/** Has no samples until somebody asks for percentiles, which is rare. */
class Total extends Samples {
  readonly #parts: () => readonly (Samples | undefined)[]

  constructor({ count, sum, min, max }: Totals, parts: () => readonly (Samples | undefined)[]) {
    super(count, sum, min, max)
    this.#parts = parts
  }

  protected sort(): Float64Array | undefined {
    return merged(this.#parts().filter((part) => part !== undefined))?.sorted()
  }
}
