/**
 * What the next run must know of requests that were told of before its window: the newest reports, to know a second
 * telling of one and to count what an incident adds to it, and incidents whose report has not come yet. Pure.
 */
import type { Json } from '#func/script.ts'
import type { IncidentLine } from '../lines/types.ts'
import type { CountedReport } from './enhanced-metrics.ts'
import {
  type Counted,
  type Invocation,
  LONGEST_INVOCATION_MS,
  outcomesOf,
  type Resolved,
  TOGETHER_MS,
  type ToldIncident,
} from './invocations.ts'
import { pointTags } from './tag-sets.ts'

interface Carried {
  readonly reports: readonly CountedReport[]
  readonly incidents: readonly ToldIncident[]
}

const FLAGS = ['error', 'timeout', 'outOfMemory'] as const

/** Newest first, as far as there is room; half of it at least is for reports. */
export function carryOf(
  { invocations, unmatched }: Resolved<CountedReport>,
  before: number,
  most: number,
): { readonly json: Json; readonly uncarried: number } {
  const waiting = unmatched.filter(({ at }) => at >= before - LONGEST_INVOCATION_MS)
  const recent = invocations.filter(({ first }) => first.at >= before - TOGETHER_MS)
  const incidents = newest(waiting, ({ at }) => at, Math.floor(most / 2))
  const reports = newest(recent, ({ first }) => first.at, most - incidents.length)
  const uncarried = waiting.length - incidents.length + recent.length - reports.length
  const json = { reports: byTags(reports), incidents: incidents.map(incidentJson) }
  return { json, uncarried }
}

function newest<T>(items: readonly T[], timeOf: (item: T) => number, most: number): readonly T[] {
  return items.length <= most ? items : items.toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, most)
}

/** Tags, region, architecture and function once for all their reports. */
function byTags(invocations: readonly Invocation<CountedReport>[]): Json {
  const groups = Map.groupBy(invocations, ({ first }) => `${first.functionKey} ${first.tags.key}`)
  return [...groups.values()].map((group) => {
    const { tags, functionKey } = (group[0] as Invocation<CountedReport>).first
    return [functionKey, tags.tags, group.map(reportJson)]
  })
}

/** `[request id, time, shapes, what was counted]`. */
function reportJson(invocation: Invocation<CountedReport>): Json {
  const { first, shapes } = invocation
  const outcomes = outcomesOf(invocation)
  const flags = FLAGS.filter((flag) => outcomes[flag] !== undefined)
  return [first.report.requestId, first.at, [...shapes], flags]
}

function incidentJson({ at, eventId, functionKey, streamKey, incident }: ToldIncident): Json {
  const { requestId = null } = incident
  return [at, eventId, functionKey, streamKey, incident.incident, incident.errorType, requestId]
}

/** Nothing of a carry that is not understood. */
export function readCarried(carry: Json | undefined): Carried {
  if (typeof carry !== 'object' || carry === null || Array.isArray(carry))
    return { reports: [], incidents: [] }
  const { reports, incidents } = carry as { readonly [key: string]: Json }
  return {
    reports: arrayOf(reports).flatMap((group) => readGroup(arrayOf(group))),
    incidents: arrayOf(incidents).flatMap((incident) => readIncident(arrayOf(incident))),
  }
}

function readGroup([functionKey, tags, reports]: readonly Json[]): CountedReport[] {
  if (typeof functionKey !== 'string' || typeof tags !== 'object' || tags === null) return []
  const known = pointTags(
    Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)])),
  )
  return arrayOf(reports).flatMap((json) => {
    const [requestId, at, shapes, flags] = arrayOf(json)
    if (typeof requestId !== 'string' || typeof at !== 'number') return []
    const told = { at, eventId: '', functionKey, streamKey: '' }
    const counted = Object.fromEntries(FLAGS.map((flag) => [flag, arrayOf(flags).includes(flag)])) as Counted
    const rest = { tags: known, region: '', architecture: undefined, counted }
    return arrayOf(shapes).flatMap((shape) => {
      if (shape !== 'text' && shape !== 'json') return []
      return [{ ...told, ...rest, report: { kind: 'report', shape, requestId, status: 'success' } as const }]
    })
  })
}

const INCIDENTS: readonly IncidentLine['incident'][] = ['timeout', 'out_of_memory', 'error']

function readIncident(json: readonly Json[]): ToldIncident[] {
  const [at, eventId, functionKey, streamKey, kind, errorType, requestId] = json
  const incident = INCIDENTS.find((candidate) => candidate === kind)
  if (typeof at !== 'number' || incident === undefined || typeof errorType !== 'string') return []
  if (typeof eventId !== 'string' || typeof functionKey !== 'string' || typeof streamKey !== 'string')
    return []
  const line = { kind: 'incident', incident, errorType } as const
  const told = { at, eventId, functionKey, streamKey }
  return [{ ...told, incident: typeof requestId === 'string' ? { ...line, requestId } : line }]
}

function arrayOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : []
}
