/** What a trigger's owner can change, what that saves, and what is lost by it. Pure. */
import { PRICES } from '../../aws/prices.ts'
import { MINUTE_MS } from '../../time.ts'
import { MONTH_DAYS } from './rhythm.ts'
import type { GapRehearsal, Rehearsal, Rehearsed, RunUse } from './types.ts'

export interface Lever {
  readonly lever: 'statistics' | 'schedule' | 'settle' | 'idle'
  /** What to do, for people. */
  readonly text: string
  readonly savesPerMonth: number
  /** The saving is made already, and part of the figures. */
  readonly isInUse: boolean
  /** What is lost by it, or why it saves nothing. */
  readonly but: string
}

/** The same metrics, pushed by AWS each minute. */
export interface Stream {
  /** If every metric had a value in every minute; delivery not counted. */
  readonly dollarsPerMonth: number
  /** With more runs a day than this, a stream is cheaper; undefined when nothing is billed. */
  readonly breakEvenRunsPerDay: number | undefined
}

export interface LeverFacts {
  readonly usual: Rehearsal
  readonly month: RunUse
  readonly runsPerDay: number
}

const MINUTES_A_DAY = 1440

/** In dollars a month, for so many dollars a run. */
type PerMonth = (dollars: number) => number

export function leversOf({ slower, settled, wide }: Rehearsed, facts: LeverFacts): Lever[] {
  const perMonth: PerMonth = (dollars) => dollars * facts.runsPerDay * MONTH_DAYS
  const levers = [
    statistics(facts.usual, perMonth),
    ...slower.map((each) => schedule(each, facts, perMonth)).filter(({ savesPerMonth }) => savesPerMonth > 0),
    ...(settled === undefined ? [] : [settle(settled, facts.usual, perMonth)]),
  ]
  return [...levers.toSorted((a, b) => b.savesPerMonth - a.savesPerMonth), idle(wide, facts.usual, perMonth)]
}

function statistics({ use, asked }: Rehearsal, perMonth: PerMonth): Lever {
  const beyondFive = use.billedMetrics - asked.billedAtFiveStatistics
  return {
    ...{ lever: 'statistics', text: 'at most five statistics of a metric', isInUse: false },
    savesPerMonth: perMonth(beyondFive * PRICES.metricRequested),
    but: beyondFive > 0 ? 'the others are not collected' : 'no metric has more, and up to five cost the same',
  }
}

/** What the schedule costs beyond its usual runs stays as it is. */
function schedule({ gapMs, rehearsal }: GapRehearsal, facts: LeverFacts, perMonth: PerMonth): Lever {
  const minutes = gapMs / MINUTE_MS
  const usual = perMonth(facts.usual.use.estimatedDollars)
  const slower = rehearsal.use.estimatedDollars * (MINUTES_A_DAY / minutes) * MONTH_DAYS
  const inPieces = rehearsal.use.billedMetrics > facts.usual.use.billedMetrics
  return {
    ...{ lever: 'schedule', text: `a run every ${minutes} minutes`, isInUse: false },
    savesPerMonth: usual - slower,
    but: `values come up to ${minutes} minutes late, none is lost${inPieces ? '; read in pieces, each billed' : ''}`,
  }
}

function settle(settled: Rehearsal, usual: Rehearsal, perMonth: PerMonth): Lever {
  return {
    ...{ lever: 'settle', text: 'a shorter settle window', isInUse: false },
    savesPerMonth: perMonth(usual.use.estimatedDollars - settled.use.estimatedDollars),
    but: 'AWS bills metrics and not minutes; late values would be lost',
  }
}

function idle(wide: Rehearsal, usual: Rehearsal, perMonth: PerMonth): Lever {
  return {
    ...{ lever: 'idle', text: 'idle metrics are not asked for in every run', isInUse: true },
    savesPerMonth: perMonth(wide.use.estimatedDollars - usual.use.estimatedDollars),
    but: 'they are looked at again from time to time',
  }
}

export function streamOf({ usual }: Pick<LeverFacts, 'usual'>): Stream {
  const perDay = usual.asked.streamUpdates * MINUTES_A_DAY * PRICES.streamUpdate
  const perRun = usual.use.estimatedDollars
  return {
    dollarsPerMonth: perDay * MONTH_DAYS,
    breakEvenRunsPerDay: perRun > 0 ? perDay / perRun : undefined,
  }
}
