import { DAY_MS } from '../../time.ts'
import { hashText } from '../hash.ts'
import { createdMs } from '../lambda/deploys.ts'
import type { Place, SimFunction } from '../lambda/functions.ts'
import { partitionOf } from '../regions.ts'
import type { LogEvent } from './log-event.ts'
import { groupFacts, type LogGroupFacts } from './log-group-facts.ts'
import { logSetupOf } from './log-setup.ts'

export interface LogGroup extends LogGroupFacts {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Those that write to it; none of a group whose function was deleted. */
  readonly functions: readonly SimFunction[]
  readonly createdMs: number
  /** Streams that callers made, with when they did. */
  readonly streams: Map<string, number>
  /** Events that callers put. */
  readonly put: LogEvent[]
}

/** The log groups of a region by name, in the order of their names: functions that never ran have none. */
export function makeLogGroups(
  place: Place,
  living: readonly SimFunction[],
  deleted: readonly SimFunction[],
): Map<string, LogGroup> {
  const writers = new Map<string, SimFunction[]>(deleted.map((fn) => [`/aws/lambda/${fn.name}`, []]))
  for (const fn of living.filter(
    ({ traffic }) => traffic.shape !== 'idle' && traffic.life?.broken !== true,
  )) {
    const { group } = logSetupOf(fn)
    writers.set(group, [...(writers.get(group) ?? []), fn])
  }
  const groups = [...writers].map(([name, functions]) => {
    const born = functions.map((fn) => createdMs(fn.traffic.hash))
    const created = Math.min(createdMs(hashText(name)), ...born)
    const facts = groupFacts(place, hashText(`${place.account}/${place.region}/${name}`), functions)
    return makeGroup(place, name, { createdMs: created, functions, ...facts })
  })
  return sorted(groups)
}

export function makeGroup(
  { account, region }: Pick<Place, 'account' | 'region'>,
  name: string,
  facts: LogGroupFacts & Pick<LogGroup, 'createdMs' | 'functions'>,
): LogGroup {
  return { name, account, region, ...facts, streams: new Map(), put: [] }
}

/** As AWS lists them. */
export function sorted(groups: Iterable<LogGroup>): Map<string, LogGroup> {
  const ordered = [...groups].sort((a, b) => (a.name < b.name ? -1 : 1))
  return new Map(ordered.map((group) => [group.name, group]))
}

/** Without the `:*` that names its streams, too. */
export function groupArn({ name, account, region }: Pick<LogGroup, 'name' | 'account' | 'region'>): string {
  return `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${name}`
}

/** No event of the group is older: callers may put some that are older than the group. */
export function firstEventMs({ createdMs, put }: LogGroup): number {
  return put.reduce((first, { timestamp }) => Math.min(first, timestamp), createdMs)
}

/** Events before this time are gone. */
export function expiredBefore({ retentionDays, logClass }: LogGroupFacts, nowMs: number): number {
  const days = logClass === 'DELIVERY' ? 1 : retentionDays
  return days === undefined ? 0 : nowMs - days * DAY_MS
}
