import type { Call } from '../wire/call.ts'
import type { MetricDataInput, MetricQuery } from './metric-data-input.ts'
import type { Samples } from './samples.ts'
import type { Look, Period, Series } from './series.ts'
import { periodsOf } from './window.ts'

/** Values of one query in the order that was asked for; the times of their periods in seconds since the epoch. */
export interface Points {
  readonly seconds: readonly number[]
  readonly values: readonly number[]
}

export interface PeriodSamples {
  readonly seconds: readonly number[]
  readonly samples: readonly Samples[]
}

type MetricAddress = Pick<MetricQuery, 'accountId' | 'key'>
type WantedMetric = MetricAddress & Pick<MetricQuery, 'name' | 'periodSeconds' | 'unit'>

const NOTHING: PeriodSamples = { seconds: [], samples: [] }

/** Reads metrics for one request; the statistics of a metric share its samples, and its metrics what they are made of. */
export class MetricReader {
  readonly #call: Call
  readonly #input: Pick<MetricDataInput, 'startMs' | 'endMs' | 'ascending'>
  readonly #looks = new Map<Series, Look>()
  readonly #samples = new Map<Series, Map<string, PeriodSamples>>()
  readonly #periods = new Map<number, readonly Period[]>()
  #last: { readonly query: WantedMetric; readonly samples: PeriodSamples } | undefined

  constructor(call: Call, input: Pick<MetricDataInput, 'startMs' | 'endMs' | 'ascending'>) {
    this.#call = call
    this.#input = input
  }

  points(query: MetricQuery): Points {
    const { seconds, samples } = this.samples(query)
    const values = samples.map(query.statistic)
    const isKnown = (value: number | undefined) => value !== undefined
    if (values.every(isKnown)) return { seconds, values }
    return {
      seconds: seconds.filter((_, place) => values[place] !== undefined),
      values: values.filter(isKnown),
    }
  }

  samples(query: WantedMetric): PeriodSamples {
    const last = this.#last
    // The statistics of a metric mostly come one after another.
    if (last !== undefined && isSameMetric(last.query, query)) return last.samples
    const samples = this.#find(query)
    this.#last = { query, samples }
    return samples
  }

  #find(query: WantedMetric): PeriodSamples {
    const series = this.series(query)
    const metric = series?.metrics.get(query.name)
    if (series === undefined || metric === undefined) return NOTHING
    if (query.unit !== undefined && query.unit !== metric.unit) return NOTHING
    const ofSeries = this.#samples.get(series) ?? new Map<string, PeriodSamples>()
    this.#samples.set(series, ofSeries)
    const key = `${query.name}/${query.periodSeconds}`
    const samples = ofSeries.get(key) ?? this.#read(series, query)
    ofSeries.set(key, samples)
    return samples
  }

  series({ accountId, key }: MetricAddress): Series | undefined {
    const fleet = accountId === undefined ? this.#call.fleet : this.#call.fleetOf(accountId)
    return fleet.series.get(key)
  }

  #read(series: Series, { name, periodSeconds }: Pick<MetricQuery, 'name' | 'periodSeconds'>): PeriodSamples {
    const look = this.#lookAt(series)
    const seconds: number[] = []
    const samples: Samples[] = []
    for (const period of this.#periodsOf(periodSeconds)) {
      const found = look.samples(name, period)
      if (found === undefined) continue
      seconds.push(period.startMs / 1000)
      samples.push(found)
    }
    return { seconds, samples }
  }

  #lookAt(series: Series): Look {
    const known = this.#looks.get(series)
    if (known !== undefined) return known
    const { now, faults } = this.#call
    const look = series.look({ asOfMs: now.getTime(), lateMinutes: faults.lateMinutes ?? 0 })
    this.#looks.set(series, look)
    return look
  }

  #periodsOf(periodSeconds: number): readonly Period[] {
    const known = this.#periods.get(periodSeconds)
    if (known !== undefined) return known
    const periods = periodsOf({ ...this.#input, periodSeconds }, this.#call.now.getTime())
    if (!this.#input.ascending) periods.reverse()
    this.#periods.set(periodSeconds, periods)
    return periods
  }
}

function isSameMetric(a: WantedMetric, b: WantedMetric): boolean {
  if (a.name !== b.name || a.periodSeconds !== b.periodSeconds || a.unit !== b.unit) return false
  return a.key === b.key && a.accountId === b.accountId
}
