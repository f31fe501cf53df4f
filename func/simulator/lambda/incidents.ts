/** What goes wrong in an account, for demonstrations: the first function of some kinds has trouble around a given time. */

const HOUR = 60

/**
 * `errors`: most runs fail. `throttles`: most calls are refused. `cold-starts`: many new environments, so that the
 * slowest runs take much longer. `memory`: runs get slower and slower until some hit the timeout. `lag`: the age of
 * the oldest record grows by a minute each minute. `dead`: nothing runs any more.
 */
export type Trouble = 'errors' | 'throttles' | 'cold-starts' | 'memory' | 'lag' | 'dead'

export interface Incident {
  readonly trouble: Trouble
  /** Minutes since the epoch, half-open. */
  readonly from: number
  readonly to: number
}

/** By kind of function; minutes before (negative) and after the given time. */
const PLAN: Readonly<Record<string, readonly Incident[]>> = {
  web: [-20, -13, -6, -1].map((hour) => ({
    trouble: 'cold-starts',
    from: hour * HOUR,
    to: hour * HOUR + 15,
  })),
  async: [
    { trouble: 'errors', from: -9 * HOUR, to: -8 * HOUR },
    { trouble: 'errors', from: -35, to: HOUR },
  ],
  throttled: [
    { trouble: 'throttles', from: -15 * HOUR, to: -14 * HOUR },
    { trouble: 'throttles', from: -25, to: 2 * HOUR },
  ],
  slow: [{ trouble: 'memory', from: -8 * HOUR, to: 4 * HOUR }],
  stream: [{ trouble: 'lag', from: -90, to: 6 * HOUR }],
  queue: [{ trouble: 'dead', from: -3 * HOUR, to: Number.POSITIVE_INFINITY }],
}

/** @param around minutes since the epoch */
export function incidentsOf(kind: string, around: number): readonly Incident[] {
  return (PLAN[kind] ?? []).map(({ trouble, from, to }) => ({
    trouble,
    from: around + from,
    to: around + to,
  }))
}

type Incidents = readonly Incident[] | undefined

function incidentAt(incidents: Incidents, trouble: Trouble, minute: number): Incident | undefined {
  return incidents?.find((each) => each.trouble === trouble && minute >= each.from && minute < each.to)
}

export function isIn(incidents: Incidents, trouble: Trouble, minute: number): boolean {
  return incidentAt(incidents, trouble, minute) !== undefined
}

/** Minutes since the incident began; 0 when there is none. */
export function minutesInto(incidents: Incidents, trouble: Trouble, minute: number): number {
  const incident = incidentAt(incidents, trouble, minute)
  return incident === undefined ? 0 : minute - incident.from
}
