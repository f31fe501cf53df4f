/** Collects one namespace of one region: the unit whose progress is kept in state. */
import type { Json, ScriptContext } from '#func/script.ts'
import { audienceOf, audienceToJson } from './audience.ts'
import { CollectError, codeOf, messageOf, PartFailed } from './collect-error.ts'
import type { NamespaceUnit } from './collection.ts'
import { type FoundSets, findSets } from './discovery/find-sets.ts'
import { wantsLinked } from './discovery/linked.ts'
import { DAY_MS, durationMs, MINUTE_MS } from './durations.ts'
import { isDue } from './freshness.ts'
import { ALL_GROUPS, NO_GROUPS } from './groups.ts'
import { hash32 } from './hash.ts'
import { type NamespaceJob, stateKey } from './namespace-job.ts'
import { Lags } from './reading/lags.ts'
import { type PieceResult, readPiece } from './reading/read-piece.ts'
import { Revisions } from './reading/revisions.ts'
import { reportPiece } from './report-piece.ts'
import { learnSeries, openHistory } from './series-state.ts'
import type { CollectConfig, MetricSet, Window } from './types.ts'
import { backfill } from './windows/backfill.ts'
import { type CaughtUp, catchUp } from './windows/catch-up.ts'
import { LATEST, type Marks, marksToJson, parseMarks, unknownMarks } from './windows/marks.ts'
import { missingMs, type Stretch, withStretch } from './windows/missing.ts'
import {
  floorTo,
  isFromFuture,
  type Piece,
  planRun,
  type RunPlan,
  reachMs,
  rereadMs,
} from './windows/window.ts'

/** RecentlyActive covers three hours; a little less, as listing takes its time. */
const RECENT_MS = 170 * MINUTE_MS
/** How often metrics that CloudWatch calls inactive are asked for all the same. */
const PROBE_MS = DAY_MS

type StateUnit = Pick<NamespaceUnit, 'region' | 'namespace' | 'context'>

/**
 * Reads how far the collection has come. On the very first run nothing is known: then keeps where the first window
 * begins, so that a run that is killed before it has come anywhere loses nothing.
 */
export async function markFirstRun(
  unit: StateUnit & { readonly config: CollectConfig },
): Promise<Marks | undefined> {
  const { context, config } = unit
  const kept = await context.state.get(stateKey('window', unit))
  const marks = parseMarks(kept, config.period)
  if (marks !== undefined || context.window !== undefined) return marks
  if (kept !== undefined) return unreadable(unit)
  context.state.set(stateKey('window', unit), marksToJson(planOf(config, context, undefined).marks))
  return undefined
}

/** Nobody knows what was read: all that CloudWatch keeps as finely is read again. */
function unreadable({ region, namespace, context, config }: Parameters<typeof markFirstRun>[0]): Marks {
  const fields = { region, namespace, key: stateKey('window', { region, namespace }) }
  context.log.warn(fields, 'Reading again what CloudWatch keeps, as the marks of this unit cannot be read')
  return unknownMarks(config.period)
}

/** @throws PartFailed when some groups failed, what the first request threw when all did. */
export async function collectNamespace(job: NamespaceJob): Promise<void> {
  if (job.context.window !== undefined) return await backfill(job)
  const isProbe = job.marks !== undefined && isProbeDue(job.marks, job)
  const { plan, listed, recent } = await planAndFind(isProbe, job)
  const { marks, newest: window } = plan
  const history = await openHistory(job, marks.begun)
  const own = { ...withPeriod(job, marks.period), history }
  const unread = Math.min(window.start, ...plan.missing.map(({ start }) => start))
  const learn = (sets: FoundSets) => {
    learnSeries(history, sets, { job: own, unread })
    return sets
  }
  const found = listed && learn(listed)
  const newest = found === undefined ? nothingNew(plan, own) : await collectNewest(plan, found, isProbe, own)
  const isFound = !recent || newest.marks.missing.every((stretch) => isRecent(stretch, job))
  const { missing, error } = await collectMissing(
    newest,
    async () => (isFound && found !== undefined ? found : learn(await findSets(own, job.refresh, false))),
    own,
  )
  job.context.count('missingMinutes', Math.round(missingMs(missing) / MINUTE_MS))
  throwFirst([newest.error, error])
}

function withPeriod(job: NamespaceJob, period: number): NamespaceJob {
  const { collection } = job
  return { ...job, collection: { ...collection, config: { ...collection.config, period } } }
}

