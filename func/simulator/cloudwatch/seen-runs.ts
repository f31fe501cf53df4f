import { MINUTE_MS } from '../../time.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { type Ramp, rankOf, totalOf, valueAt } from '../lambda/ramp.ts'
import { beginOf, indexesBetween, isFailed, type Runs, runsOf, versionsOf } from '../lambda/runs.ts'
import { endOf, LONGEST_START_MS } from '../logs/invocation.ts'
import { Samples } from './samples.ts'
import { sentUntilMs, shareSeen, type View } from './view.ts'

/** Of which versions the runs are counted, by their places among all that have traffic; `$LATEST` is 0. */
export interface Part {
  readonly from: number
  readonly to: number
}

/** The runs of a minute that CloudWatch knows of: Lambda sends what it has to say of a run when that has ended. */
export class SeenRuns {
  readonly #runs: Runs
  readonly #range: Range
  /** Invocations that have ended. */
  readonly count: number
  /** Invocations, ended or not. */
  readonly begun: number
  readonly throttles: number

  constructor(runs: Runs, range: Range, throttles: number) {
    this.#runs = runs
    this.#range = range
    this.count = range.certain - range.from + range.further.length
    this.begun = range.until - range.from
    this.throttles = throttles
  }

  get errors(): number {
    const runs = this.#runs
    if (this.#isWhole) return runs.errors
    if (runs.errors === 0) return 0
    return this.#indexes().filter((index) => isFailed(runs, rankOf(runs.durations, index))).length
  }

  durations(): Samples | undefined {
    return this.samplesOf(this.durationRamp)
  }

  /** Of all runs of the minute, in hundredths of a millisecond. */
  get durationRamp(): Ramp {
    return this.#runs.durations
  }

  /** One sample of each run. @param ramp in hundredths, of all runs of the minute */
  samplesOf(ramp: Ramp): Samples | undefined {
    if (this.count === 0) return undefined
    if (this.#isWhole) return new RampSamples(ramp)
    return new ListedSamples(this.#indexes().map((index) => valueAt(ramp, rankOf(ramp, index))))
  }

  /** How long all that have begun take together, ended or not; milliseconds. */
  get busyMs(): number {
    return this.begun === 0 ? 0 : ((this.begun / this.all) * totalOf(this.durationRamp)) / 100
  }

  /** All that began in the minute, whoever they belong to. */
  get all(): number {
    return this.#runs.count
  }

  get #isWhole(): boolean {
    return this.count === this.#runs.count
  }

  #indexes(): number[] {
    const { from, certain, further } = this.#range
    return [...Array.from({ length: certain - from }, (_, place) => from + place), ...further]
  }
}

/** Runs of a minute by their indexes: those from `from` to before `certain` have ended, of the others the further ones. */
interface Range {
  readonly from: number
  readonly until: number
  readonly certain: number
  readonly further: readonly number[]
}

export function seenRuns(fn: SimFunction, part: Part | undefined, minute: number, view: View): SeenRuns {
  const runs = runsOf(fn, minute)
  const share = shareSeen(minute, view)
  const [from, end] = partOf(fn, part, runs.count)
  const until = from + Math.floor((end - from) * share)
  const [firstRefused, endOfRefused] = partOf(fn, part, runs.throttles)
  const refused = Math.floor((endOfRefused - firstRefused) * share)
  return new SeenRuns(runs, endedIn(runs, from, until, sentUntilMs(view)), refused)
}

function partOf(fn: SimFunction, part: Part | undefined, count: number): readonly [number, number] {
  if (part === undefined || count === 0) return [0, count]
  const counts = versionsOf(fn, count)
  let [from, place] = [0, 0]
  for (; place < part.from; place += 1) from += counts[place]?.count ?? 0
  let to = from
  for (; place < part.to; place += 1) to += counts[place]?.count ?? 0
  return [from, to]
}

const NONE: readonly number[] = []

/** What of a range had ended by a time. */
function endedIn(runs: Runs, from: number, until: number, timeMs: number): Range {
  const longestMs = runs.durations.last / 100 + LONGEST_START_MS
  if ((runs.minute + 1) * MINUTE_MS + longestMs <= timeMs || from >= until) {
    return { from, until, certain: until, further: NONE }
  }
  const [first] = indexesBetween(runs, timeMs - longestMs, timeMs)
  const certain = Math.min(Math.max(first, from), until)
  const further: number[] = []
  for (let index = certain; index < until; index += 1) {
    if (hasEnded(runs, index, timeMs)) further.push(index)
  }
  return { from, until, certain, further }
}

/** Mostly known without the start of the environment, which takes longer to find out. */
function hasEnded(runs: Runs, index: number, timeMs: number): boolean {
  const { durations } = runs
  const soonestMs = beginOf(runs, index) + Math.ceil(valueAt(durations, rankOf(durations, index)) / 100)
  if (soonestMs > timeMs) return false
  return soonestMs + LONGEST_START_MS <= timeMs || endOf(runs, index) <= timeMs
}

class RampSamples extends Samples {
  readonly #ramp: Ramp

  constructor(ramp: Ramp) {
    super(ramp.count, totalOf(ramp) / 100, ramp.first / 100, ramp.last / 100)
    this.#ramp = ramp
  }

  protected sort(): Float64Array {
    const values = new Float64Array(this.count)
    for (let rank = 0; rank < values.length; rank += 1) values[rank] = valueAt(this.#ramp, rank) / 100
    return values
  }
}

class ListedSamples extends Samples {
  readonly #values: readonly number[]

  /** @param values hundredths */
  constructor(values: readonly number[]) {
    let [sum, min, max] = [0, Number.POSITIVE_INFINITY, 0]
    for (const value of values) {
      sum += value
      min = Math.min(min, value)
      max = Math.max(max, value)
    }
    super(values.length, sum / 100, min / 100, max / 100)
    this.#values = values
  }

  protected sort(): Float64Array {
    return Float64Array.from(this.#values, (value) => value / 100).sort()
  }
}
