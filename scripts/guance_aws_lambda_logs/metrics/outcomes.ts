/** How an invocation ended: what its reports and incidents say together. Pure. */
import type { IncidentKind, IncidentRows, ReportRows } from './line-rows.ts'

/** When each counts; undefined when it did not happen. */
export interface Outcomes {
  readonly error: number | undefined
  readonly errorType: string
  /** Of the kind of error. */
  readonly fingerprint: string
  readonly timeout: number | undefined
  readonly outOfMemory: number | undefined
}

/** Of an invocation that went well. */
export const QUIET: Outcomes = {
  error: undefined,
  errorType: '',
  fingerprint: '',
  timeout: undefined,
  outOfMemory: undefined,
}

/** What one line says of how an invocation ended. */
interface Happening {
  /** When it counts. */
  readonly at: number
  /** When the line was printed; a report comes before all that counts with it. */
  readonly reportedAt: number
  readonly type: string
  readonly fingerprint: string
  readonly isError: boolean
  readonly isTimeout: boolean
  readonly isOutOfMemory: boolean
}

/** The first line about something counts. @param rows Of the invocation, its first report being first. */
export function outcomesOf(
  reports: ReportRows,
  rows: readonly number[],
  incidents: IncidentRows,
  incidentRows: readonly number[],
): Outcomes {
  const from = reports.at(rows[0] ?? 0)
  const happenings = [
    ...rows.flatMap((row) => happeningsOf(reports, row)),
    ...incidentRows.map((row) => happeningOf(from, incidents.at(row), incidents.kind(row))),
  ].sort(byTime)
  const error = happenings.find(({ isError }) => isError)
  return {
    error: error?.at,
    errorType: error?.type ?? '',
    fingerprint: error?.fingerprint ?? '',
    timeout: happenings.find(({ isTimeout }) => isTimeout)?.at,
    outOfMemory: happenings.find(({ isOutOfMemory }) => isOutOfMemory)?.at,
  }
}

function byTime(a: Happening, b: Happening): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.reportedAt !== b.reportedAt) return a.reportedAt < b.reportedAt ? -1 : 1
  const [first, second] = [`${a.type} ${a.fingerprint}`, `${b.type} ${b.fingerprint}`]
  return first < second ? -1 : Number(first > second)
}

function happeningsOf(reports: ReportRows, row: number): Happening[] {
  const { counted, status, errorType, fingerprint = '' } = reports.kind(row)
  const when = { at: reports.at(row), reportedAt: Number.NEGATIVE_INFINITY }
  if (counted !== undefined) {
    const { error, timeout, outOfMemory } = counted
    return [
      { ...when, type: '', fingerprint: '', isError: error, isTimeout: timeout, isOutOfMemory: outOfMemory },
    ]
  }
  if (status === 'success' && errorType === undefined) return []
  const isTimeout = status === 'timeout'
  const type = errorType ?? (isTimeout ? 'Timeout' : 'Unknown')
  return [
    { ...when, type, fingerprint, isError: true, isTimeout, isOutOfMemory: isOutOfMemory(reports, row) },
  ]
}

function isOutOfMemory(reports: ReportRows, row: number): boolean {
  const { errorType, status, memorySizeMb } = reports.kind(row)
  if (errorType === 'Runtime.OutOfMemory') return true
  return status === 'error' && reports.number(row, 'maxMemoryUsedMb') === memorySizeMb
}

function happeningOf(
  from: number,
  reportedAt: number,
  { incident, errorType, fingerprint }: IncidentKind,
): Happening {
  return {
    at: Math.max(reportedAt, from),
    reportedAt,
    type: errorType,
    fingerprint,
    isError: true,
    isTimeout: incident === 'timeout',
    isOutOfMemory: incident === 'out_of_memory',
  }
}
