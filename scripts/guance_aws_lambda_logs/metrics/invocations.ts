/**
 * Which lines tell of the same invocation. Pure.
 *
 * - A request id may have several invocations: an asynchronous one is tried again a minute later under the same id.
 *   So two reports of one id are one invocation only when one is text and the other JSON, within `TOGETHER_MS`.
 * - An incident belongs to the report of its request id nearest to it, or, without an id, to the next report of its
 *   log stream: one stream is one environment, which works on one request at a time.
 * - What an incident adds counts at the later of both lines, so that nothing is ever added to a time that has left
 *   the window while lines of it are still read.
 */
import type { IncidentLine, ReportLine } from '../lines/types.ts'

/** Lines of one invocation's end are this close. AWS tries again after a minute at the soonest. */
export const TOGETHER_MS = 30_000
/** From an incident to the report of an invocation that goes on: the longest there is, and a little. */
export const LONGEST_INVOCATION_MS = 15 * 60_000 + TOGETHER_MS

interface Told {
  /** Of the event, milliseconds. */
  readonly at: number
  readonly eventId: string
  /** Tells functions apart. */
  readonly functionKey: string
  readonly streamKey: string
}

export interface ToldReport extends Told {
  readonly report: ReportLine
  /** From an earlier run, in which it was counted, with what had been counted of it. */
  readonly counted?: Counted
}

export interface ToldIncident extends Told {
  readonly incident: IncidentLine
}

/** When each counts; undefined when it did not happen. */
export interface Outcomes {
  readonly error: number | undefined
  readonly errorType: string
  readonly timeout: number | undefined
  readonly outOfMemory: number | undefined
}

export type Counted = Readonly<Record<'error' | 'timeout' | 'outOfMemory', boolean>>

export interface Invocation<Report extends ToldReport = ToldReport> {
  /** The first line that told of it. */
  readonly first: Report
  /** Shapes of all its reports. */
  readonly shapes: Set<ReportLine['shape']>
  readonly happenings: Happening[]
}

/** What one line tells of how an invocation ended. */
interface Happening {
  readonly at: number
  readonly type: string
  readonly isError: boolean
  readonly isTimeout: boolean
  readonly isOutOfMemory: boolean
}

export interface Resolved<Report extends ToldReport = ToldReport> {
  readonly invocations: readonly Invocation<Report>[]
  /** Whose report has not come. */
  readonly unmatched: readonly ToldIncident[]
}

export function resolveInvocations<Report extends ToldReport>(
  reports: readonly Report[],
  incidents: readonly ToldIncident[],
): Resolved<Report> {
  const byRequest = new Map<string, Invocation<Report>[]>()
  const byStream = new Map<string, Invocation<Report>[]>()
  const invocations: Invocation<Report>[] = []
  for (const told of reports.toSorted(byTime)) {
    const ofRequest = listOf(byRequest, requestKey(told.functionKey, told.report.requestId))
    const same = ofRequest.find((invocation) => isSame(invocation, told))
    const invocation: Invocation<Report> = same ?? { first: told, shapes: new Set(), happenings: [] }
    if (same === undefined) {
      invocations.push(invocation)
      ofRequest.push(invocation)
      listOf(byStream, told.streamKey).push(invocation)
    }
    invocation.shapes.add(told.report.shape)
    invocation.happenings.push(...happeningsOf(told))
  }
  const unmatched = incidents.toSorted(byTime).filter((told) => {
    const { requestId } = told.incident
    const invocation =
      requestId === undefined
        ? nextOf(byStream.get(told.streamKey) ?? [], told.at)
        : nearestOf(byRequest.get(requestKey(told.functionKey, requestId)) ?? [], told.at)
    invocation?.happenings.push(happeningOf(invocation, told))
    return invocation === undefined
  })
  return { invocations, unmatched }
}

/** The first line that tells of something counts. */
export function outcomesOf({ happenings }: Invocation): Outcomes {
  const sorted = happenings.toSorted((a, b) => a.at - b.at)
  const error = sorted.find(({ isError }) => isError)
  return {
    error: error?.at,
    errorType: error?.type ?? '',
    timeout: sorted.find(({ isTimeout }) => isTimeout)?.at,
    outOfMemory: sorted.find(({ isOutOfMemory }) => isOutOfMemory)?.at,
  }
}

function byTime(a: Told, b: Told): number {
  return a.at - b.at || (a.eventId < b.eventId ? -1 : Number(a.eventId > b.eventId))
}

function isSame({ first, shapes }: Invocation, { at, report }: ToldReport): boolean {
  return at - first.at <= TOGETHER_MS && !shapes.has(report.shape)
}

function happeningsOf({ at, report, counted }: ToldReport): Happening[] {
  if (counted !== undefined) {
    const { error, timeout, outOfMemory } = counted
    return [{ at, type: '', isError: error, isTimeout: timeout, isOutOfMemory: outOfMemory }]
  }
  if (report.status === 'success' && report.errorType === undefined) return []
  const isTimeout = report.status === 'timeout'
  const type = report.errorType ?? (isTimeout ? 'Timeout' : 'Unknown')
  return [{ at, type, isError: true, isTimeout, isOutOfMemory: isOutOfMemory(report) }]
}

function isOutOfMemory({ errorType, status, maxMemoryUsedMb, memorySizeMb }: ReportLine): boolean {
  if (errorType === 'Runtime.OutOfMemory') return true
  const isFull = maxMemoryUsedMb !== undefined && maxMemoryUsedMb === memorySizeMb
  return isFull && status === 'error'
}

function happeningOf({ first }: Invocation, { at, incident }: ToldIncident): Happening {
  return {
    at: Math.max(at, first.at),
    type: incident.errorType,
    isError: true,
    isTimeout: incident.incident === 'timeout',
    isOutOfMemory: incident.incident === 'out_of_memory',
  }
}

/** Of one request: the nearest within `TOGETHER_MS`, else the next. */
function nearestOf(invocations: readonly Invocation[], at: number): Invocation | undefined {
  const near = invocations.filter(({ first }) => Math.abs(first.at - at) <= TOGETHER_MS)
  if (near.length === 0) return nextOf(invocations, at)
  return near.reduce((a, b) => (Math.abs(b.first.at - at) < Math.abs(a.first.at - at) ? b : a))
}

function nextOf(invocations: readonly Invocation[], at: number): Invocation | undefined {
  const next = firstFrom(invocations, at)
  return next !== undefined && next.first.at - at <= LONGEST_INVOCATION_MS ? next : undefined
}

/** Binary search: a stream may have very many. */
function firstFrom(invocations: readonly Invocation[], at: number): Invocation | undefined {
  let low = 0
  let high = invocations.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((invocations[middle]?.first.at ?? at) < at) low = middle + 1
    else high = middle
  }
  return invocations[low]
}

function requestKey(functionKey: string, requestId: string): string {
  return `${functionKey}\n${requestId}`
}

function listOf<T>(map: Map<string, T[]>, key: string): T[] {
  const known = map.get(key)
  if (known !== undefined) return known
  const created: T[] = []
  map.set(key, created)
  return created
}
