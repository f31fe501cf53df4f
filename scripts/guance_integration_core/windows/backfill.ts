/** Reads a stretch of the past that somebody asked for; what the regular runs keep stays as it is. */
import type { TimeWindow } from '#func/script.ts'
import { codeOf, messageOf, PartFailed } from '../collect-error.ts'
import { findSets } from '../discovery/find-sets.ts'
import { MINUTE_MS } from '../durations.ts'
import { ALL_GROUPS, NO_GROUPS } from '../groups.ts'
import { type NamespaceJob, stateKey } from '../namespace-job.ts'
import { learnSeries, openHistory } from '../series-state.ts'
import { catchUp } from './catch-up.ts'
import { missingToJson, parseMissing } from './marks.ts'
import { missingMs, type Stretch, without, withStretch } from './missing.ts'
import { ceilTo, floorTo } from './window.ts'

/** What did not fit into the time of one task is kept, and read when the same stretch is asked for again. */
export async function backfill(job: NamespaceJob): Promise<void> {
  const { context } = job
  const { window } = context
  if (window === undefined) return
  const { from, to, sinks = [] } = window
  const key = stateKey(['backfill', from.toISOString(), to.toISOString(), ...sinks].join('/'), job)
  const doneKey = stateKey('backfilled', job)
  let done = parseMissing(await context.state.get(doneKey))
  const begun = parseMissing(await context.state.get(key))
  const planned = planBackfill(window, done, job)
  const missing = begun.length > 0 ? resumed(begun, planned) : planned
  const begunUntil = Math.max(0, ...done.map(({ end }) => end))
  const history = await openHistory(job, job.marks?.begun ?? begunUntil)
  const unit = { ...job, history }
  const { missing: left, error } = await catchUp({
    unit,
    missing,
    failed: NO_GROUPS,
    async find() {
      const found = await findSets(unit, job.refresh, false)
      learnSeries(history, found, { job: unit, unread: window.from.getTime() })
      return found
    },
    keep(rest, { start, end, groups, period }) {
      done = withStretch(done, { start, end, groups, tried: period })
      // First what others have to know: a run may be killed between the two.
      context.state.set(doneKey, missingToJson(done))
      // What is finished needs no key of its own.
      context.state.set(key, rest.length === 0 ? null : missingToJson(rest))
    },
  })
  context.count('missingMinutes', Math.round(missingMs(left) / MINUTE_MS))
  if (error !== undefined)
    throw new PartFailed(codeOf(error) as `FUNC_ERR_${string}`, messageOf(error), error)
}

/**
 * What the regular runs have read may be read again in the same period only; where nothing was written, in the
 * finest that AWS still has. What they miss, or have still to read, is left to them.
 */
function planBackfill({ from, to }: TimeWindow, done: readonly Stretch[], job: NamespaceJob): Stretch[] {
  const { period } = job.collection.config
  const { marks } = job
  const start = ceilTo(from.getTime(), period)
  const end = floorTo(
    Math.min(to.getTime(), marks?.read ?? Number.POSITIVE_INFINITY, job.context.now().getTime()),
    period,
  )
  const clip = (stretch: Stretch): Stretch => ({
    ...stretch,
    start: Math.max(stretch.start, start),
    end: Math.min(stretch.end, end),
  })
  let stretches = withStretch([], { start, end, groups: ALL_GROUPS, tried: 0 })
  for (const before of done) stretches = withStretch(stretches, clip(before))
  if (marks === undefined) return stretches
  const regular = { start: marks.since, end: marks.read, groups: ALL_GROUPS, tried: marks.period }
  for (const before of [...marks.before, regular]) stretches = withStretch(stretches, clip(before))
  for (const missing of marks.missing) stretches = without(stretches, missing, missing.groups)
  return stretches
}

/**
 * What was left, with the period of what others have written there since.
 * @param planned What would be read if it were begun now.
 */
function resumed(left: readonly Stretch[], planned: readonly Stretch[]): Stretch[] {
  const parts = left.flatMap((mine) =>
    planned.map((now) => ({
      start: Math.max(mine.start, now.start),
      end: Math.min(mine.end, now.end),
      groups: mine.groups & now.groups,
      tried: mine.tried === 0 ? now.tried : mine.tried,
    })),
  )
  return parts.reduce(withStretch, [] as Stretch[])
}
