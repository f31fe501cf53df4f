import { unit } from '../hash.ts'
import type { Denial } from './access/denials.ts'
import type { Damage } from './damage.ts'
import type { Quotas } from './quotas.ts'

/** What goes wrong; everything is off by default. Chances are from 0 to 1 and decided by the seed. */
export interface RegionFaults {
  /** Every answer takes so long. @default 0 */
  readonly latencyMs?: number
  /** Chance that a request is throttled. @default 0 */
  readonly throttleRate?: number
  /** Chance of an internal error (5xx). @default 0 */
  readonly errorRate?: number
  /** Chance that a result of GetMetricData is incomplete: PartialData, or InternalError without values. @default 0 */
  readonly partialDataRate?: number
  /** Chance that a result of GetMetricData is not in the answer. @default 0 */
  readonly leftOutRate?: number
  /** Chance that a result of GetMetricData is in the answer twice. @default 0 */
  readonly doubledRate?: number
  /** Chance that a result of GetMetricData comes with one of an id that nobody asked for. @default 0 */
  readonly unknownIdRate?: number
  /** A minute's values grow until so many minutes after its end, however short its runs are. @default 0 */
  readonly lateMinutes?: number
  /** Chance that a page of FilterLogEvents is empty though more follows. @default 0 */
  readonly emptyPageRate?: number
  /** Answers that arrive in a form that AWS never sends; the first to hit counts. */
  readonly damage?: readonly Damage[]
  /** Quotas that are off, or of another height. @default those of the simulator */
  readonly quotas?: Quotas
}

export interface Faults extends RegionFaults {
  /**
   * What the caller may not do: `us-east-1`, `cloudwatch:GetMetricData` or `eu-west-1/lambda:ListFunctions`; for one
   * account alone with its id in front, `123456789012/us-east-1`. Other policies and single resources as a Denial.
   */
  readonly deny?: readonly (string | Denial)[]
  /** Regions in which STS is switched off for the account. */
  readonly stsOff?: readonly string[]
  /** Regions that reset every connection. */
  readonly down?: readonly string[]
  /** Faults of single regions, or of one account's, `123456789012/us-east-1`; they replace the general ones. */
  readonly byRegion?: Readonly<Record<string, RegionFaults>>
}

/** @param account undefined before it is known */
export function faultsIn(faults: Faults, region: string, account?: string): RegionFaults {
  return { ...faults, ...faults.byRegion?.[region], ...faults.byRegion?.[`${account}/${region}`] }
}

export type Outcome = 'ok' | 'throttle' | 'error'

/** The fate of the n-th request of one kind: the same in each simulator of the same seed. */
export function outcome(faults: RegionFaults, seed: number, kind: number, count: number): Outcome {
  if (unit(seed ^ kind, count, 60) < (faults.throttleRate ?? 0)) return 'throttle'
  return unit(seed ^ kind, count, 61) < (faults.errorRate ?? 0) ? 'error' : 'ok'
}
