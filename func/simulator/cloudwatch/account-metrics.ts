import { unit } from '../hash.ts'
import type { AccountFigures } from './account-runs.ts'
import type { Concurrency } from './lambda-metrics.ts'
import { ranged } from './samples.ts'
import type { Metric } from './series.ts'

/** What the functions of a region did together in one minute. */
export interface AccountMinute {
  readonly hash: number
  readonly minute: number
  readonly runs: AccountFigures
  /** Instances that functions have reserved, in use or not. */
  readonly reserved: number
  /** Part of the minute's figures that can be read, 0 to 1. */
  readonly seen: number
}

type Sampler = Metric<AccountMinute>['at']

const SALT = { peak: 52 }
const SAMPLES_A_MINUTE = 60

/** @param claimed what counts although nothing runs */
function running(
  part: (runs: AccountFigures) => Concurrency,
  claimed: (at: AccountMinute) => number = () => 0,
): Sampler {
  return (at) => {
    const { hash, minute, seen } = at
    const { average, peak } = part(at.runs)
    const most = Math.max(peak, Math.ceil(average * (1.2 + unit(hash, minute, SALT.peak))))
    const [min, max] = [Math.floor(average / 2) + claimed(at), most + claimed(at)]
    return ranged(Math.floor(SAMPLES_A_MINUTE * seen), seen, { min, max, lean: 0.45, decimals: 0 })
  }
}

/** Metrics of AWS/Lambda without dimensions that are no sums over runs: the whole region's concurrency. */
export const ACCOUNT_METRICS: Readonly<Record<string, Metric<AccountMinute>>> = {
  ConcurrentExecutions: { unit: 'Count', at: running(({ concurrency }) => concurrency) },
  UnreservedConcurrentExecutions: { unit: 'Count', at: running(({ unreserved }) => unreserved) },
  ClaimedAccountConcurrency: {
    unit: 'Count',
    at: running(
      ({ unreserved }) => unreserved,
      ({ reserved }) => reserved,
    ),
  },
}
