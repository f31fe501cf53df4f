import type { Fleet } from '../fleet.ts'
import type { Counters } from './counters.ts'
import type { KeyStore, Principal } from './credentials.ts'
import type { RegionFaults } from './faults.ts'

/** A role that may be assumed; in another account than the caller's, or in the same. */
export interface SimRole {
  readonly arn: string
  /** Must be given with AssumeRole. */
  readonly externalId?: string
}

/** A request that has passed authentication, with all that an operation may need. */
export interface Call {
  readonly region: string
  readonly principal: Principal
  readonly url: URL
  /** Parsed JSON, or the form fields of the Query protocol. */
  readonly input: Readonly<Record<string, unknown>>
  readonly fleet: Fleet
  /** Accounts that share their metrics with the caller's in this region. */
  readonly linked: readonly string[]
  /** Whether AWS refuses what a linked account shares, although it is listed. */
  readonly isSilent: (account: string) => boolean
  /** What another account has in this region. */
  readonly fleetOf: (account: string) => Fleet
  readonly faults: RegionFaults
  readonly now: Date
  readonly seed: number
  /** How many calls of this operation came before, for the dice. */
  readonly number: number
  readonly counters: Counters
  readonly keys: KeyStore
  readonly roles: readonly SimRole[]
  readonly accountAlias: string
  readonly enabledRegions: ReadonlySet<string>
  readonly requestId: string
}

export type Operation = (call: Call) => unknown

/** A string member of the input. */
export function text(call: Call, name: string): string | undefined {
  const value = call.input[name]
  return typeof value === 'string' ? value : undefined
}
