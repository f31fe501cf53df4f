/** Reads one log group page by page, and keeps how far it came. */
import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import type { Point } from '#func/script.ts'
import { HOUR_MS, MINUTE_MS, PageTokens } from '../../guance_integration_core/index.ts'
import { eventFacts } from '../lines/event-facts.ts'
import type { EventFacts, FunctionFacts, LogEvent } from '../lines/types.ts'
import { ERROR_MEASUREMENT, type ErrorGroups } from '../metrics/error-groups.ts'
import { createLogMetrics } from '../metrics/log-metrics.ts'
import type { LogMetrics } from '../metrics/types.ts'
import { errorLog } from '../rules/error-log.ts'
import { metricsPattern } from '../rules/filter-pattern.ts'
import { LogPoints } from '../rules/log-points.ts'
import { EventTable, MOST_OFFSET } from '../state/event-table.ts'
import { hash53 } from '../state/hash53.ts'
import { KnownErrors } from '../state/known-errors.ts'
import type { GroupState } from '../state/ledger.ts'
import { type KeptEvents, WrittenEvents } from '../state/written-events.ts'
import { WrittenKinds } from '../state/written-kinds.ts'
import { WrittenPoints } from '../state/written-points.ts'
import { factsByTime, fingerprintOf } from './group-facts.ts'
import type { RegionJob } from './job.ts'
import { type LogGroup, writerOf } from './log-groups.ts'
import { OpenInvocations } from './open-invocations.ts'

/** Custom metrics may be stamped so long before their event. */
const LATE_MS = HOUR_MS
const POINTS_AT_ONCE = 2000
/** What is older than the overlap is left after so many events: another reader goes on, and nothing is lost. */
const MANY_EVENTS = 50_000
/** Nearly all late events come within it. */
const USUAL_LAG_MS = 3 * MINUTE_MS
/** What ends after so many pages for want of time must not begin with the same ones again, or it never comes on. */
const LONG_PAGES = 20

export class GroupReader {
  readonly group: LogGroup
  readonly #job: RegionJob
  readonly #before: GroupState
  readonly #from: number
  readonly #metrics: LogMetrics | undefined
  readonly #events: WrittenEvents
  readonly #points: WrittenPoints
  /** Events of this window: one that comes twice counts once. */
  readonly #counted = new EventTable()
  readonly #logPoints = new LogPoints()
  readonly #wantsLogs: boolean
  readonly #invocations: OpenInvocations
  readonly #knownErrors: KnownErrors
  readonly #kinds: WrittenKinds
  readonly #facts = new Map<string, ((time: number) => FunctionFacts) | undefined>()
  readonly #tokens = new PageTokens()
  #token: string | undefined
  #taken = 0
  #hasParted = false
  #pages = 0
  /** False while the logs of a page are handed over: what fails there must not be kept as written. */
  #isHandedOver = true
  /** Time of the newest event that was read. */
  #newest = 0

