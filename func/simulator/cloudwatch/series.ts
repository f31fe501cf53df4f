import { MINUTE_MS } from '../../time.ts'
import { merged, type Samples } from './samples.ts'
import type { View } from './view.ts'

export interface Dimension {
  readonly Name: string
  readonly Value: string
}

export interface Metric<Minute> {
  readonly unit: string
  readonly at: (minute: Minute) => Samples | undefined
  /** Most minutes have no value, as is known without looking at what happened. */
  readonly isRareAt?: (seed: number, minute: number) => boolean
  /** There is a value whether anything happened or not. */
  readonly isSteady?: true
}

export interface Period {
  readonly startMs: number
  readonly endMs: number
}

/** What can be seen of a series from one view. */
export interface Look {
  /** The samples of a metric in a period, undefined if there are none. */
  samples(name: string, period: Period): Samples | undefined
}

/** One set of dimensions of one namespace, with the metrics that exist for it. */
export interface Series {
  readonly namespace: string
  readonly dimensions: readonly Dimension[]
  readonly metrics: ReadonlyMap<string, { readonly unit: string }>
  look(view: View): Look
  /** The last minute, up to this one and above the lowest, in which a metric may have a value; else the lowest. */
  lastBusyMinute(name: string, minute: number, lowest: number): number
}

export interface SeriesOptions<Minute> {
  readonly namespace: string
  readonly dimensions: readonly Dimension[]
  readonly metrics: ReadonlyMap<string, Metric<Minute>>
  /** What all its metrics are made of in a minute; undefined while nothing of it can be read. */
  readonly minuteOf: (minute: number, view: View) => Minute | undefined
  /** See Series. @default {the minute itself} */
  readonly lastBusyMinute?: Series['lastBusyMinute']
}

export function createSeries<Minute>(options: SeriesOptions<Minute>): Series {
  const { namespace, dimensions, metrics, lastBusyMinute = (_name, minute) => minute } = options
  return { namespace, dimensions, metrics, lastBusyMinute, look: (view) => new MinuteLook(options, view) }
}

/** More minutes than a request of one-minute values asks for, and no more than there is memory for. */
const KEPT_MINUTES = 2000

/** Looks at each minute once for all metrics. */
class MinuteLook<Minute> implements Look {
  readonly #options: SeriesOptions<Minute>
  readonly #view: View
  readonly #minutes = new Map<number, Minute | undefined>()

  constructor(options: SeriesOptions<Minute>, view: View) {
    this.#options = options
    this.#view = view
  }

  samples(name: string, { startMs, endMs }: Period): Samples | undefined {
    const metric = this.#options.metrics.get(name)
    const first = Math.ceil(startMs / MINUTE_MS)
    const end = Math.ceil(endMs / MINUTE_MS)
    const parts: Samples[] = []
    for (let minute = first; metric !== undefined && minute < end; minute += 1) {
      const seen = this.#minuteAt(minute)
      const samples = seen === undefined ? undefined : metric.at(seen)
      if (samples !== undefined) parts.push(samples)
    }
    return merged(parts)
  }

  #minuteAt(minute: number): Minute | undefined {
    const known = this.#minutes.get(minute)
    if (known !== undefined || this.#minutes.has(minute)) return known
    if (this.#minutes.size >= KEPT_MINUTES) this.#minutes.clear()
    const made = this.#options.minuteOf(minute, this.#view)
    this.#minutes.set(minute, made)
    return made
  }
}

/** Finds a series whatever the order of its dimensions. */
export function seriesKey(namespace: string, dimensions: readonly Dimension[]): string {
  const [only, second] = dimensions
  if (only === undefined) return namespace
  if (second === undefined) return `${namespace}\n${only.Name}=${only.Value}`
  const pairs = dimensions.map(({ Name, Value }) => `${Name}=${Value}`)
  return `${namespace}\n${pairs.toSorted().join('\n')}`
}
