/** Metrics from the lines that end an invocation: one point for each function, tag set and minute. Pure. */
import type { Json, Point } from '#func/script.ts'
import { streamFacts } from '../lines/stream-facts.ts'
import type { FunctionFacts, IncidentLine, LogEvent, PhaseLine, ReportLine } from '../lines/types.ts'
import { EnhancedBuckets } from './enhanced-buckets.ts'
import { carryOf, readCarried } from './enhanced-carry.ts'
import {
  type Invocation,
  outcomesOf,
  resolveInvocations,
  type ToldIncident,
  type ToldReport,
} from './invocations.ts'
import { costOf, priceOf } from './prices.ts'
import { functionTags, type PointTags, pointTags } from './tag-sets.ts'

export interface EnhancedMetricsOptions {
  readonly carry: Json | undefined
  readonly measurement: string
  /** Most requests that are carried. */
  readonly carryRequests: number
}

export interface EnhancedPoints {
  readonly points: readonly Point[]
  readonly unmatched: number
}

interface ToldPhase {
  readonly at: number
  readonly phase: PhaseLine
  readonly tags: PointTags
}

/** A report with what it counts under. */
export interface CountedReport extends ToldReport {
  readonly tags: PointTags
  readonly region: string
  readonly architecture: string | undefined
}

export class EnhancedMetrics {
  readonly #options: EnhancedMetricsOptions
  readonly #reports: CountedReport[]
  readonly #incidents: ToldIncident[]
  readonly #phases: ToldPhase[] = []
  readonly #versions = new Map<string, string | undefined>()
  readonly #tags = new WeakMap<FunctionFacts, Map<string, PointTags>>()

  constructor(options: EnhancedMetricsOptions) {
    this.#options = options
    const carried = readCarried(options.carry)
    this.#reports = [...carried.reports]
    this.#incidents = [...carried.incidents]
  }

  add(event: LogEvent, line: ReportLine | PhaseLine | IncidentLine): void {
    if (line.kind === 'report') this.#addReport(event, line)
    else if (line.kind === 'incident') this.#incidents.push({ ...told(event), incident: line })
    else if (isOfItsOwn(line)) this.#addPhase(event, line)
  }

  points(): EnhancedPoints {
    const { invocations, unmatched } = resolveInvocations(this.#reports, this.#incidents)
    const buckets = new EnhancedBuckets()
    for (const invocation of invocations) count(buckets, invocation)
    for (const { at, phase, tags } of this.#phases) {
      const bucket = buckets.at(tags, at)
      bucket.sample(`${phase.kind}_duration`, phase.durationMs)
      if (phase.status !== 'success') bucket.count(`${phase.kind}_errors`)
    }
    return { points: buckets.points(this.#options.measurement), unmatched: unmatched.length }
  }

  carry(before: number): { readonly json: Json; readonly uncarried: number } {
    const isBefore = ({ at }: { readonly at: number }) => at < before
    const resolved = resolveInvocations(this.#reports.filter(isBefore), this.#incidents.filter(isBefore))
    return carryOf(resolved, before, this.#options.carryRequests)
  }

  #addReport(event: LogEvent, report: ReportLine): void {
    const { architecture, region } = event.function
    const isCold = report.initDurationMs !== undefined || report.restoreDurationMs !== undefined
    const memory = report.memorySizeMb ?? event.function.memorySizeMb
    const tags = this.#tagsOf(event, String(isCold), memory)
    this.#reports.push({ ...told(event), report, tags, region, architecture })
  }

  #addPhase(event: LogEvent, phase: PhaseLine): void {
    const tags = this.#tagsOf(event, '', event.function.memorySizeMb)
    this.#phases.push({ at: event.timestamp, phase, tags })
  }

  #tagsOf(event: LogEvent, coldStart: string, memory: number | undefined): PointTags {
    const facts = event.function
    const version = this.#versionOf(event)
    const ofFunction = this.#tags.get(facts) ?? new Map<string, PointTags>()
    this.#tags.set(facts, ofFunction)
    const key = `${version} ${coldStart} ${memory}`
    const known = ofFunction.get(key)
    if (known !== undefined) return known
    const tags = pointTags({
      ...functionTags(facts),
      FunctionName: facts.name,
      ExecutedVersion: version ?? '',
      cold_start: coldStart,
      MemorySize: memory === undefined ? '' : String(memory),
      Architecture: facts.architecture ?? '',
    })
    ofFunction.set(key, tags)
    return tags
  }

  /** From the stream's name, which tells the version that ran. */
  #versionOf({ logGroup, logStream, function: facts }: LogEvent): string | undefined {
    if (!this.#versions.has(logStream)) {
      this.#versions.set(logStream, streamFacts(logGroup, logStream).version)
    }
    return this.#versions.get(logStream) ?? facts.version
  }
}

/** Not what the report of the invocation tells as well. */
function isOfItsOwn({ toldByReport, status }: PhaseLine): boolean {
  return !toldByReport || status !== 'success'
}

function told({ timestamp, id, function: facts, logGroup, logStream }: LogEvent) {
  const functionKey = `${facts.accountId ?? ''}:${facts.region}:${facts.name}`
  return { at: timestamp, eventId: id, functionKey, streamKey: `${functionKey}:${logGroup}:${logStream}` }
}

function count(buckets: EnhancedBuckets, invocation: Invocation<CountedReport>): void {
  const { first } = invocation
  const { tags, counted } = first
  if (counted === undefined) countReport(buckets, first)
  const { error, errorType, timeout, outOfMemory } = outcomesOf(invocation)
  if (timeout !== undefined && counted?.timeout !== true) buckets.at(tags, timeout).count('timeouts')
  if (outOfMemory !== undefined && counted?.outOfMemory !== true) {
    buckets.at(tags, outOfMemory).count('out_of_memory')
  }
  if (error === undefined || counted?.error === true) return
  buckets.at(tags, error).count('errors')
  const byType = pointTags({ ...tags.tags, error_type: errorType })
  buckets.at(byType, error).count('errors_by_type')
}

function countReport(
  buckets: EnhancedBuckets,
  { tags, at, report, region, architecture }: CountedReport,
): void {
  const bucket = buckets.at(tags, at)
  const { billedDurationMs, memorySizeMb, maxMemoryUsedMb } = report
  bucket.count('invocations')
  bucket.sample('duration', report.durationMs)
  bucket.sample('billed_duration', billedDurationMs)
  bucket.sample('init_duration', report.initDurationMs)
  bucket.sample('restore_duration', report.restoreDurationMs)
  bucket.sample('max_memory_used', maxMemoryUsedMb)
  if (maxMemoryUsedMb !== undefined && memorySizeMb !== undefined && memorySizeMb > 0) {
    bucket.sample('memory_utilization', (maxMemoryUsedMb / memorySizeMb) * 100)
  }
  if (billedDurationMs === undefined || memorySizeMb === undefined) return
  const cost = costOf({ region, architecture, billedDurationMs, memorySizeMb })
  bucket.add(priceOf(region).currency === 'CNY' ? 'estimated_cost_cny' : 'estimated_cost', cost)
}
