/** What a script set hands to the core. Types only. */
import type { ScriptContext } from '#func/script.ts'
import type { SeenMetric, Unmatched } from './discovery/unmatched.ts'
import type { SeriesHistory } from './reading/series-history.ts'
import type { CollectConfig, Dimension, Resources } from './types.ts'

/** Collects the objects of a region before its metrics. */
export interface ResourceCollector {
  /**
   * What exists in one region, its objects written where they were read anew. It may come from an earlier run, as
   * long as it is not too old and knows all of what CloudWatch has metrics of.
   * @param unknown Dimensions that the result of the first call did not know.
   */
  collect(region: string, unknown?: readonly (readonly Dimension[])[]): Promise<Resources>
  /**
   * With what the metrics go on when `collect` failed; undefined when they cannot, as points without their
   * joined tags would be other series than those with them.
   */
  without(region: string, error: unknown): Promise<Resources | undefined>
  /** Parts of the selection that match nothing in all regions; none as long as they were not all read in this run. */
  unmatched?(): readonly Unmatched[]
}

export interface Collection {
  readonly config: CollectConfig
  /** Dimension sets that a target without `dimensions` applies to. */
  readonly dimensions: readonly (readonly string[])[]
  readonly resources?: ResourceCollector
  /** Counts for which a settled minute without data means 0, when the config asks for `zero`. */
  readonly zero?: ZeroRules
  /** Called with every metric that is listed, wanted or not. */
  readonly onListed?: (metric: SeenMetric) => void
}

/** What is known to one namespace of one region while it is collected. */
export interface NamespaceUnit {
  readonly region: string
  readonly namespace: string
  readonly collection: Collection
  readonly context: ScriptContext
  readonly resources: Resources | undefined
  /** In which series what is read belongs. @default {measurement and tags as they are now} */
  readonly history?: SeriesHistory
}

export interface ZeroRules {
  isCount(metric: string): boolean
  /** Written for every existing resource, even if CloudWatch lists no such metric. */
  readonly always: readonly string[]
}
