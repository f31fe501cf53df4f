import type { LogGroup } from '../log-groups.ts'
import type { Query, ResultRow } from './query.ts'

/** A query that was started; its results are there when they have been asked for once. */
export interface SimQuery {
  readonly id: string
  readonly query: Query
  readonly groups: readonly LogGroup[]
  readonly fromMs: number
  readonly toMs: number
  readonly limit: number
  polls: number
  isStopped: boolean
  results?: QueryResults
}

export interface QueryResults {
  readonly rows: readonly ResultRow[]
  readonly statistics: Readonly<Record<string, number>>
}
