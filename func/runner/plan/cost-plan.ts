/** From rehearsals to a plan: what a day and a month use and cost, and what would change that. Pure. */
import { RECENT_VALUES_PER_SECOND } from '../../aws/budgets.ts'
import { estimateDollars, PRICES, PRICES_FROM } from '../../aws/prices.ts'
import type { TaskError } from '../../model/task.ts'
import type { Trigger } from '../../model/trigger.ts'
import type { UnitFailure } from '../../script.ts'
import { type Lever, leversOf, type Stream, streamOf } from './levers.ts'
import { MONTH_DAYS } from './rhythm.ts'
import type { Rehearsal, Rehearsed, Rhythm, RunUse, ScopeUse } from './types.ts'

const DATA = 'cloudwatch:GetMetricData'
const LIST = 'cloudwatch:ListMetrics'

export interface PlannedUse extends RunUse {
  /** If AWS counted every query, and not up to five statistics of a metric as one. */
  readonly dollarsByQuery: number
}

export interface NameShare {
  readonly name: string
  /** Of the billed metrics of a usual run, 0 to 1. */
  readonly share: number
  readonly dollarsPerMonth: number
}

export interface Plan {
  readonly trigger: string
  readonly scriptSet: string
  readonly version: string | null
  readonly plannedAt: Date
  readonly schedule: Pick<Trigger, 'cron' | 'timezone'> & { readonly runsPerDay: number }
  /** Undefined when the script set does not count them. */
  readonly functions: number | undefined
  /** Distinct metrics of a usual run. */
  readonly metrics: number
  /** Dimension sets by the names of their dimensions. */
  readonly sets: Readonly<Record<string, number>>
  /** The run that would come now. */
  readonly next: PlannedUse
  /** A run after the most frequent gap of the schedule. */
  readonly usual: PlannedUse
  /** On average. Calls that are made for each function are left out: they are not known, and cost nothing. */
  readonly day: PlannedUse
  readonly month: PlannedUse
  readonly quota: {
    readonly valuesPerSecond: number
    /** Of the next and of a usual run, in the region that asks for most. */
    readonly nextValues: number
    readonly usualValues: number
  }
  /** The dearest first. */
  readonly names: readonly NameShare[]
  readonly levers: readonly Lever[]
  readonly stream: Stream
  /** What cannot be read now, and is not in the figures. */
  readonly failures: readonly UnitFailure[]
  /** What the plan itself asked of AWS. */
  readonly spent: RunUse
  readonly prices: typeof PRICES & typeof PRICES_FROM
}

export interface PlannedTrigger {
  readonly trigger: Pick<Trigger, 'name' | 'scriptSet' | 'cron' | 'timezone'>
  readonly at: Date
  readonly rhythm: Rhythm
}

export function costPlan(rehearsed: Rehearsed, { trigger, at, rhythm }: PlannedTrigger): Plan {
  const { next, spent, version } = rehearsed
  const usual = rehearsed.gaps[0]?.rehearsal ?? next
  const day = dayOf(rehearsed, rhythm)
  const month = times(day, MONTH_DAYS)
  const facts = { usual, month, runsPerDay: rhythm.runsPerDay }
  return {
    ...{ trigger: trigger.name, scriptSet: trigger.scriptSet, version, plannedAt: at },
    schedule: { cron: trigger.cron, timezone: trigger.timezone, runsPerDay: rhythm.runsPerDay },
    functions: rehearsed.functions,
    metrics: usual.asked.metrics,
    sets: usual.asked.sets,
    ...{ next: planned(next.use), usual: planned(usual.use), day, month },
    quota: {
      valuesPerSecond: RECENT_VALUES_PER_SECOND,
      nextValues: mostValues(next),
      usualValues: mostValues(usual),
    },
    names: sharesOf(usual, month),
    levers: leversOf(rehearsed, facts),
    stream: streamOf(facts),
    failures: failuresOf(next.error),
    spent,
    prices: { ...PRICES, ...PRICES_FROM },
  }
}

function planned(use: RunUse): PlannedUse {
  return { ...use, dollarsByQuery: dollarsByQuery(use) }
}

/** Upper bound of a bill: AWS's price list says that it counts otherwise, some reports of bills do not. */
export function dollarsByQuery({ queries, apiCalls }: Pick<RunUse, 'queries' | 'apiCalls'>): number {
  return estimateDollars({ billedMetrics: queries, listMetricsCalls: apiCalls[LIST] ?? 0 })
}

/** Values are read after each gap; lists, and metrics without recent values, as often as in the rehearsed stretch. */
function dayOf({ gaps, wide, stretch }: Rehearsed, { runsPerDay, gaps: frequencies }: Rhythm): PlannedUse {
  const share = stretch.runs === 0 ? 0 : runsPerDay / stretch.runs
  const data = [
    ...frequencies.map(({ perDay }, index) => times(dataOf(gaps[index]?.rehearsal), perDay)),
    ...Object.entries(stretch.wideRuns).map(([scope, runs]) =>
      times(beyond(wide.asked.scopes[scope], gaps[0]?.rehearsal.asked.scopes[scope]), runs * share),
    ),
  ].reduce(plus, NOTHING)
  const lists = Object.entries(stretch.apiCalls).map(([api, count]) => [api, count * share] as const)
  const apiCalls: Record<string, number> = { ...Object.fromEntries(lists), [DATA]: data.requests }
  const { queries, billedMetrics } = data
  const estimatedDollars = estimateDollars({ billedMetrics, listMetricsCalls: apiCalls[LIST] ?? 0 })
  return planned({ apiCalls, queries, billedMetrics, estimatedDollars })
}

type DataUse = Omit<ScopeUse, 'isWide'>

const NOTHING: DataUse = { requests: 0, queries: 0, billedMetrics: 0 }

function dataOf(rehearsal: Rehearsal | undefined): DataUse {
  return Object.values(rehearsal?.asked.scopes ?? {}).reduce(plus, NOTHING)
}

/** What a run adds that lists more than the recently active metrics; nothing where every run does. */
function beyond(wide: ScopeUse | undefined, usual: ScopeUse | undefined): DataUse {
  if (wide === undefined || usual === undefined || usual.isWide) return NOTHING
  return plus(wide, times<DataUse>(usual, -1))
}

function plus(a: DataUse, b: DataUse): DataUse {
  return {
    requests: a.requests + b.requests,
    queries: a.queries + b.queries,
    billedMetrics: a.billedMetrics + b.billedMetrics,
  }
}

/** Every figure so many times. */
function times<T extends object>(use: T, factor: number): T {
  const entries = Object.entries(use).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'number' ? value * factor : isRecord(value) ? times(value, factor) : value,
  ])
  return Object.fromEntries(entries)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function mostValues({ asked }: Rehearsal): number {
  return Math.max(0, ...Object.values(asked.values))
}

function sharesOf({ use, asked }: Rehearsal, month: RunUse): NameShare[] {
  const dollars = month.billedMetrics * PRICES.metricRequested
  return Object.entries(asked.billedByName)
    .map(([name, billed]) => ({ name, share: billed / use.billedMetrics }))
    .map(({ name, share }) => ({ name, share, dollarsPerMonth: share * dollars }))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
}

function failuresOf(error: TaskError | null): readonly UnitFailure[] {
  return error?.failures ?? []
}
