/**
 * Words of a plan. Types only.
 * - rehearsal: a run of the script itself that reads lists from AWS but no values, writes no point and moves no state
 * - gap: the time from one slot of the schedule to the next
 * - scope: one namespace of one region
 */
import type { TaskError, TaskFigures } from '../../model/task.ts'
import type { Network } from '../../network.ts'

/** What a run uses of AWS, in the words of a task's figures. */
export type RunUse = Pick<TaskFigures, 'apiCalls' | 'queries' | 'billedMetrics' | 'estimatedDollars'>

/** GetMetricData of one scope. */
export interface ScopeUse {
  readonly requests: number
  readonly queries: number
  readonly billedMetrics: number
  /** Whether metrics were listed that CloudWatch does not call recently active. */
  readonly isWide: boolean
}

/** What the GetMetricData requests of one run ask for. */
export interface Asked {
  readonly scopes: Readonly<Record<string, ScopeUse>>
  /** Distinct ones. */
  readonly metrics: number
  /** What would be billed if no metric were asked for more than five statistics. */
  readonly billedAtFiveStatistics: number
  /** What a metric stream would bill for one minute in which every metric has a value. */
  readonly streamUpdates: number
  /** Dimension sets by the names of their dimensions, e.g. `FunctionName`. */
  readonly sets: Readonly<Record<string, number>>
  /** Billed metrics by metric name. */
  readonly billedByName: Readonly<Record<string, number>>
  /** By region: queries × range ÷ period, as the quota counts them. */
  readonly values: Readonly<Record<string, number>>
}

export interface Rehearsal {
  readonly use: RunUse
  readonly asked: Asked
  /** As the script counts them; undefined when it did not read them. */
  readonly functions: number | undefined
  readonly error: TaskError | null
}

/** How often a schedule comes due. */
export interface Rhythm {
  readonly runsPerDay: number
  /** The most frequent first; together `runsPerDay`. */
  readonly gaps: readonly { readonly gapMs: number; readonly perDay: number }[]
  /** The slots of a little more than a day, at least two. */
  readonly slots: readonly Date[]
}

export interface GapRehearsal {
  readonly gapMs: number
  readonly rehearsal: Rehearsal
}

/** Runs of a little more than a day to which AWS listed nothing: how often they list what exists. */
export interface StretchUse {
  readonly runs: number
  readonly apiCalls: Readonly<Record<string, number>>
  /** Runs that listed more than the recently active metrics, by scope. */
  readonly wideRuns: Readonly<Record<string, number>>
}

/** All rehearsals of one plan. */
export interface Rehearsed {
  readonly version: string | null
  /** The run that would come now: the first one, or one that catches up. */
  readonly next: Rehearsal
  /** As the next run would count them if nothing were remembered. */
  readonly functions: number | undefined
  /** A run after each gap of the schedule, in its order. */
  readonly gaps: readonly GapRehearsal[]
  readonly slower: readonly GapRehearsal[]
  /** A usual run that asks for metrics without recent values too. */
  readonly wide: Rehearsal
  /** A usual run with hardly any settle window; undefined when the script set has none. */
  readonly settled: Rehearsal | undefined
  readonly stretch: StretchUse
  /** What the rehearsals themselves asked of AWS. */
  readonly spent: RunUse
}

/** What the worker that plans is started with. */
export interface PlanOrder {
  readonly home: string
  readonly key: Uint8Array
  readonly compileCache: string
  readonly strictDigests: boolean
  readonly network: Network
  readonly trigger: string
  readonly scriptSet: string
  readonly timeoutMs: number
  readonly at: Date
  readonly rhythm: Rhythm
}

export type PlanReport =
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'rehearsed'; readonly rehearsed: Rehearsed }
  | { readonly kind: 'refused'; readonly error: TaskError }
