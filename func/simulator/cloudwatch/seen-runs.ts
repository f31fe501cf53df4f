import type { SimFunction } from '../lambda/functions.ts'
import { type Ramp, rankOf, totalOf, valueAt } from '../lambda/ramp.ts'
import {
  beginOf,
  indexesBetween,
  isFailed,
  MINUTE_MS,
  type Runs,
  runsOf,
  versionsOf,
} from '../lambda/runs.ts'
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
  /** Undefined: all of them. */
  readonly #indexes: readonly number[] | undefined
  /** Invocations that have ended. */
  readonly count: number
  /** Invocations, ended or not. */
  readonly begun: number
  readonly throttles: number

  constructor(runs: Runs, indexes: readonly number[] | undefined, begun: number, throttles: number) {
    this.#runs = runs
    this.#indexes = indexes
    this.count = indexes?.length ?? runs.count
    this.begun = begun
    this.throttles = throttles
  }

  get errors(): number {
    const runs = this.#runs
    if (this.#indexes === undefined) return runs.errors
    return this.#indexes.filter((index) => isFailed(runs, rankOf(runs.durations, index))).length
  }

  durations(): Samples | undefined {
    return this.samplesOf(this.#runs.durations)
  }

  /** One sample of each run. @param ramp in hundredths, of all runs of the minute */
  samplesOf(ramp: Ramp): Samples | undefined {
    if (this.count === 0) return undefined
    if (this.#indexes === undefined) return new RampSamples(ramp)
    return new ListedSamples(this.#indexes.map((index) => valueAt(ramp, rankOf(ramp, index))))
  }

  /** All that began in the minute, whoever they belong to. */
  get all(): number {
    return this.#runs.count
  }
}

export function seenRuns(fn: SimFunction, part: Part | undefined, minute: number, view: View): SeenRuns {
  const runs = runsOf(fn, minute)
  const share = shareSeen(minute, view)
  const [from, end] = rangeOf(fn, part, runs.count)
  const until = from + Math.floor((end - from) * share)
  const [firstRefused, endOfRefused] = rangeOf(fn, part, runs.throttles)
  const refused = Math.floor((endOfRefused - firstRefused) * share)
  const indexes = endedIndexes(runs, from, until, sentUntilMs(view))
  const isWhole = indexes === undefined && until - from === runs.count
  return new SeenRuns(runs, isWhole ? undefined : (indexes ?? range(from, until)), until - from, refused)
}

function rangeOf(fn: SimFunction, part: Part | undefined, count: number): readonly [number, number] {
  if (part === undefined || count === 0) return [0, count]
  const counts = versionsOf(fn, count).map((version) => version.count)
  const sum = (end: number) => counts.slice(0, end).reduce((all, one) => all + one, 0)
  return [sum(part.from), sum(part.to)]
}

/** Of the runs of a range, those that had ended by a time; undefined if it was all of them. */
function endedIndexes(runs: Runs, from: number, until: number, timeMs: number): number[] | undefined {
  const longestMs = runs.durations.last / 100 + LONGEST_START_MS
  if ((runs.minute + 1) * MINUTE_MS + longestMs <= timeMs || from >= until) return undefined
  const [first] = indexesBetween(runs, timeMs - longestMs, timeMs)
  const certain = Math.min(Math.max(first, from), until)
  const indexes = range(from, certain)
  for (let index = certain; index < until; index += 1) {
    if (hasEnded(runs, index, timeMs)) indexes.push(index)
  }
  return indexes.length === until - from ? undefined : indexes
}

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, place) => from + place)
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

  sorted(): Float64Array {
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

  sorted(): Float64Array {
    return Float64Array.from(this.#values, (value) => value / 100).sort()
  }
}
