import { DAY_MS, MINUTE_MS } from '../../time.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { versionsOf } from '../lambda/runs.ts'
import { environmentOf, lifetimeOf, sinceMinute, slotsOf, streamName } from './environment.ts'
import type { LogGroup } from './log-groups.ts'
import { logSetupOf } from './log-setup.ts'

export interface LogStream {
  readonly name: string
  readonly createdMs: number
  /** Of its events; undefined when it has none. */
  readonly firstMs: number | undefined
  readonly lastMs: number | undefined
}

/** Streams of the last hours; older ones are forgotten. */
const KEPT_MINUTES = 6 * 60

/** Streams of environments that may have written, and those that callers made. */
export function streamsOf(group: LogGroup, nowMs: number, minutes = KEPT_MINUTES): readonly LogStream[] {
  return [...madeStreams(group), ...group.functions.flatMap((fn) => simulatedStreams(fn, nowMs, minutes))]
}

/** A stream by its name, however old it is. */
export function findStream(group: LogGroup, name: string, nowMs: number): LogStream | undefined {
  const day = Date.parse(`${name.slice(0, 10).replaceAll('/', '-')}T00:00:00Z`)
  const isSimulated = !group.streams.has(name) && !Number.isNaN(day)
  const streams = isSimulated
    ? streamsOf(group, Math.min(nowMs, day + DAY_MS - 1), DAY_MS / MINUTE_MS)
    : madeStreams(group)
  return streams.find((stream) => stream.name === name)
}

function madeStreams({ streams, put }: LogGroup): readonly LogStream[] {
  const events = Map.groupBy(put, ({ logStreamName }) => logStreamName)
  return [...streams].map(([name, createdMs]) => {
    const times = (events.get(name) ?? []).map(({ timestamp }) => timestamp)
    const [firstMs, lastMs] = times.length === 0 ? [] : [Math.min(...times), Math.max(...times)]
    return { name, createdMs, firstMs, lastMs }
  })
}

function simulatedStreams(fn: SimFunction, nowMs: number, minutes: number): readonly LogStream[] {
  const setup = logSetupOf(fn)
  const now = Math.floor(nowMs / MINUTE_MS)
  const found = new Map<string, LogStream>()
  const versions = versionsOf(fn, 1_000_000).map(({ version }) => version)
  const slots = slotsOf(fn)
  for (let slot = 0; slot < 2 * slots; slot += 1) {
    for (let minute = now; minute > now - minutes; minute = sinceMinute(fn, slot, minute) - 1) {
      for (const version of versions) {
        const environment = environmentOf(fn, version, evenOrOdd(minute, slot < slots), slot % slots)
        const name = streamName(fn, setup, environment)
        const endMs = environment.sinceMs + lifetimeOf(fn, slot) * MINUTE_MS
        const [firstMs, lastMs] = [environment.sinceMs, Math.min(endMs, nowMs)]
        found.set(name, { name, createdMs: firstMs, firstMs, lastMs })
      }
    }
  }
  return [...found.values()]
}

/** The last even or odd minute up to this one. */
function evenOrOdd(minute: number, even: boolean): number {
  return (minute % 2 === 0) === even ? minute : minute - 1
}
