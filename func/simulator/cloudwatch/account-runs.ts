import type { SimFunction } from '../lambda/functions.ts'
import { MINUTE_MS } from '../lambda/runs.ts'
import type { RunFigures } from './lambda-metrics.ts'
import { merged, Samples } from './samples.ts'
import { seenRuns } from './seen-runs.ts'
import { sentUntilMs, type View } from './view.ts'

/** No run goes on for longer than this after its minute. */
const SETTLED_MS = 20 * MINUTE_MS
const KEPT_MINUTES = 2000

/** The runs of all functions of a region together; each minute is added up once, or once each minute while it grows. */
export class AccountRuns {
  readonly #functions: readonly SimFunction[]
  readonly #known = new Map<string, RunFigures>()

  constructor(functions: readonly SimFunction[]) {
    this.#functions = functions
  }

  figuresOf(minute: number, view: View): RunFigures {
    const isSettled = sentUntilMs(view) >= (minute + 1 + view.lateMinutes) * MINUTE_MS + SETTLED_MS
    const key = isSettled ? String(minute) : `${minute} ${sentUntilMs(view)} ${view.lateMinutes}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#known.size >= KEPT_MINUTES) this.#known.clear()
    const made = this.#add(minute, view)
    this.#known.set(key, made)
    return made
  }

  #add(minute: number, view: View): RunFigures {
    let [count, errors, throttles, sum] = [0, 0, 0, 0]
    let [min, max] = [Number.POSITIVE_INFINITY, 0]
    for (const fn of this.#functions) {
      const runs = seenRuns(fn, undefined, minute, view)
      count += runs.count
      errors += runs.errors
      throttles += runs.throttles
      const durations = runs.durations()
      if (durations === undefined) continue
      sum += durations.sum
      min = Math.min(min, durations.min)
      max = Math.max(max, durations.max)
    }
    const sorted = () => this.#durations(minute, view)?.sorted()
    const durations = count === 0 ? undefined : new Total({ count, sum, min, max }, sorted)
    return { count, errors, throttles, durations: () => durations }
  }

  #durations(minute: number, view: View): Samples | undefined {
    const all = this.#functions.map((fn) => seenRuns(fn, undefined, minute, view).durations())
    return merged(all.filter((each) => each !== undefined))
  }
}

/** Keeps no samples: they are found again in the rare case that somebody asks for percentiles. */
class Total extends Samples {
  readonly #sorted: () => Float64Array | undefined

  constructor(
    { count, sum, min, max }: Pick<Samples, 'count' | 'sum' | 'min' | 'max'>,
    sorted: () => Float64Array | undefined,
  ) {
    super(count, Math.round(sum * 100) / 100, min, max)
    this.#sorted = sorted
  }

  sorted(): Float64Array | undefined {
    return this.#sorted()
  }
}
