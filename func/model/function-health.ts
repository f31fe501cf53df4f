/** How functions are: figures of a range and of the one before, and what is wrong. Times are milliseconds since the epoch. */

/** What can be wrong with a function; of two that are as bad, the first counts as worse. */
export const TROUBLE_KINDS = ['errors', 'throttles', 'timeout', 'lag', 'slower'] as const
export type TroubleKind = (typeof TROUBLE_KINDS)[number]

/** What a list of functions can be sorted by. */
export const FUNCTION_SORTS = ['trouble', 'invocations', 'errors', 'throttles', 'duration', 'name'] as const
export type FunctionSort = (typeof FUNCTION_SORTS)[number]

/** Which functions, and in which order. */
export interface FunctionSelection {
  readonly sort: FunctionSort
  /** Part of the name, in whatever case. */
  readonly name?: string | undefined
  /** Only those in trouble. @default {false} */
  readonly troubled?: boolean | undefined
}

export const TROUBLE_LEVELS = ['critical', 'warning'] as const
export type TroubleLevel = (typeof TROUBLE_LEVELS)[number]

/** Over a whole range; null where nothing was collected. */
export interface FunctionFigures {
  readonly invocations: number | null
  readonly errors: number | null
  readonly throttles: number | null
  /** Share of invocations that failed, 0 to 1. */
  readonly errorRate: number | null
  /** Share of requests that were throttled, 0 to 1: AWS counts them apart from invocations. */
  readonly throttleRate: number | null
  readonly averageMs: number | null
  readonly maximumMs: number | null
  /** Of the oldest record that was read from a stream. */
  readonly iteratorAgeMs: number | null
}

export interface Trouble {
  readonly kind: TroubleKind
  readonly level: TroubleLevel
  /**
   * `errors`, `throttles`: a share, 0 to 1. `timeout`: the longest duration as a share of the timeout. `lag`:
   * milliseconds. `slower`: milliseconds on average.
   */
  readonly value: number
  /** The same of the range before; null without data. */
  readonly before: number | null
  /** Start of the step in which it began; null when it was much the same in the range before. */
  readonly since: number | null
  /** End of the last step in which it was so; null when it still is. */
  readonly until: number | null
}

export interface FunctionHealth {
  readonly account: string
  readonly region: string
  readonly name: string
  /** Of its object in the store; null when there is none. */
  readonly objectId: number | null
  readonly runtime: string | null
  readonly timeoutMs: number | null
  readonly now: FunctionFigures
  readonly before: FunctionFigures
  /** The worst first; empty for a function without. */
  readonly troubles: readonly Trouble[]
  /** Failed and throttled requests of each step of both ranges. */
  readonly curve: readonly (number | null)[]
}

export interface FunctionsHealth {
  /** The range is from ≤ time < to; the one before has the same length. */
  readonly from: number
  readonly to: number
  /** Of the curves. */
  readonly stepMs: number
  /** The worst first, then by invocations. */
  readonly functions: readonly FunctionHealth[]
}
