import { hashText, unit } from '../hash.ts'
import { MINUTE_MS } from '../lambda/runs.ts'
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
  /** The last minute that is known to have a value, and until when there is none after it. */
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
    const last = this.#lastValue(view)
    if (last <= now - TWO_WEEKS) return false
    const lagMs = Math.floor(this.#dice(SALT.lag) * LATEST_MINUTES) * MINUTE_MS
    const early = { ...view, asOfMs: view.asOfMs - lagMs }
    if (this.#find(early, now - TWO_WEEKS) === undefined) return false
    this.#listedUntil = last + TWO_WEEKS
    return true
  }

  isRecentlyActive(view: View): boolean {
    this.#notice(view)
    const age = minuteOf(view.asOfMs) - this.#lastValue(view)
    if (age <= RECENT_MINUTES) return true
    if (age > RECENT_MINUTES + RECENT_MORE.minutes) return false
    const isMore = this.#dice(SALT.isMore) < RECENT_MORE.share
    return isMore && age <= RECENT_MINUTES + RECENT_MORE.minutes * this.#dice(SALT.more)
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

  #lastValue(view: View): number {
    const now = minuteOf(view.asOfMs)
    const lowest = Math.max(now - TWO_WEEKS, this.#last, this.#emptyUntil)
    this.#last = this.#find(view, lowest) ?? this.#last
    this.#emptyUntil = now - OPEN_MINUTES
    return this.#last
  }

  /** The last minute after the lowest that has a value. */
  #find(view: View, lowest: number): number | undefined {
    const look = this.series.look(view)
    let minute = minuteOf(view.asOfMs)
    for (;;) {
      minute = this.series.lastBusyMinute(this.name, minute - 1, lowest)
      if (minute <= lowest) return undefined
      const period = { startMs: minute * MINUTE_MS, endMs: (minute + 1) * MINUTE_MS }
      if (look.samples(this.name, period) !== undefined) return minute
    }
  }

  #dice(salt: number): number {
    return unit(hashText(`${seriesKey(this.namespace, this.dimensions)}\n${this.name}`), salt)
  }
}

function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS)
}
