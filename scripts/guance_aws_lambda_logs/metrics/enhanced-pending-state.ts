/**
 * What the next run must know of requests that were reported before its window: the newest reports, to recognise a second
 * report of one and to count what an incident adds to it, and incidents whose report has not come yet. Pure.
 */
import type { Json } from '#func/script.ts'
import type { IncidentLine } from '../lines/types.ts'
import { Invocations, type LineRows, LONGEST_INVOCATION_MS, TOGETHER_MS } from './invocations.ts'
import type { Counted, IncidentKind, ReportKind } from './line-rows.ts'
import type { TagSets } from './tag-sets.ts'

const FLAGS = ['error', 'timeout', 'outOfMemory'] as const

/** Newest first, as far as there is room; half of it at least is for reports. */
export function pendingStateOf(
  lines: LineRows,
  before: number,
  most: number,
): { readonly json: Json; readonly dropped: number } {
  const { reports, incidents } = lines
  const invocations = new Invocations(lines, before)
  const waiting = invocations.unmatched.filter((row) => incidents.at(row) >= before - LONGEST_INVOCATION_MS)
  const recent = [...recentOf(lines, invocations, before - TOGETHER_MS)]
  const pendingIncidents = newest(waiting, (row) => incidents.at(row), Math.floor(most / 2))
  const pendingReports = newest(recent, (row) => reports.at(row), most - pendingIncidents.length)
  const dropped = waiting.length - pendingIncidents.length + recent.length - pendingReports.length
  const json = {
    reports: byTags(lines, invocations, pendingReports),
    incidents: pendingIncidents.map((row) => incidentJson(lines, row)),
  }
  return { json, dropped }
}

function* recentOf({ reports }: LineRows, invocations: Invocations, from: number): Generator<number> {
  for (const first of invocations.firsts()) if (reports.at(first) >= from) yield first
}

function newest(rows: readonly number[], timeOf: (row: number) => number, most: number): readonly number[] {
  return rows.length <= most ? rows : rows.toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, most)
}

/** Tags once for all their reports. */
function byTags({ reports }: LineRows, invocations: Invocations, firsts: readonly number[]): Json {
  const groups = Map.groupBy(firsts, (first) => reports.kind(first).tags)
  return [...groups].map(([{ tags }, group]) => [
    tags,
    group.map((first) => {
      const outcomes = invocations.outcomes(first)
      const flags = FLAGS.filter((flag) => outcomes[flag] !== undefined)
      return [reports.request(first), reports.at(first), invocations.shapes(first), flags]
    }),
  ])
}

function incidentJson({ incidents }: LineRows, row: number): Json {
  const { stream, incident, errorType, fingerprint } = incidents.kind(row)
  return [incidents.at(row), incidents.request(row) ?? null, stream, incident, errorType, fingerprint]
}

/** Adds the lines of a pending state; nothing of one that is not understood. */
export function readPendingState(pendingState: Json | undefined, lines: LineRows, tagSets: TagSets): void {
  if (typeof pendingState !== 'object' || pendingState === null || Array.isArray(pendingState)) return
  const { reports, incidents } = pendingState as { readonly [key: string]: Json }
  for (const group of arrayOf(reports)) readGroup(arrayOf(group), lines, tagSets)
  for (const incident of arrayOf(incidents)) readIncident(arrayOf(incident), lines)
}

function readGroup([tags, invocations]: readonly Json[], { reports }: LineRows, tagSets: TagSets): void {
  if (typeof tags !== 'object' || tags === null) return
  const texts = Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]))
  const kinds = new Map<string, ReportKind>()
  for (const json of arrayOf(invocations)) {
    const [request, at, shapes, flags] = arrayOf(json)
    if (typeof request !== 'number' || typeof at !== 'number') continue
    for (const shape of arrayOf(shapes)) {
      if (shape !== 'text' && shape !== 'json') continue
      const key = `${shape} ${arrayOf(flags).join(' ')}`
      const kind = kinds.get(key) ?? pendingKind(tagSets.of(texts), shape, arrayOf(flags))
      kinds.set(key, kind)
      reports.add(at, request, kind, {})
    }
  }
}

function pendingKind(
  tags: ReportKind['tags'],
  shape: ReportKind['shape'],
  flags: readonly Json[],
): ReportKind {
  const counted = Object.fromEntries(FLAGS.map((flag) => [flag, flags.includes(flag)])) as Counted
  const unknown = {
    showsErrors: false,
    region: '',
    architecture: undefined,
    memorySizeMb: undefined,
    errorType: undefined,
    fingerprint: undefined,
  }
  return { tags, shape, counted, stream: Number.NaN, status: 'success', ...unknown }
}

const INCIDENTS: readonly IncidentLine['incident'][] = ['timeout', 'out_of_memory', 'error']

function readIncident(json: readonly Json[], { incidents }: LineRows): void {
  const [at, request, stream, name, errorType, fingerprint] = json
  const incident = INCIDENTS.find((candidate) => candidate === name)
  if (typeof at !== 'number' || incident === undefined || typeof errorType !== 'string') return
  if (typeof stream !== 'number' || (request !== null && typeof request !== 'number')) return
  const kind: IncidentKind = {
    incident,
    errorType,
    fingerprint: typeof fingerprint === 'string' ? fingerprint : '',
    stream,
  }
  incidents.add(at, request ?? undefined, kind)
}

function arrayOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : []
}
