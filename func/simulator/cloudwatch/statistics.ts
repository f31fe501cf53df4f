/** The statistics of CloudWatch: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
import type { Samples } from './samples.ts'

/** Undefined where CloudWatch has no samples to compute it from, or none within its bounds. */
export type Statistic = (samples: Samples) => number | undefined

type OfSorted = (sorted: Float64Array) => number | undefined

export const PLAIN_STATISTICS: ReadonlyMap<string, Statistic> = new Map([
  ['SampleCount', ({ count }: Samples) => count],
  ['Average', ({ count, sum }: Samples) => sum / count],
  ['Sum', ({ sum }: Samples) => sum],
  ['Minimum', ({ min }: Samples) => min],
  ['Maximum', ({ max }: Samples) => max],
])

/** The statistic of a name as CloudWatch spells it, or undefined if it knows no such name. */
export function parseStatistic(name: string): Statistic | undefined {
  const plain = PLAIN_STATISTICS.get(name)
  if (plain !== undefined) return plain
  const extended = parseUpTo(name) ?? parseBounded(name)
  if (extended === undefined) return undefined
  return (samples) => {
    const sorted = samples.sorted()
    return sorted === undefined ? undefined : extended(sorted)
  }
}

const NUMBER = String.raw`\d+(?:\.\d{1,10})?`
const UP_TO = new RegExp(`^(p|tm|wm|tc|ts)(${NUMBER})$`)
const BOUNDED = new RegExp(`^(TM|WM|PR|TC|TS)\\((?:(${NUMBER})(%?))?:(?:(${NUMBER})(%?))?\\)$`)

/** `p95`, `tm99`, … : from the lowest sample up to a percentage; `IQM`: the middle half. */
function parseUpTo(name: string): OfSorted | undefined {
  if (name === 'IQM') return STATISTICS.TM(percentages(25, 75))
  const [, kind = '', text = ''] = UP_TO.exec(name) ?? []
  const percent = Number(text)
  if (kind === '' || percent > 100) return undefined
  if (kind === 'p') return (sorted) => percentile(sorted, percent)
  return STATISTICS[kind.toUpperCase() as BoundedName](percentages(0, percent))
}

/** `TM(10%:90%)`, `PR(:300)`, …: two bounds of one kind, of which one may be open. */
function parseBounded(name: string): OfSorted | undefined {
  const [match, kind, low, lowSign, high, highSign] = BOUNDED.exec(name) ?? []
  if (match === undefined || (low === undefined && high === undefined)) return undefined
  const signs = new Set([low && lowSign, high && highSign].filter((sign) => sign !== undefined))
  if (signs.size > 1) return undefined
  const isPercent = signs.has('%')
  const from = Number(low ?? (isPercent ? 0 : Number.NEGATIVE_INFINITY))
  const to = Number(high ?? (isPercent ? 100 : Number.POSITIVE_INFINITY))
  if (from >= to || (isPercent && (to > 100 || kind === 'PR'))) return undefined
  return STATISTICS[kind as BoundedName](isPercent ? percentages(from, to) : values(from, to))
}

/** A stretch of the sorted samples, each of which reaches from its place to the next: bounds may cut one. */
interface Stretch {
  readonly from: number
  readonly to: number
  /** What lies outside counts as this, for the winsorized mean. */
  readonly low: number
  readonly high: number
}

type Bounds = (sorted: Float64Array) => Stretch

function percentages(from: number, to: number): Bounds {
  return (sorted) => ({
    from: (from / 100) * sorted.length,
    to: (to / 100) * sorted.length,
    low: percentile(sorted, from),
    high: percentile(sorted, to),
  })
}

/** Samples above the lower bound and up to the upper one. */
function values(from: number, to: number): Bounds {
  return (sorted) => ({
    from: countUpTo(sorted, from),
    to: countUpTo(sorted, to),
    low: from,
    high: to,
  })
}

type BoundedName = 'TM' | 'WM' | 'PR' | 'TC' | 'TS'

const STATISTICS: Readonly<Record<BoundedName, (bounds: Bounds) => OfSorted>> = {
  TM: (bounds) => (sorted) => {
    const { from, to } = bounds(sorted)
    return to > from ? sumBetween(sorted, from, to) / (to - from) : undefined
  },
  WM: (bounds) => (sorted) => {
    const { from, to, low, high } = bounds(sorted)
    const below = from === 0 ? 0 : from * low
    const above = to === sorted.length ? 0 : (sorted.length - to) * high
    return (below + sumBetween(sorted, from, to) + above) / sorted.length
  },
  PR: (bounds) => (sorted) => {
    const { from, to } = bounds(sorted)
    return (100 * (to - from)) / sorted.length
  },
  TC: (bounds) => (sorted) => {
    const { from, to } = bounds(sorted)
    return to - from
  },
  TS: (bounds) => (sorted) => {
    const { from, to } = bounds(sorted)
    return sumBetween(sorted, from, to)
  },
}

/** The lowest sample that at least so many per cent of all do not exceed. */
function percentile(sorted: Float64Array, percent: number): number {
  // Without the rounding, 99.9 % of 1000 would be more than 999.
  const place = Math.ceil(Number(((percent / 100) * sorted.length).toFixed(9)))
  return sorted[Math.max(0, place - 1)] as number
}

function countUpTo(sorted: Float64Array, bound: number): number {
  const above = sorted.findIndex((value) => value > bound)
  return above < 0 ? sorted.length : above
}

function sumBetween(sorted: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let place = Math.floor(from); place < to; place += 1) {
    sum += (sorted[place] as number) * (Math.min(to, place + 1) - Math.max(from, place))
  }
  return sum
}
