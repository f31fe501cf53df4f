import { MINUTE_MS } from '../../time.ts'
import { hashText, unit } from '../hash.ts'
import { type Dimension, type Series, seriesKey } from './series.ts'
import type { View } from './view.ts'

const TWO_WEEKS = 14 * 1440
const RECENT_MINUTES = 180
/** RecentlyActive is an approximation: a few metrics are there for so much longer. */
const RECENT_MORE = { minutes: 50, share: 0.1 }
/** A metric appears in listings so late. */
const LATEST_MINUTES = 15
/** What was read before may still change for so long. */
const OPEN_MINUTES = 20
const SALT = { lag: 1, isMore: 2, more: 3 }
const NEVER = Number.NEGATIVE_INFINITY

/** A metric with what ListMetrics has to know of it: when it last had a value. */
export class MetricRow {
  readonly name: string
  readonly series: Series
  #seenAtMs = NEVER
  /** The last settled minute that is known to have a value, and until when there is none after it. */
  #last = NEVER
  #emptyUntil = NEVER
  #listedUntil = NEVER

  constructor(series: Series, name: string) {
    this.series = series
    this.name = name
  }

  get namespace(): string {
    return this.series.namespace
  }

  get dimensions(): readonly Dimension[] {
    return this.series.dimensions
  }

  /** In the two weeks after its last value, but not yet in the minutes after it appeared. */
  isListed(view: View): boolean {
    this.#notice(view)
    const now = minuteOf(view.asOfMs)
    if (now <= this.#listedUntil) return true
    const lag = Math.floor(this.#dice(SALT.lag) * LATEST_MINUTES)
    const early = { ...view, asOfMs: view.asOfMs - lag * MINUTE_MS }
    const value = this.#settledValue(view) ?? this.#find(early, now - lag, now - OPEN_MINUTES)
    if (value === undefined) return false
    this.#listedUntil = value + TWO_WEEKS
    return true
  }

  isRecentlyActive(view: View): boolean {
    this.#notice(view)
    const now = minuteOf(view.asOfMs)
    if (now - this.#last <= RECENT_MINUTES) return true
    const value = this.#find(view, now, now - OPEN_MINUTES) ?? this.#settledValue(view)
    const age = now - (value ?? NEVER)
    if (age > RECENT_MINUTES + RECENT_MORE.minutes) return false
    const isMore = this.#dice(SALT.isMore) < RECENT_MORE.share
    return age <= RECENT_MINUTES + (isMore ? RECENT_MORE.minutes * this.#dice(SALT.more) : 0)
  }

  /** What is known holds as long as time goes on. */
  #notice({ asOfMs }: View): void {
    if (asOfMs < this.#seenAtMs) {
      this.#last = NEVER
      this.#emptyUntil = NEVER
      this.#listedUntil = NEVER
    }
    this.#seenAtMs = asOfMs
  }

  /** The last minute with a value in two weeks, of those that no longer change. */
  #settledValue(view: View): number | undefined {
    const settled = minuteOf(view.asOfMs) - OPEN_MINUTES
    const oldest = settled - TWO_WEEKS
    const known = Math.max(this.#last, this.#emptyUntil, oldest)
    this.#last = this.#find(view, settled + 1, known) ?? this.#last
    this.#emptyUntil = settled
    return this.#last > oldest ? this.#last : undefined
  }

  /** The last minute before one and after another that has a value. */
  #find(view: View, before: number, after: number): number | undefined {
    let minute = this.series.lastBusyMinute(this.name, before - 1, after)
    if (minute <= after) return undefined
    const look = this.series.look(view)
    while (minute > after) {
      const period = { startMs: minute * MINUTE_MS, endMs: (minute + 1) * MINUTE_MS }
      if (look.samples(this.name, period) !== undefined) return minute
      minute = this.series.lastBusyMinute(this.name, minute - 1, after)
    }
    return undefined
  }

  #dice(salt: number): number {
    return unit(hashText(`${seriesKey(this.namespace, this.dimensions)}\n${this.name}`), salt)
  }
}

function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS)
}
