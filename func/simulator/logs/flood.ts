import { MINUTE_MS } from '../../time.ts'
import { hash } from '../hash.ts'
import type { SimFunction } from '../lambda/functions.ts'
import { environmentOf, streamName } from './environment.ts'
import { eventIdOf, type Flood, type LogEvent } from './log-event.ts'
import type { LogSetup } from './log-setup.ts'

const LAG_MS = 400
/** Numbers of flood lines begin here, well above those of the lines of a run. */
const FIRST_NUMBER = 1_000_000

/** The flood's lines in a stretch within one minute. */
export function floodEvents(
  fn: SimFunction,
  setup: LogSetup,
  flood: Flood,
  fromMs: number,
  untilMs: number,
): readonly LogEvent[] {
  const { linesAMinute, fromMs: begin = 0, untilMs: end = Number.POSITIVE_INFINITY } = flood
  const minute = Math.floor(fromMs / MINUTE_MS)
  const startMs = minute * MINUTE_MS
  const indexAt = (ms: number) => Math.ceil(((ms - startMs) * linesAMinute) / MINUTE_MS)
  const events: LogEvent[] = []
  const streams = [0, 1].map((slot) => streamName(fn, setup, environmentOf(fn, '$LATEST', minute, slot)))
  for (let index = indexAt(fromMs); index < indexAt(untilMs); index += 1) {
    const timestamp = startMs + Math.floor((index * MINUTE_MS) / linesAMinute)
    if (timestamp < begin || timestamp >= end) continue
    events.push({
      timestamp,
      ingestionTime: timestamp + LAG_MS + (hash(minute, index) % LAG_MS),
      message: messageOf(flood, timestamp, index),
      eventId: eventIdOf(timestamp, fn.traffic.hash, index, FIRST_NUMBER),
      logStreamName: streams[index % 2] as string,
    })
  }
  return events
}

function messageOf(flood: Flood, timestamp: number, index: number): string {
  if (flood.content === 'metrics') return `MONITORING|${Math.floor(timestamp / 1000)}|1|count|flood.lines\n`
  if (flood.content === 'reports') return report(timestamp, index)
  return `Line ${index} of a loop that somebody forgot: nothing here is of any use to anybody\n`
}

function report(timestamp: number, index: number): string {
  const id = `${(timestamp % 2 ** 32).toString(16).padStart(8, '0')}-7c3e-4b5a-9d21-${index.toString(16).padStart(12, '0')}`
  const ms = (index % 9000) / 10
  const used = 100 + (index % 300)
  return `REPORT RequestId: ${id}\tDuration: ${ms} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: 512 MB\tMax Memory Used: ${used} MB\t\n`
}
