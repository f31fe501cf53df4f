/** One line of the log for each region, and the figures of the task. */
import { MINUTE_MS } from '../../guance_integration_core/index.ts'
import type { GroupState } from '../state/ledger.ts'
import type { RegionJob } from './job.ts'
import type { LogGroup } from './log-groups.ts'
import type { Candidate, Schedule } from './schedule.ts'

/** A busy group that lags further behind is worth a warning. */
const WORRY_MS = 10 * MINUTE_MS
const MOST_NAMED = 10

export interface RegionStory {
  readonly groups: ReadonlyMap<string, LogGroup>
  readonly schedule: Schedule<Candidate>
  readonly failures: number
  readonly job: RegionJob
}

export function reportRegion(story: RegionStory): void {
  const { context, target, figures } = story.job
  const { busy, quiet } = delaysOf(story)
  const { pages, events, repeated, lines, points, unchanged, logs, dropped, sampled } = figures
  const counts = { pages, events, repeated, lines, refused: figures.refusedLines, points, unchanged }
  const delays = { busyDelayMinutes: busy.minutes, quietDelayMinutes: quiet.minutes }
  const figuresOfLines = { ...counts, logs, dropped, sampled, ...delays }
  context.log.info({ region: target.region, ...groupCounts(story), ...figuresOfLines }, 'Read logs')
  countFigures(story.job, { ...counts, dropped, sampled })
  reportRefused(story.job)
  reportShrunk(story.job)
  if (busy.minutes * MINUTE_MS < WORRY_MS) return
  context.log.warn(
    { region: target.region, group: busy.name, minutes: busy.minutes },
    'Logs lag behind: the quota of the region, or the time of a run, does not suffice',
  )
}

function groupCounts({ groups, schedule, failures: failed, job }: RegionStory) {
  const { read, missing, unreadable, unfinished } = job.figures
  return { groups: groups.size, busy: schedule.busy.size, read, missing, unreadable, unfinished, failed }
}

/** The host counts points itself. */
function countFigures({ context, figures }: RegionJob, counts: Readonly<Record<string, number>>): void {
  const { read, missing, unreadable, shrunk } = figures
  const groups = {
    ...{ groupsRead: read, groupsMissing: missing, groupsUnreadable: unreadable },
    groupsFlooded: shrunk.size,
  }
  for (const [name, value] of Object.entries({ ...counts, ...groups }))
    if (name !== 'points') context.count(name, value)
}

function reportRefused({ figures, context, target }: RegionJob): void {
  for (const { reason, count, meaning, functionName, logStream, sample } of figures.refused.values()) {
    context.count(`refused_${reason}`, count)
    context.log.warn(
      { region: target.region, reason, count, function: functionName, logStream, sample },
      `Did not take lines as metrics: the first one ${meaning}`,
    )
  }
}

/** Named are the first few. */
function reportShrunk({ figures, context, target }: RegionJob): void {
  for (const [group, { what, from, to }] of [...figures.shrunk].slice(0, MOST_NAMED)) {
    const stretch = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    context.log.warn(
      { region: target.region, group, what, ...stretch },
      'A log group is in flood: events of this stretch that come later are not taken',
    )
  }
}

interface Delay {
  readonly name: string
  readonly state: GroupState
}

/** The groups that lag furthest behind what this run could have read. */
function delaysOf({ groups, schedule, job }: RegionStory): { readonly busy: Lag; readonly quiet: Lag } {
  const busyNames = new Set([...schedule.busy].map(({ name }) => name))
  const delays = [...groups.keys()].flatMap((name) => {
    const state = job.ledger.get(name)
    return state === undefined || state.missing === true || state.unreadable === true ? [] : [{ name, state }]
  })
  return {
    busy: longest(
      delays.filter(({ name }) => busyNames.has(name)),
      job.end,
    ),
    quiet: longest(
      delays.filter(({ name }) => !busyNames.has(name)),
      job.end,
    ),
  }
}

interface Lag {
  readonly name: string
  readonly minutes: number
}

function longest(delays: readonly Delay[], end: number): Lag {
  const oldest = delays.reduce<Delay | undefined>(
    (before, each) => (before === undefined || each.state.read < before.state.read ? each : before),
    undefined,
  )
  if (oldest === undefined) return { name: '', minutes: 0 }
  return { name: oldest.name, minutes: Math.round((end - oldest.state.read) / MINUTE_MS) }
}
