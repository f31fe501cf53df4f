/** What CloudWatch has of a metric in a period: from the four figures come the five plain statistics. */
export abstract class Samples {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  #sorted: Float64Array | undefined

  constructor(count: number, sum: number, min: number, max: number) {
    this.count = count
    this.sum = sum
    this.min = min
    this.max = max
  }

  /** The samples themselves, ascending: percentiles and the like need them. Undefined where CloudWatch has none. */
  sorted(): Float64Array | undefined {
    this.#sorted ??= this.sort()
    return this.#sorted
  }

  protected abstract sort(): Float64Array | undefined
}

/** Samples that are 0 or 1. */
class Flags extends Samples {
  protected sort(): Float64Array {
    return new Float64Array(this.count).fill(1, this.count - this.sum)
  }
}

/** Published as four figures, so that the samples are not known unless these leave no choice. */
class StatisticSet extends Samples {
  protected sort(): Float64Array | undefined {
    return this.min === this.max ? new Float64Array(this.count).fill(this.min) : undefined
  }
}

/** Several minutes, or several functions, as one. */
class MergedSamples extends Samples {
  readonly #parts: readonly Samples[]

  constructor(parts: readonly Samples[]) {
    let [count, sum] = [0, 0]
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const part of parts) {
      count += part.count
      sum += part.sum
      min = Math.min(min, part.min)
      max = Math.max(max, part.max)
    }
    super(count, sum, min, max)
    this.#parts = parts
  }

  protected sort(): Float64Array | undefined {
    const all = new Float64Array(this.count)
    let at = 0
    for (const part of this.#parts) {
      const values = part.sorted()
      if (values === undefined) return undefined
      all.set(values, at)
      at += values.length
    }
    return all.sort()
  }
}

export function merged(parts: readonly Samples[]): Samples | undefined {
  return parts.length > 1 ? new MergedSamples(parts) : parts[0]
}

/** `count` samples of which `sum` are 1 and the others 0. */
export function flags(count: number, sum: number): Samples | undefined {
  return count <= 0 ? undefined : new Flags(count, sum, sum >= count ? 1 : 0, sum > 0 ? 1 : 0)
}

export interface Range {
  readonly min: number
  readonly max: number
  /** Where the average lies between minimum and maximum, 0 to 1. */
  readonly lean: number
  /** Decimals of the samples. */
  readonly decimals: number
}

/** A statistic set of `count` samples within a range; of the highest, only the part that has been seen. */
export function ranged(count: number, seen: number, range: Range): Samples | undefined {
  if (count <= 0) return undefined
  const min = round(range.min, range.decimals)
  if (count === 1) return new StatisticSet(1, min, min, min)
  const max = Math.max(min, round(range.min + (range.max - range.min) * seen, range.decimals))
  const lean = Math.min(Math.max(range.lean, 1 / count), 1 - 1 / count)
  const sum = round(count * (min + (max - min) * lean), range.decimals)
  return new StatisticSet(count, sum, min, max)
}

export function statisticSet(count: number, sum: number, min: number, max: number): Samples {
  return new StatisticSet(count, sum, min, max)
}

/** A number of one sample each minute, whether or not anything ran. */
export function gauge(value: number): Samples {
  return new StatisticSet(1, value, value, value)
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor
}
