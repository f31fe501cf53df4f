/** One line of the log for each region, and the figures of the task. */
import type { GroupState } from './ledger.ts'
import type { RegionJob } from './job.ts'
import type { LogGroup } from './log-groups.ts'
import type { Candidate, Schedule } from './schedule.ts'

const MINUTE_MS = 60_000
/** A busy group that lags further behind is worth a warning. */
const WORRY_MS = 10 * MINUTE_MS

export interface RegionStory {
  readonly groups: ReadonlyMap<string, LogGroup>
  readonly schedule: Schedule<Candidate>
  readonly failures: number
  readonly job: RegionJob
}

export function tellRegion({ groups, schedule, failures, job }: RegionStory): void {
  const { figures, context, target } = job
  const busy = new Set([...schedule.busy].map(({ name }) => name))
  const delays = delaysOf(groups.keys(), job)
  const busyDelay = longest(delays.filter(({ name }) => busy.has(name)), job.end)
  const quietDelay = longest(delays.filter(({ name, state }) => !busy.has(name) && state.missing !== true), job.end)
  const { pages, events, lines, points, unchanged, logs, dropped, sampled, read, missing, unfinished } = figures
  const counts = { read, missing, failed: failures, unfinished, busy: busy.size, groups: groups.size }
  const refused = figures.refusedLines
  context.log.info(
    {
      ...{ region: target.region, ...counts, pages, events, lines, refused, points, unchanged, logs, dropped, sampled },
      ...{ busyDelayMinutes: busyDelay.minutes, quietDelayMinutes: quietDelay.minutes },
    },
    'Read logs',
  )
  const sums = { pages, events, lines, refused, dropped, sampled, unchanged, groupsRead: read, groupsMissing: missing }
  for (const [name, value] of Object.entries(sums)) context.count(name, value)
  tellRefused(job)
  if (busyDelay.minutes * MINUTE_MS < WORRY_MS) return
  context.log.warn(
    { region: target.region, group: busyDelay.name, minutes: busyDelay.minutes },
    'Logs lag behind: the quota of the region, or the time of a run, does not suffice',
  )
}

function tellRefused({ figures, context, target }: RegionJob): void {
  for (const { reason, count, meaning, functionName, logStream, sample } of figures.refused.values()) {
    context.count(`refused_${reason}`, count)
    context.log.warn(
      { region: target.region, reason, count, function: functionName, logStream, sample },
      `Did not take lines as metrics: the first one ${meaning}`,
    )
  }
}

interface Delay {
  readonly name: string
  readonly state: GroupState
}

function delaysOf(names: Iterable<string>, { ledger }: RegionJob): Delay[] {
  return [...names].flatMap((name) => {
    const state = ledger.get(name)
    return state === undefined ? [] : [{ name, state }]
  })
}

function longest(delays: readonly Delay[], end: number): { readonly name: string; readonly minutes: number } {
  const oldest = delays.reduce<Delay | undefined>(
    (before, each) => (before === undefined || each.state.read < before.state.read ? each : before),
    undefined,
  )
  if (oldest === undefined) return { name: '', minutes: 0 }
  return { name: oldest.name, minutes: Math.round((end - oldest.state.read) / MINUTE_MS) }
}
