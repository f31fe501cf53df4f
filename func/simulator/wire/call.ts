import type { Fleet } from '../fleet.ts'
import type { KeyStore, Principal } from './access/credentials.ts'
import type { AwsError } from './aws-error.ts'
import type { Counters } from './counters.ts'
import type { RegionFaults } from './faults.ts'
import type { Members } from './shape.ts'

/** A role that may be assumed; in another account than the caller's, or in the same. */
export interface SimRole {
  readonly arn: string
  /** Must be given with AssumeRole. */
  readonly externalId?: string
  /** @default 3600 */
  readonly maxSessionSeconds?: number
}

/** A request that has passed authentication, with all that an operation may need. */
export interface Call {
  readonly region: string
  readonly principal: Principal
  readonly url: URL
  /** What its operation takes, of path, query string and body; times as seconds since the epoch. */
  readonly input: Readonly<Record<string, unknown>>
  readonly fleet: Fleet
  /** Accounts that share their metrics with the caller's in this region. */
  readonly linked: readonly string[]
  /** Whether AWS refuses what a linked account shares, although it is listed. */
  readonly isSilent: (account: string) => boolean
  /** What another account has in this region. */
  readonly fleetOf: (account: string) => Fleet
  /** The error of something else that the operation has to do, e.g. `kms:Decrypt`; undefined when it may. */
  readonly refusalOf: (action: string, resource: string) => AwsError | undefined
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

/** What an operation answers: members, times among them as AwsTime. */
export type Operation = (call: Call) => unknown

export interface OperationEntry {
  /** Of REST services: `GET /2015-03-31/functions/{FunctionName}`. */
  readonly path?: string
  /** All that is simulated; a request with anything else is refused. */
  readonly input: Members
  readonly run: Operation
}

/** By name, as IAM spells its action. */
export type Operations = Readonly<Record<string, OperationEntry>>

/** A string member of the input. */
export function text(call: Call, name: string): string | undefined {
  const value = call.input[name]
  return typeof value === 'string' ? value : undefined
}