interface Planned {
  readonly plan: RunPlan
  /** Absent when there is nothing to read. */
  readonly listed?: FoundSets
  /** Whether only metrics with recent values were looked for. */
  readonly recent: boolean
}

/** Plans once more when metrics have been listed: that has shown the time of AWS. */
async function planAndFind(isProbe: boolean, job: NamespaceJob): Promise<Planned> {
  const find = (recent: boolean) => findSets(job, job.refresh, recent)
  const planned = () => planOf(job.collection.config, job.context, job.marks)
  const mayBeRecent = ({ newest }: RunPlan) => !isProbe && isRecent(newest, job)
  const expected = planned()
  if (isEmpty(expected)) return { plan: expected, recent: true }
  const recent = mayBeRecent(expected)
  const listed = await find(recent)
  const plan = planned()
  reportDistrust(plan, job)
  if (isEmpty(plan)) return { plan, recent }
  if (!recent || mayBeRecent(plan)) return { plan, listed, recent }
  return { plan, listed: await find(false), recent: false }
}

function isEmpty({ newest }: RunPlan): boolean {
  return newest.start >= newest.end
}

function reportDistrust({ marks }: RunPlan, { marks: kept, context, region, namespace }: NamespaceJob): void {
  if (kept === undefined || kept.read === LATEST || !isFromFuture(kept, clockOf(context))) return
  const fields = { region, namespace, read: new Date(kept.read), now: new Date(marks.read) }
  context.log.warn(fields, 'Reading again what was read by a clock that was ahead of AWS')
}

/** Whether CloudWatch calls recent whatever has values from there on. */
function isRecent({ start }: Window, { context }: NamespaceJob): boolean {
  return start >= clockOf(context) - RECENT_MS
}

/** A run may begin long after its planned time. */
function clockOf({ now, triggeredAt, startedAt = triggeredAt }: ScriptContext): number {
  return now().getTime() + Math.max(0, startedAt.getTime() - triggeredAt.getTime())
}

/** No period has ended since the last run. */
function nothingNew({ marks, missing }: RunPlan, job: NamespaceJob): Newest {
  const next = { ...marks, missing }
  job.context.state.set(stateKey('window', job), marksToJson(next))
  return { marks: next, failed: NO_GROUPS, error: undefined }
}

function throwFirst(errors: readonly unknown[]): void {
  const error = errors.find((each) => each !== undefined)
  if (error === undefined) return
  throw new PartFailed(codeOf(error) as `FUNC_ERR_${string}`, messageOf(error), error)
}

interface Newest {
  readonly marks: Marks
  readonly failed: bigint
  readonly error: unknown
}

/** Its marks and what was written of unsettled minutes are kept together. */
async function collectNewest(
  plan: RunPlan,
  found: FoundSets,
  isProbe: boolean,
  job: NamespaceJob,
): Promise<Newest> {
  const { config } = job.collection
  const { context } = job
  const { sets, resources, deferred } = found
  const unit = { ...job, resources }
  const piece: Piece = { ...plan.newest, period: config.period, groups: ALL_GROUPS }
  const kept = asRecord(await context.state.get(stateKey('revisions', job)))
  const revisions = revisionsOf(kept.hashes, piece, config)
  const begin = () => {
    const begun = Math.max(plan.marks.begun, piece.end)
    context.state.set(stateKey('window', job), marksToJson({ ...plan.marks, begun }))
  }
  const audience = audienceOf(context.points.sinks, kept.sinks)
  const reach = reachMs({ settleMs: durationMs(config.settle), periodSeconds: config.period })
  const unsettled = floorTo(piece.end - reach, config.period)
  const handed = typeof kept.settled === 'number' ? kept.settled : piece.start
  const settled = { start: Math.max(piece.start, handed), end: unsettled }
  const result = await readPiece(piece, { unit, sets, revisions, audience, settled, begin })
  if (result.answered === 0 && result.error !== undefined) throw result.error
  const failed = result.failed | deferred
  const marks = marksAfter(plan, failed, isProbe, job)
  context.state.set(stateKey('window', job), marksToJson(marks))
  const lags = new Lags(kept.lags, context.now().getTime())
  const sinks = audienceToJson(context.points.sinks, kept.sinks)
  keepRevisions({ revisions, lags, piece, unsettled, sinks, isComplete: failed === NO_GROUPS }, job)
  report({ piece, sets, result, revisions, lags }, unit)
  return { marks, failed, error: result.error ?? deferredError(deferred, job) }
}

