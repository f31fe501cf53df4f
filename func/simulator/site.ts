import type { SimLink } from './links.ts'
import type { World } from './oracle.ts'
import type { KeyStore } from './wire/access/credentials.ts'
import type { SignedRequest } from './wire/access/sigv4.ts'
import type { SimRole } from './wire/call.ts'
import type { Counters } from './wire/counters.ts'
import type { Faults } from './wire/faults.ts'
import type { QuotaGuard, Quotas } from './wire/quotas.ts'

/** The parts of a running simulator. */
export interface Site {
  readonly seed: number
  /** The account of the simulator's own keys. */
  readonly account: string
  readonly now: () => Date
  readonly world: World
  readonly keys: KeyStore
  readonly counters: Counters
  readonly roles: readonly SimRole[]
  readonly accountAlias: string
  readonly enabledRegions: ReadonlySet<string>
  readonly stopping: AbortController
  readonly quotas: QuotaGuard
  /** Of the quotas, while no fault changes them. */
  readonly quotaChanges: Quotas | undefined
  /** How often each kind of request came; never reset, as it feeds the dice. */
  readonly numbers: Map<string, number>
  readonly onRequest: ((request: SignedRequest) => void) | undefined
  faults: Faults
  links: readonly SimLink[]
}

/** Counts a kind of request: 0, 1, 2, … */
export function next(site: Site, kind: string): number {
  const number = site.numbers.get(kind) ?? 0
  site.numbers.set(kind, number + 1)
  return number
}
