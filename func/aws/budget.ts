/** A rate limit that its users share: it slows down when AWS throttles, and recovers. */

export interface BudgetOptions {
  /** Units per second at the start, and what it recovers to. */
  readonly perSecond: number
  /** Units per second that it may grow to while nothing is throttled. @default {perSecond} */
  readonly ceiling?: number
  /** Milliseconds, any origin. */
  readonly now: () => number
  /** Waits, or rejects when aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

export interface Budget {
  /** Resolves when so many units may be used; first come, first served. */
  take(units: number, signal?: AbortSignal): Promise<void>
  /** AWS refused: halves the rate, at most once a second, since refusals come in swarms. */
  slowDown(): void
  /** AWS accepted: gives back a tenth of the starting rate, at most once a second. */
  recover(): void
  /** Units per second now. */
  rate(): number
}

const STEP_MS = 1000
const LOWEST_SHARE = 1 / 64
const BURST_MS = 250

export function createBudget(options: BudgetOptions): Budget {
  const { perSecond, ceiling = perSecond, now, sleep } = options
  let rate = perSecond
  let freeAt = Number.NEGATIVE_INFINITY
  let changedAt = Number.NEGATIVE_INFINITY
  const change = (wanted: number) => {
    if (now() - changedAt < STEP_MS) return
    changedAt = now()
    rate = Math.min(ceiling, Math.max(perSecond * LOWEST_SHARE, wanted))
  }
  return {
    async take(units, signal) {
      const time = now()
      const startAt = Math.max(freeAt, time - BURST_MS)
      freeAt = startAt + (units / rate) * 1000
      if (startAt > time) await sleep(startAt - time, signal)
    },
    slowDown: () => change(rate / 2),
    recover: () => change(rate + perSecond / 10),
    rate: () => rate,
  }
}
