/** Collects the logs of one region: which groups there are, which of them to read now, and how it went. */
import type { ScriptContext } from '#func/script.ts'
import { DAY_MS, durationMs, MINUTE_MS, type Units } from '../../guance_integration_core/index.ts'
import type { Config } from '../config.gen.ts'
import { Figures } from '../figures.ts'
import type { LogRules } from '../rules/log-rules.ts'
import { type GroupState, Ledger } from '../state/ledger.ts'
import { activeFunctions } from './activity.ts'
import { EventBudget } from './event-budget.ts'
import { GroupFailures } from './group-failures.ts'
import { type KnownFunction, readInventory } from './inventory.ts'
import type { RegionJob } from './job.ts'
import { findLogGroups, groupsOfFunctions, type LogGroup } from './log-groups.ts'
import { openNaming } from './naming.ts'
import { reportRegion } from './report-region.ts'
import { type PlannedGroup, readGroups } from './rounds.ts'
import { type Candidate, type Schedule, scheduleGroups } from './schedule.ts'

/** Only a flood prints so many in the overlap and the time between two runs. */
const MOST_HELD = 1_000_000
/** Clocks differ by less. */
const TRUSTED_MS = 5 * MINUTE_MS

export interface RegionRun {
  readonly region: string
  readonly config: Config
  readonly rules: LogRules
  readonly context: ScriptContext
  readonly units: Units
}

/** @throws What concerns the whole region; groups that fail are reported as units of their own. */
export async function collectRegion(run: RegionRun): Promise<void> {
  const { region, config, context } = run
  const { functions } = await readInventory(region, config, context)
  const groups = await findGroups(functions, run)
  const target = { account: config.account, region }
  // Before anything is planned, as it shows the time of AWS.
  const active = context.window === undefined ? await activeFunctions(target, context) : undefined
  const job = await prepare(groups, functions, run)
  const schedule = await plan(groups, active, job)
  run.context.progress.total('log groups', schedule.due.length)
  const failures = new GroupFailures()
  try {
    await readGroups(schedule.due, job, failures)
  } finally {
    reportRegion({ groups, schedule, failures: failures.count, job })
  }
  // What concerns them all is reported once, by the error of the region.
  await failures.report(run.region, run.units)
}

async function findGroups(
  functions: readonly KnownFunction[],
  { region, config, context }: RegionRun,
): Promise<Map<string, LogGroup>> {
  const groups = groupsOfFunctions(functions)
  if (config.log_groups.length === 0) return groups
  const target = { account: config.account, region }
  for (const name of await findLogGroups(config.log_groups, target, context)) {
    if (!groups.has(name)) groups.set(name, { name, functions: new Map() })
  }
  return groups
}

async function prepare(
  groups: ReadonlyMap<string, LogGroup>,
  functions: readonly KnownFunction[],
  run: RegionRun,
): Promise<RegionJob> {
  const { region, config, context, rules } = run
  const { window, state } = context
  const overlapMs = durationMs(config.overlap)
  const now = floorMinute(context.now().getTime())
  const past = window && { start: floorMinute(window.from.getTime()), end: floorMinute(window.to.getTime()) }
  // Lines printed a little later may belong to the last minutes of a stretch.
  const end = past === undefined ? now : Math.min(now, past.end + overlapMs)
  const sinks = window?.sinks?.map((name) => `/${name}`).join('') ?? ''
  const prefix = past === undefined ? 'groups' : `backfill/${past.start}-${past.end}${sinks}`
  return {
    ...{ config, context, rules, overlapMs, past, figures: new Figures() },
    target: { account: config.account, region },
    ledger: await Ledger.open(state, `${prefix}/${region}`, groups.keys()),
    end,
    naming: await openNaming(functions, { region, config, context, end }),
    mostHeld: MOST_HELD,
    eventBudget: new EventBudget(groups.size),
  }
}

async function plan(
  groups: ReadonlyMap<string, LogGroup>,
  active: ReadonlySet<string> | undefined,
  job: RegionJob,
): Promise<Schedule<Candidate & PlannedGroup>> {
  const { ledger, end, config, context, target } = job
  const regular = job.past && (await Ledger.open(context.state, `groups/${target.region}`, groups.keys()))
  for (const name of groups.keys()) {
    if (ledger.get(name) === undefined) ledger.set(name, firstState(job, regular?.get(name)))
  }
  if (job.past === undefined) distrust(groups.keys(), job)
  if (job.past === undefined) ledger.prune(new Set(groups.keys()), end)
  // A group that this run does not come to must not lose its first hour.
  ledger.stage()
  const candidates = [...groups.values()].flatMap((group) => {
    const state = ledger.get(group.name)
    if (state === undefined || (state.from ?? state.read) >= end || state.read > end) return []
    if (job.past !== undefined && state.read === end) return []
    return [{ name: group.name, group, state, isListed: isListed(group, active) }]
  })
  return scheduleGroups(candidates, { now: end, quietMs: durationMs(config.quiet) })
}

/** What was read by a clock that was ahead was not there yet: nobody knows how much of the last day that is. */
function distrust(names: Iterable<string>, job: RegionJob): void {
  const { ledger, end, context, target } = job
  let groups = 0
  for (const name of names) {
    const state = ledger.get(name)
    if (state === undefined || Math.max(state.read, state.since) <= end + TRUSTED_MS) continue
    const { written, writtenFrom, since } = state
    const kept = {
      ...(written !== undefined && { written }),
      ...(writtenFrom !== undefined && { writtenFrom }),
    }
    const read = Math.max(since, end - DAY_MS)
    ledger.set(name, since > end ? firstState(job, undefined) : { since, read, ...kept })
    groups += 1
  }
  if (groups === 0) return
  const fields = { region: target.region, groups, now: new Date(end) }
  context.log.warn(fields, 'Reading again what was read by a clock that was ahead of AWS')
}

function firstState({ past, end, config, context }: RegionJob, regular: GroupState | undefined): GroupState {
  if (past !== undefined) {
    // A sink that lacks all gets the logs that the regular runs have written too.
    const written = context.window?.sinks === undefined ? regular?.since : regular?.read
    return { since: written ?? end, read: past.start }
  }
  const read = end - Math.floor(durationMs(config.lookback) / MINUTE_MS) * MINUTE_MS
  return { since: read, read }
}

function isListed({ functions }: LogGroup, active: ReadonlySet<string> | undefined): boolean | undefined {
  // Of a group that no function of the region writes to, nothing says whether it is in use.
  if (active === undefined || functions.size === 0) return undefined
  return [...functions.keys()].some((name) => active.has(name))
}

function floorMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS
}
