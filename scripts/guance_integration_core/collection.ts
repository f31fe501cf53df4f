/** What a script set hands to the core. Types only. */
import type { CollectConfig, Resources } from './types.ts'

/** Collects the objects of a region before its metrics. */
export interface ResourceCollector {
  /** Reads, and writes, the objects of one region. */
  collect(region: string): Promise<Resources>
  /**
   * With what the metrics go on when `collect` failed; undefined when they cannot, as points without their
   * joined tags would be other series than those with them.
   */
  without(error: unknown): Resources | undefined
}

export interface Collection {
  readonly config: CollectConfig
  /** Dimension sets that a target without `dimensions` applies to. */
  readonly dimensions: readonly (readonly string[])[]
  readonly resources?: ResourceCollector
  /** Counts for which a settled minute without data means 0, when the config asks for `zero`. */
  readonly zero?: ZeroRules
}

export interface ZeroRules {
  isCount(metric: string): boolean
  /** Written for every existing resource, even if CloudWatch lists no such metric. */
  readonly always: readonly string[]
}
