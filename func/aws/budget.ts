/**
 * A rate limit that its users share: it slows down when AWS throttles, and recovers. Its numbers lie in cells that
 * several threads may hold: every change is one compare-and-exchange, so that a thread that ends in the midst of
 * one leaves nothing locked, and at most one place taken.
 */
import { MINUTE_MS } from '../time.ts'

export interface BudgetOptions {
  /** Units per second at the start, and what it recovers to. */
  readonly perSecond: number
  /** Units per second that it may grow to while nothing is throttled. @default {perSecond} */
  readonly ceiling?: number
  /** Milliseconds, any origin, the same for all threads; must never go back. */
  readonly now: () => number
  /** Waits, or rejects when aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** @default {new ones of its own} */
  readonly cells?: BudgetCells
}

/** Four numbers in shared memory, all 0 at first: see `FREE_AT` and its neighbours. */
export type BudgetCells = BigInt64Array

export interface Budget {
  /**
   * Resolves when so many units may be used; first come, first served within a thread. Threads take turns, however
   * many calls wait in each.
   */
  take(units: number, signal?: AbortSignal): Promise<void>
  /** AWS refused: halves the rate, at most once a second, since refusals come in swarms. */
  slowDown(): void
  /** AWS accepted: adds a tenth of the starting rate, at most once a second. */
  recover(): void
  /** Units per second now. */
  rate(): number
}

const STEP_MS = 1000
/** However much AWS refuses, it is asked so often. */
const LOWEST_SHARE = 1 / 64
const LOWEST_PER_SECOND = 1
/** What was not used may be made up for, but for no longer than this. */
export const BURST_MS = 250
/** A lowered rate is forgotten when nothing has changed it for so long. */
const FORGOTTEN_MS = MINUTE_MS

/** Where the next call may begin. Times are microseconds. */
const FREE_AT = 0
/** Millionths of a unit per second; 0: as at the start. */
const RATE = 1
const CHANGED_AT = 2
const SLOWED_AT = 3
export const CELLS_PER_BUDGET = 4

export function createBudget(options: BudgetOptions): Budget {
  return new SharedBudget(options)
}

class SharedBudget implements Budget {
  readonly #options: Required<BudgetOptions>
  readonly #cells: BudgetCells
  /** Settles when the call before has got its place. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: BudgetOptions) {
    const own = () => new BigInt64Array(new SharedArrayBuffer(CELLS_PER_BUDGET * 8))
    this.#cells = options.cells ?? own()
    this.#options = { ceiling: options.perSecond, ...options, cells: this.#cells }
  }

  async take(units: number, signal?: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#waitForPlace(units, signal))
    this.#turn = turn.catch(() => undefined)
    await turn
  }

  slowDown(): void {
    const before = this.rate()
    if (!this.#passes(SLOWED_AT)) return
    Atomics.store(this.#cells, CHANGED_AT, this.#micros())
    this.#setRate(before / 2)
  }

  recover(): void {
    const { perSecond, ceiling } = this.#options
    const rate = this.rate()
    if (rate < ceiling && this.#passes(CHANGED_AT)) this.#setRate(rate + perSecond / 10)
  }

  rate(): number {
    const { perSecond } = this.#options
    const rate = Number(Atomics.load(this.#cells, RATE)) / 1e6
    if (rate === 0) return perSecond
    const isOld = this.#micros() - Atomics.load(this.#cells, CHANGED_AT) >= BigInt(FORGOTTEN_MS * 1000)
    return isOld ? Math.max(rate, perSecond) : rate
  }

  async #waitForPlace(units: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const waitMs = this.#reserve(units)
    if (waitMs > 0) await this.#options.sleep(waitMs, signal)
  }

  /** Takes the next place. @returns milliseconds until it */
  #reserve(units: number): number {
    const lasts = BigInt(Math.round((units / this.rate()) * 1e6))
    for (;;) {
      const now = this.#micros()
      const freeAt = Atomics.load(this.#cells, FREE_AT)
      const earliest = now - BigInt(BURST_MS * 1000)
      const startAt = freeAt > earliest ? freeAt : earliest
      const isMine = Atomics.compareExchange(this.#cells, FREE_AT, freeAt, startAt + lasts) === freeAt
      if (isMine) return Number(startAt - now) / 1000
    }
  }

  /** Whether a second has gone by since this cell was set; then it is set again, by one caller only. */
  #passes(cell: number): boolean {
    const now = this.#micros()
    const before = Atomics.load(this.#cells, cell)
    if (before !== 0n && now - before < BigInt(STEP_MS * 1000)) return false
    return Atomics.compareExchange(this.#cells, cell, before, now) === before
  }

  #setRate(wanted: number): void {
    const { perSecond, ceiling } = this.#options
    const lowest = Math.max(perSecond * LOWEST_SHARE, Math.min(perSecond, LOWEST_PER_SECOND))
    const rate = Math.min(ceiling, Math.max(lowest, wanted))
    Atomics.store(this.#cells, RATE, BigInt(Math.round(rate * 1e6)))
  }

  #micros(): bigint {
    return BigInt(Math.round(this.#options.now() * 1000))
  }
}
