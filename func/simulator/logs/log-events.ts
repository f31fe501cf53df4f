import { MINUTE_MS } from '../../time.ts'
import { hash, unit } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { beginOf, indexesBetween, runsOf } from '../lambda/runs.ts'
import { streamNames } from './environment.ts'
import { floodEvents } from './flood.ts'
import { type Invocation, invocationOf, LONGEST_START_MS } from './invocation.ts'
import { linesOf } from './lines.ts'
import { eventIdOf, type LogEvent, type LogOptions } from './log-event.ts'
import type { LogGroup } from './log-groups.ts'
import { logSetupOf } from './log-setup.ts'

const SALT = { lag: 250, lateness: 251, late: 252 }
const LONGEST_LAG_MS = 15_000
const QUICK_LAG_MS = 3000
const LEAST_LAG_MS = 300
const LATE_SHARE = 0.1
const EVENTS_A_SLICE = 10_000
const LINES_A_RUN = 8

/** The stretch of a group's events that is made at once: a part of a minute, the smaller the more there is. */
export function sliceLength(group: LogGroup, options: LogOptions): number {
  const runs = group.functions.reduce((sum, { traffic }) => sum + traffic.rate * 2, 0)
  const { flood } = options
  const more = group.functions.some(({ name }) => name === flood?.functionName)
    ? (flood?.linesAMinute ?? 0)
    : 0
  const slices = Math.ceil((runs * LINES_A_RUN + more) / EVENTS_A_SLICE)
  return [1, 2, 4, 10, 20, 60, 120, 600, 1200, 6000]
    .map((parts) => MINUTE_MS / parts)
    .find((length) => length * slices <= MINUTE_MS) as number
}

/** All events of a group in a slice, readable yet or not, by time, ingestion and id, as CloudWatch orders them. */
export function sliceOf(
  group: LogGroup,
  options: LogOptions,
  fromMs: number,
  lengthMs: number,
): readonly LogEvent[] {
  const untilMs = fromMs + lengthMs
  const simulated = group.functions.flatMap((fn) => eventsOf(fn, options, fromMs, untilMs))
  const put = group.put.filter(({ timestamp }) => timestamp >= fromMs && timestamp < untilMs)
  return [...simulated, ...put].sort(
    (a, b) =>
      a.timestamp - b.timestamp || a.ingestionTime - b.ingestionTime || (a.eventId < b.eventId ? -1 : 1),
  )
}

function eventsOf(
  fn: SimFunction,
  options: LogOptions,
  fromMs: number,
  untilMs: number,
): readonly LogEvent[] {
  const setup = logSetupOf(fn)
  const events: LogEvent[] = []
  const streamOf = streamNames(fn, setup)
  for (const run of runsWithin(fn, fromMs, untilMs)) {
    const stream = streamOf(run.environment)
    linesOf(run, setup).forEach((line, number) => {
      if (line.timestamp < fromMs || line.timestamp >= untilMs) return
      events.push(eventOf(run, stream, options, { ...line, number }))
    })
  }
  if (options.flood?.functionName === fn.name) {
    events.push(...floodEvents(fn, setup, options.flood, fromMs, untilMs))
  }
  return events
}

/** The runs that write something in a stretch of time, in no certain order. */
export function* runsWithin(fn: SimFunction, fromMs: number, untilMs: number): Generator<Invocation> {
  const reachMs = fn.traffic.timeoutMs + LONGEST_START_MS
  const first = Math.floor((fromMs - reachMs) / MINUTE_MS)
  const last = Math.floor((untilMs - 1) / MINUTE_MS)
  for (let minute = first; minute <= last; minute += 1) {
    const runs = runsOf(fn, minute)
    const earliest = fromMs - runs.durations.last / 100 - LONGEST_START_MS
    if (runs.count === 0 || (minute + 1) * MINUTE_MS <= earliest) continue
    const [from, until] = indexesBetween(runs, earliest, untilMs)
    for (let index = from; index < until; index += 1) {
      if (beginOf(runs, index) >= untilMs) break
      const run = invocationOf(runs, index)
      if (run.endMs >= fromMs) yield run
    }
  }
}

interface NumberedLine {
  readonly timestamp: number
  readonly message: string
  readonly number: number
}

function eventOf(run: Invocation, logStreamName: string, options: LogOptions, line: NumberedLine): LogEvent {
  const { timestamp, message, number } = line
  const seed = run.fn.traffic.hash
  const key = hash(seed ^ run.minute, run.index * 100 + number, SALT.lag)
  return {
    timestamp,
    ingestionTime: timestamp + lagOf(key, options),
    message,
    eventId: eventIdOf(timestamp, seed, run.index, number),
    logStreamName,
  }
}

function lagOf(key: number, { longestLagMs = LONGEST_LAG_MS }: LogOptions): number {
  const late = unit(key, 0, SALT.late) < LATE_SHARE
  const most = late ? longestLagMs : Math.min(QUICK_LAG_MS, longestLagMs)
  return Math.min(most, Math.floor(LEAST_LAG_MS + (most - LEAST_LAG_MS) * unit(key, 1, SALT.lateness)))
}
