/**
 * What CloudWatch keeps of the samples of a metric. Percentiles need more than these four figures; here the samples
 * are taken to follow the power law between minimum and maximum whose mean is the average; binary ones
 * are counted. So every statistic, over any period, is a function of this set, and percentiles rise from the minimum
 * to the maximum.
 */
export interface StatisticSet {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** The samples are only ever the minimum or the maximum, e.g. 0 and 1 of Errors. */
  readonly binary?: true
}

export type Statistic = (set: StatisticSet) => number

export function merge(a: StatisticSet | undefined, b: StatisticSet): StatisticSet {
  if (a === undefined) return b
  const sum = {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  }
  return b.binary === true ? { ...sum, binary: true } : sum
}

/** The statistic of a name as CloudWatch spells it, or undefined if it knows no such name. */
export function parseStatistic(name: string): Statistic | undefined {
  const known = STATISTICS.get(name)
  if (known !== undefined) return known
  const parsed = parseExtended(name)
  if (parsed !== undefined && STATISTICS.size < 1000) STATISTICS.set(name, parsed)
  return parsed
}

const STATISTICS = new Map<string, Statistic>([
  ['Average', average],
  ['Sum', (set) => set.sum],
  ['Minimum', (set) => set.min],
  ['Maximum', (set) => set.max],
  ['SampleCount', (set) => set.count],
  ['IQM', (set) => trimmedSum(set, 0.75) * 2 - trimmedSum(set, 0.25) * 2],
])

/** `p95`, `tm99`, `wm99`, `tc99`, `ts99`: percentile, trimmed and winsorized mean, trimmed count and sum. */
function parseExtended(name: string): Statistic | undefined {
  const match = /^(p|tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/.exec(name)
  const share = Number(match?.[2]) / 100
  if (match === null || share > 1) return undefined
  if (match[1] === 'p') return (set) => percentile(set, share)
  if (match[1] === 'tc') return (set) => set.count * share
  if (match[1] === 'ts') return (set) => trimmedSum(set, share) * set.count
  if (match[1] === 'tm') return (set) => (share === 0 ? set.min : trimmedSum(set, share) / share)
  return (set) => trimmedSum(set, share) + (1 - share) * percentile(set, share)
}

function average(set: StatisticSet): number {
  return set.sum / set.count
}

/** The value below which the given share of the samples lies. */
function percentile(set: StatisticSet, share: number): number {
  if (share >= 1) return set.max
  if (set.binary === true) return share > lowShare(set) ? set.max : set.min
  return Math.min(set.max, set.min + (set.max - set.min) * share ** exponent(set))
}

/** The sum of the lowest given share of the samples, for each sample of the whole. */
function trimmedSum(set: StatisticSet, share: number): number {
  if (set.binary === true) {
    return set.min * share + (set.max - set.min) * Math.max(0, share - lowShare(set))
  }
  const power = exponent(set)
  if (power === Number.POSITIVE_INFINITY) return set.min * share
  return set.min * share + ((set.max - set.min) * share ** (power + 1)) / (power + 1)
}

/** The share of the samples that are the minimum, of a binary set. */
function lowShare(set: StatisticSet): number {
  return set.max === set.min ? 1 : (set.max - average(set)) / (set.max - set.min)
}

function exponent(set: StatisticSet): number {
  const above = average(set) - set.min
  return above <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, (set.max - average(set)) / above)
}
