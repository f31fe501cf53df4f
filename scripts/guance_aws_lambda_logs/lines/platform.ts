/**
 * The platform's own lines under LogFormat=JSON, as `{ time, type, record }`. Pure.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
import { errorType, statusOf } from './report.ts'
import type { IncidentLine, Line, PhaseLine, ReportLine } from './types.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined when the document is another one, or one that bears on no metric. */
export function parsePlatform({ type, time, record }: JsonObject): Line | undefined {
  if (!isObject(record)) return undefined
  if (type === 'platform.report') return report(record, time)
  if (type === 'platform.runtimeDone') return runtimeDone(record)
  if (type === 'platform.initReport') return phase('init', record)
  if (type === 'platform.restoreReport') return phase('restore', record)
  return undefined
}

function report(record: JsonObject, time: unknown): ReportLine | undefined {
  if (typeof record.requestId !== 'string' || record.requestId === '') return undefined
  const metrics = isObject(record.metrics) ? record.metrics : {}
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return {
    kind: 'report',
    shape: 'json',
    requestId: record.requestId,
    ...(Number.isFinite(at) && { time: at }),
    ...given('durationMs', metrics.durationMs),
    ...given('billedDurationMs', metrics.billedDurationMs),
    ...given('memorySizeMb', metrics.memorySizeMB),
    ...given('maxMemoryUsedMb', metrics.maxMemoryUsedMB),
    ...(metrics.initDurationMs !== 0 && given('initDurationMs', metrics.initDurationMs)),
    ...given('restoreDurationMs', metrics.restoreDurationMs),
    ...outcome(record),
  }
}

function phase(kind: PhaseLine['kind'], record: JsonObject): PhaseLine {
  const metrics = isObject(record.metrics) ? record.metrics : {}
  const { status, errorType: type } = outcome(record)
  // An init that is done again in the invoke phase is in no report.
  const isReported = record.initializationType === 'on-demand' && record.phase !== 'invoke'
  return {
    kind,
    ...given('durationMs', metrics.durationMs),
    status,
    ...(type !== undefined && { errorType: type }),
    isInReport: kind === 'restore' || (isReported && status === 'success'),
  }
}

/** In lines besides the report, and only where it failed. */
function runtimeDone(record: JsonObject): IncidentLine | undefined {
  const { status, errorType: type } = outcome(record)
  if (status === 'success' || typeof record.requestId !== 'string') return undefined
  const incident = type === 'Runtime.OutOfMemory' ? 'out_of_memory' : status
  const known = type ?? (status === 'timeout' ? 'Timeout' : 'Unknown')
  return { kind: 'incident', incident, errorType: known, requestId: record.requestId }
}

function outcome(record: JsonObject): Pick<ReportLine, 'status' | 'errorType'> {
  const status = typeof record.status === 'string' ? statusOf(record.status) : 'success'
  if (typeof record.errorType !== 'string' || record.errorType === '') return { status }
  return { status, errorType: errorType(record.errorType) }
}

function given<K extends string>(key: K, value: unknown): { readonly [P in K]?: number } {
  const isGiven = typeof value === 'number' && value >= 0 && value < 1e12
  return (isGiven ? { [key]: value } : {}) as { readonly [P in K]?: number }
}
