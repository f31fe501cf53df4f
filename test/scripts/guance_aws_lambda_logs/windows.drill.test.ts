import { expect } from 'chai'
import fc from 'fast-check'
import type { Json, Point } from '#func/script.ts'
import type { LogEvent } from '../../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { createLogMetrics } from '../../../scripts/guance_aws_lambda_logs/metrics/log-metrics.ts'
import { eventOf, sorted } from './events.ts'

const MINUTE_MS = 60_000
const START = Date.parse('2026-08-01T12:00:00Z')
const MINUTES = 8

/** What a sink holds after all runs: a point replaces the one of the same measurement, tags and time. */
class Store {
  readonly #points = new Map<string, Point>()

  write(points: readonly Point[]): void {
    for (const point of points) {
      const { measurement, tags, timestamp } = point
      this.#points.set(JSON.stringify([measurement, Object.entries(tags).toSorted(), timestamp]), point)
    }
  }

  all(): Point[] {
    return sorted([...this.#points.values()])
  }
}

/** One run over everything. */
function atOnce(events: readonly LogEvent[]): Point[] {
  const metrics = createLogMetrics({ from: START })
  for (const event of events) metrics.add(event)
  return sorted(metrics.points())
}

/** Runs whose windows start at the given minutes; each reads to its end, the last one to the end of all. */
function inRuns(events: readonly LogEvent[], starts: readonly number[], readMinutes: number): Point[] {
  const store = new Store()
  let pendingState: Json | undefined
  for (const [index, start] of starts.entries()) {
    const from = START + start * MINUTE_MS
    const next = starts[index + 1]
    const end = next === undefined ? Number.POSITIVE_INFINITY : START + (next + readMinutes) * MINUTE_MS
    const metrics = createLogMetrics({ from, ...(pendingState !== undefined && { pendingState }) })
    for (const event of events) if (event.timestamp >= from && event.timestamp < end) metrics.add(event)
    store.write(metrics.points())
    if (next !== undefined)
      pendingState = JSON.parse(JSON.stringify(metrics.pendingState(START + next * MINUTE_MS)))
  }
  return store.all()
}

const time = fc.integer({ min: 0, max: MINUTES * MINUTE_MS - 1 })
const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  fc.constantFrom(0.1, 0.2, 0.3, 1e16, -1e16),
)

const metricEvent = fc
  .record({
    time,
    late: fc.oneof(fc.constant(0), fc.integer({ min: -200, max: 400 })),
    value,
    type: fc.constantFrom('count', 'gauge', 'histogram', 'distribution'),
    tag: fc.constantFrom('', '#x:1'),
  })
  .map(({ time: at, late, value: given, type, tag }) => {
    // Few seconds, so that many lines share a bucket.
    const second = Math.floor((START + at) / 20_000) * 20 - Math.floor(late / 20) * 20
    return eventOf(`MONITORING|${second}|${given}|${type}|m.${type}|${tag}`, { timestamp: START + at })
  })

let requests = 0

/** The lines of one invocation: a report as text, JSON or both, and what else is said about its end. */
const requestEvents = fc
  .record({
    time: fc.integer({ min: 20_000, max: MINUTES * MINUTE_MS - 30_000 }),
    shapes: fc.constantFrom(['text'], ['json'], ['text', 'json'], ['json', 'text']),
    apart: fc.integer({ min: 1, max: 25_000 }),
    incident: fc.constantFrom('none', 'timeout', 'memory', 'stream'),
    before: fc.integer({ min: -20_000, max: 15_000 }),
    status: fc.constantFrom('success', 'timeout', 'error'),
    isRetried: fc.boolean(),
  })
  .map(({ time: at, shapes, apart, incident, before, status, isRetried }) => {
    requests += 1
    const id = `request-${String(requests).padStart(8, '0')}`
    const logStream = `2026/08/01/[7]${String(requests).padStart(32, '0')}`
    const events: LogEvent[] = []
    const put = (message: string, offset: number) =>
      events.push(eventOf(message, { timestamp: START + offset, logStream }))
    for (const [index, shape] of shapes.entries()) put(report(shape, id, status), at + index * apart)
    if (isRetried) put(report('text', id, 'success'), at + 61_000)
    if (incident === 'timeout')
      put(`2026-08-01T12:00:00.000Z ${id} Task timed out after 3.00 seconds`, at + before)
    if (incident === 'memory')
      put(`RequestId: ${id} Error: Runtime exited with error: signal: killed`, at + before)
    if (incident === 'stream') put('java.lang.OutOfMemoryError: heap', at - Math.abs(before))
    return events
  })

function report(shape: string, requestId: string, status: string): string {
  if (shape === 'text') {
    const end = status === 'success' ? '' : `\tStatus: ${status}`
    return `REPORT RequestId: ${requestId}\tDuration: 10.50 ms\tBilled Duration: 11 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB${end}\n`
  }
  const metrics = { durationMs: 10.5, billedDurationMs: 11, memorySizeMB: 128, maxMemoryUsedMB: 60 }
  return JSON.stringify({ type: 'platform.report', record: { requestId, metrics, status } })
}

const events = fc
  .tuple(fc.array(metricEvent, { maxLength: 60 }), fc.array(requestEvents, { maxLength: 12 }))
  .map(([metrics, requestLists]) => [...metrics, ...requestLists.flat()])
const starts = fc
  .uniqueArray(fc.integer({ min: 1, max: MINUTES - 1 }), { maxLength: 6 })
  .map((minutes) => [0, ...minutes.toSorted((a, b) => a - b)])

describe('guance_aws_lambda_logs/windows', () => {
  it('should give the same points in whatever order events come', () => {
    fc.assert(
      fc.property(
        events.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          expect(atOnce(shuffled)).to.deep.equal(atOnce(all))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('should give the same points wherever windows are cut, and however much is read again', () => {
    fc.assert(
      fc.property(events, starts, fc.integer({ min: 0, max: 3 }), (all, cuts, readMinutes) => {
        expect(inRuns(all, cuts, readMinutes)).to.deep.equal(atOnce(all))
      }),
      { numRuns: 400 },
    )
  })
})