  constructor(group: LogGroup, before: GroupState, job: RegionJob) {
    const { config, naming } = job
    this.group = group
    this.#job = job
    this.#before = before
    this.#from = before.from ?? before.read
    this.#wantsLogs =
      [...group.functions.keys()].some((name) => job.rules.wants(name)) ||
      (group.functions.size === 0 && job.rules.wants(writerOf(group, '')?.name ?? group.name))
    this.#events = new WrittenEvents(before, this.#from)
    this.#invocations = new OpenInvocations(before.open, job.end - job.overlapMs)
    this.#points = new WrittenPoints(before.points)
    this.#knownErrors = new KnownErrors(before.errors)
    this.#kinds = new WrittenKinds(ERROR_MEASUREMENT, before.kinds)
    const pendingState = before.fingerprint === fingerprintOf(job) ? before.pendingState : undefined
    this.#metrics =
      config.custom || config.enhanced
        ? createLogMetrics({
            ...{ from: this.#from, custom: config.custom, enhanced: config.enhanced },
            customMeasurement: (time) => naming.measurementsAt(time).custom,
            checkMeasurement: (time) => naming.measurementsAt(time).check,
            enhancedMeasurement: (time) => naming.measurementsAt(time).enhanced,
            percentileSuffix: config.percentile_suffix,
            redact: job.rules.redact,
            ...(pendingState !== undefined && { pendingState }),
          })
        : undefined
  }

  /**
   * Reads one page, and writes its logs. A page may be empty though more follow.
   * @returns Whether there are more.
   * @throws What `logs:FilterLogEvents` throws.
   */
  async readPage(): Promise<boolean> {
    const { context, target, figures } = this.#job
    const { events = [], nextToken } = await context.aws
      .logs(target)
      .filterLogEvents(this.#request(), { abortSignal: context.signal })
    figures.pages += 1
    figures.events += events.length
    this.#taken += events.length
    this.#pages += 1
    this.#isHandedOver = false
    await this.#take(events)
    this.#isHandedOver = true
    this.#token = this.#tokens.next(nextToken)
    if (this.#token === undefined) return false
    this.#hasParted = this.#canPart()
    return !this.#hasParted
  }

  /** Whether the whole window has been read. */
  get isDone(): boolean {
    return this.#pages > 0 && this.#token === undefined
  }

  /**
   * Writes the points of what was read, and keeps how far that is: to the end, or, events coming in the order of
   * their times, up to the minute of the newest. Of a minute that was not read to its end nothing is written.
   */
  async keep(): Promise<void> {
    if (!this.#isHandedOver) return
    const upTo = this.isDone ? this.#job.end : this.#completeUpTo()
    if (!this.isDone && !this.#isWorthKeeping(upTo)) {
      this.keepEvents()
      return
    }
    await this.#writePoints(upTo)
    this.#keepState(upTo)
  }

  /** Keeps which logs were written, and nothing else: so that a killed run does not repeat them. */
  keepEvents(): void {
    if (!this.#wantsLogs || !this.#isHandedOver) return
    const { ledger } = this.#job
    ledger.set(this.group.name, { ...this.#before, ...this.#events.keep(this.#from) })
  }

  /** There is no such group: its function has never run, so that there is nothing to read until now. */
  keepMissing(): void {
    const { ledger, end } = this.#job
    const { since } = this.#before
    ledger.set(this.group.name, { since, read: end, missing: true })
  }

  /**
   * @param isForever Whether nobody will ever read it; else reading goes on from here once it is allowed.
   * @returns Whether that was not known before.
   */
  keepUnreadable(isForever: boolean): boolean {
    const { ledger, end } = this.#job
    const { unreadable = false, since } = this.#before
    const state = isForever ? { since, read: end } : this.#before
    ledger.set(this.group.name, { ...state, unreadable: true })
    return !unreadable
  }

  /** Reading it failed: the next run reads it behind the others. */
  keepFailed(): void {
    const { ledger } = this.#job
    const state = ledger.get(this.group.name) ?? this.#before
    ledger.set(this.group.name, { ...state, failed: (this.#before.failed ?? 0) + 1 })
  }

  #request() {
    const { end, config } = this.#job
    const pattern = this.#wantsLogs ? undefined : metricsPattern(config)
    return {
      logGroupName: this.group.name,
      startTime: this.#from,
      // Inclusive.
      endTime: end - 1,
      ...(pattern !== undefined && { filterPattern: pattern }),
      ...(this.#token !== undefined && { nextToken: this.#token }),
    }
  }

  async #take(events: readonly FilteredLogEvent[]): Promise<void> {
    let logs: Point[] = []
    for (const raw of events) {
      const event = this.#eventOf(raw)
      if (event === undefined || !this.#isNew(event)) continue
      this.#newest = Math.max(this.#newest, event.timestamp)
      this.#metrics?.add(event)
      const log = this.#logOf(event)
      if (log !== undefined) logs.push(log)
      if (logs.length < POINTS_AT_ONCE) continue
      await this.#writeLogs(logs)
      logs = []
    }
    await this.#writeLogs(logs)
    const { eventBudget } = this.#job
    if (this.#wantsLogs) this.#events.bound(eventBudget.allow(this.group.name, this.#events.size))
  }

  #isNew({ id, timestamp }: LogEvent): boolean {
    const offset = Math.min(Math.max(0, timestamp - this.#from), MOST_OFFSET)
    // What has no id cannot be recognised.
    if (id === '' || this.#counted.add(offset, hash53(id) % 2 ** 32)) return true
    this.#job.figures.repeated += 1
    return false
  }

  async #writeLogs(logs: readonly Point[]): Promise<void> {
    if (logs.length > 0) await this.#job.context.points.write('logging', logs)
    this.#job.figures.logs += logs.length
  }

  #eventOf(raw: FilteredLogEvent): LogEvent | undefined {
    const {
      eventId: id = '',
      timestamp = 0,
      ingestionTime = timestamp,
      message = '',
      logStreamName: logStream = '',
    } = raw
    const facts = this.#factsOf(logStream, timestamp)
    if (facts === undefined) return undefined
    return { id, timestamp, ingestionTime, message, logStream, logGroup: this.group.name, function: facts }
  }

  #factsOf(logStream: string, timestamp: number): FunctionFacts | undefined {
    if (!this.#facts.has(logStream)) {
      const writer = writerOf(this.group, logStream)
      this.#facts.set(logStream, writer && factsByTime(writer, this.#job))
    }
    return this.#facts.get(logStream)?.(timestamp)
  }

  #logOf(event: LogEvent): Point | undefined {
    const { rules, figures, config, past } = this.#job
    if (!this.#wantsLogs) return undefined
    const running = this.#invocations.requestOf(event)
    if (!rules.wants(event.function.name)) return undefined
    if (past !== undefined && event.timestamp >= Math.min(this.#before.since, past.end)) return undefined
    if (!this.#events.note(event.id, event.timestamp)) return undefined
    if (rules.judge(event.message) === 'dropped') {
      figures.dropped += 1
      return undefined
    }
    const facts = factsOf(event, running)
    const rate = rules.sample(facts.status, facts.requestId ?? event.id)
    if (rate === 0) {
      figures.sampled += 1
      return undefined
    }
    return this.#logPoints.of({
      event,
      facts,
      rate,
      message: rules.clean(event.message),
      measurement: config.logs.source,
    })
  }

  /** Everything before it has been read. */
  #completeUpTo(): number {
    return Math.min(Math.floor(this.#newest / MINUTE_MS) * MINUTE_MS, this.#job.end)
  }

  async #writePoints(upTo: number): Promise<void> {
    const { context, figures, past } = this.#job
    if (this.#metrics === undefined) return
    const start = past?.start ?? Number.NEGATIVE_INFINITY
    const end = this.isDone ? (past?.end ?? Number.POSITIVE_INFINITY) : upTo
    let changed: Point[] = []
    for (const point of this.#allPoints(this.#metrics, Math.min(end, this.#job.end))) {
      if (point.timestamp < start || point.timestamp >= end) continue
      if (this.#points.note(point)) changed.push(point)
      else figures.unchanged += 1
      if (changed.length < POINTS_AT_ONCE) continue
      await context.points.write('metric', changed)
      figures.points += changed.length
      changed = []
    }
    if (changed.length > 0) await context.points.write('metric', changed)
    figures.points += changed.length
    figures.addMetrics(this.#metrics.figures())
    await this.#writeLogs(this.#errorLogs(this.#metrics.errors, upTo))
  }

  *#allPoints(metrics: LogMetrics, end: number): Generator<Point> {
    yield* metrics.eachPoint()
    yield* this.#kinds.revise(metrics.errors.points(), this.#from, end)
  }

  /** One log of each kind of error that has not been seen lately. */
  #errorLogs(errors: ErrorGroups, upTo: number): Point[] {
    const { past, rules } = this.#job
    if (past !== undefined) return []
    return this.#knownErrors.newOf(errors.samples(), upTo).map((sample) => errorLog(sample, rules.clean))
  }

  #keepState(upTo: number): void {
    const { ledger, overlapMs, end, figures } = this.#job
    const { since, read, seen } = this.#before
    const from = this.#nextFrom(upTo)
    if (this.#metrics !== undefined && from > end - overlapMs && this.#hasParted) {
      figures.addShrunk(this.group.name, 'metrics', end - overlapMs, from)
    }
    const points = this.#points.keep(from - LATE_MS)
    const newest = Math.max(this.#newest, seen ?? 0)
    ledger.set(this.group.name, {
      ...{ since, read: Math.max(read, upTo), from },
      ...(newest > 0 && { seen: newest }),
      ...(this.#metrics !== undefined && {
        pendingState: this.#metrics.pendingState(from),
        fingerprint: fingerprintOf(this.#job),
      }),
      ...(points !== undefined && { points }),
      ...this.#keptEvents(from),
      ...this.#knownErrors.keep(),
      ...this.#kinds.keep(from),
      ...(this.#wantsLogs && { open: this.#invocations.keep(from) }),
    })
  }

  /** Late events come within the overlap before now. What a reader has left for another one is not read again. */
  #nextFrom(upTo: number): number {
    const { end, overlapMs } = this.#job
    return Math.max(this.#from, this.#hasParted ? upTo : Math.min(upTo, end - overlapMs))
  }

  #keptEvents(from: number): KeptEvents {
    const kept = this.#events.keep(from)
    const { writtenFrom } = kept
    if (writtenFrom !== undefined) this.#job.figures.addShrunk(this.group.name, 'logs', from, writtenFrom)
    return kept
  }

  /** Points of minutes that were read before are made of less than then, until the next reader has read the rest. */
  #isWorthKeeping(upTo: number): boolean {
    if (this.#hasParted || upTo > this.#before.read) return true
    return this.#pages >= LONG_PAGES && this.#nextFrom(upTo) > this.#from
  }

  /** Whether so much was read that another reader had better go on from the last whole minute. */
  #canPart(): boolean {
    const { end, overlapMs, mostHeld } = this.#job
    const upTo = this.#completeUpTo()
    if (upTo <= this.#from) return false
    if (upTo <= end - overlapMs) return this.#taken >= MANY_EVENTS
    const held = this.#metrics?.held ?? 0
    return held >= mostHeld * 1.25 || (held >= mostHeld && upTo <= end - USUAL_LAG_MS)
  }
}

/** A line that names no request belongs to the one that its stream is at work on. */
function factsOf(event: LogEvent, running: string | undefined): EventFacts {
  const facts = eventFacts(event)
  return facts.requestId === undefined && running !== undefined ? { ...facts, requestId: running } : facts
}