function marksAfter(
  { marks, newest, missing }: RunPlan,
  failed: bigint,
  isProbe: boolean,
  job: NamespaceJob,
): Marks {
  const now = job.context.now().getTime()
  const { period } = job.collection.config
  const probed = isProbe ? now : marks.probed
  const stretch = { ...newest, groups: failed, tried: period }
  const { end } = newest
  return {
    ...marks,
    read: end,
    begun: Math.max(marks.begun, end),
    probed,
    missing: withStretch(missing, stretch),
  }
}

function deferredError(deferred: bigint, { region }: NamespaceJob): CollectError | undefined {
  if (deferred === NO_GROUPS) return undefined
  const message = `Cannot read all metrics of ${region} yet: of some resources it is not known what they are`
  return new CollectError('FUNC_ERR_COLLECT_UNITS_FAILED', message)
}

function revisionsOf(kept: Json | undefined, piece: Piece, config: CollectConfig): Revisions {
  const fingerprint = hash32(JSON.stringify(comparable(config))).toString(16)
  return new Revisions(kept, { window: piece, periodSeconds: config.period, fingerprint })
}

/** Without linked accounts it is what it was before there were any. */
function comparable({ linked_accounts: linked, ...config }: CollectConfig): object {
  return { ...config, account: undefined, account_names: undefined, ...(wantsLinked(linked) && { linked }) }
}

interface Learned {
  readonly revisions: Revisions
  readonly lags: Lags
  readonly piece: Piece
  /** From when on values may still change. */
  readonly unsettled: number
  readonly sinks: Json
  readonly isComplete: boolean
}

function keepRevisions(learned: Learned, job: NamespaceJob): void {
  const { revisions, lags, piece, unsettled, sinks, isComplete } = learned
  revisions.learn(lags, piece.end, isComplete)
  const hashes = revisions.toJson(unsettled, isComplete)
  const kept = { hashes, lags: lags.toJson(), sinks, settled: unsettled }
  job.context.state.set(stateKey('revisions', job), kept)
}

interface Story {
  readonly piece: Piece
  readonly sets: readonly MetricSet[]
  readonly result: PieceResult
  readonly revisions: Revisions
  readonly lags: Lags
}

function report({ piece, sets, result, revisions, lags }: Story, unit: NamespaceUnit): void {
  const { region, namespace, context, collection } = unit
  const { revised, unchanged } = revisions.counts
  context.count('revised', revised)
  context.count('unchanged', unchanged)
  const longest = Math.max(0, ...Object.values(lags.minutes))
  reportPiece(piece, sets, result, unit, { revised, unchanged, lagMinutes: longest })
  context.log.debug({ region, namespace, minutes: lags.minutes }, 'Learned how late values still change')
  const settleMinutes = rereadMs(durationMs(collection.config.settle)) / MINUTE_MS
  const late = lags.laterThan(settleMinutes, context.now().getTime())
  if (late.length === 0) return
  const fields = { region, namespace, settleMinutes, lagMinutes: longest, metrics: late.slice(0, 20) }
  context.log.warn(fields, 'Values still changed when the settle window had passed: set settle longer')
}

async function collectMissing(
  { marks, failed }: Newest,
  find: () => Promise<FoundSets>,
  job: NamespaceJob,
): Promise<CaughtUp> {
  return await catchUp({
    unit: job,
    missing: marks.missing,
    failed,
    find,
    keep(missing: readonly Stretch[]) {
      job.context.state.set(stateKey('window', job), marksToJson({ ...marks, missing }))
    },
  })
}

function isProbeDue({ probed }: Marks, { region, namespace, context }: NamespaceJob): boolean {
  return isDue(probed, PROBE_MS, context.now().getTime(), `${region} ${namespace}`)
}

function planOf(config: CollectConfig, context: ScriptContext, marks: Marks | undefined): RunPlan {
  return planRun({
    triggeredAt: context.now().getTime(),
    clock: clockOf(context),
    marks,
    periodSeconds: config.period,
    settleMs: durationMs(config.settle),
    lookbackMs: durationMs(config.lookback),
  })
}

function asRecord(kept: Json | undefined): { readonly [key: string]: Json | undefined } {
  return kept !== null && typeof kept === 'object' && !Array.isArray(kept)
    ? (kept as { readonly [key: string]: Json })
    : {}
}
