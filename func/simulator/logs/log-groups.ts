import { hashText } from '../hash.ts'
import { createdMs } from '../lambda/deploys.ts'
import type { SimFunction } from '../lambda/functions.ts'
import type { LogEvent } from './log-event.ts'
import { logSetupOf } from './log-setup.ts'

export interface LogGroup {
  readonly name: string
  /** Those that write to it; none of a group whose function was deleted. */
  readonly functions: readonly SimFunction[]
  readonly createdMs: number
  /** Streams and events that callers made. */
  readonly streams: Set<string>
  readonly put: LogEvent[]
}

/** The log groups of a region by name, in the order of their names: functions that never ran have none. */
export function makeLogGroups(
  living: readonly SimFunction[],
  deleted: readonly SimFunction[],
): ReadonlyMap<string, LogGroup> {
  const writers = new Map<string, SimFunction[]>(deleted.map((fn) => [`/aws/lambda/${fn.name}`, []]))
  for (const fn of living.filter(({ traffic }) => traffic.shape !== 'idle')) {
    const { group } = logSetupOf(fn)
    writers.set(group, [...(writers.get(group) ?? []), fn])
  }
  const names = [...writers.keys()].toSorted()
  return new Map(
    names.map((name) => {
      const functions = writers.get(name) ?? []
      const born = functions.map((fn) => createdMs(fn.traffic.hash))
      const created = Math.min(createdMs(hashText(name)), ...born)
      return [name, { name, functions, createdMs: created, streams: new Set(), put: [] }]
    }),
  )
}
