/** Metrics from logs do not depend on when runs take place, how late events come, and where reading stops. */
import { expect } from 'chai'
import fc from 'fast-check'
import { FuncError } from '#func/errors.ts'
import type { Point } from '#func/script.ts'
import { createLogMetrics } from '../../../scripts/guance_aws_lambda_logs/metrics/log-metrics.ts'
import type { FakeEvent } from '../../support/aws/fake-logs.ts'
import { identityOf, LogsDrill, MINUTE, NOON, REGION } from '../../support/aws/logs-drill.ts'

const GROUP = '/aws/lambda/orders'
const STREAM = `2026/08/01/[$LATEST]${'0'.repeat(32)}`

/** A print, or the end of an invocation, at a second of the hour after noon. */
const event = fc.record({
  second: fc.integer({ min: 0, max: 1799 }),
  /** Within the overlap. */
  lagSeconds: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 240 })),
  kind: fc.constantFrom('count', 'histogram', 'gauge', 'report', 'timeout', 'prose'),
  value: fc.integer({ min: 1, max: 50 }),
  /** How long before its event the line is stamped. */
  early: fc.constantFrom(0, 0, 5, 70),
})
type Made = typeof event extends fc.Arbitrary<infer T> ? T : never

function toEvent({ second, lagSeconds, kind, value, early }: Made, index: number): FakeEvent {
  const at = NOON + second * 1000 + (index % 3)
  const stamp = Math.floor(at / 1000) - early
  const requestId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
  const report = `REPORT RequestId: ${requestId}\tDuration: ${value}.5 ms\tBilled Duration: ${value + 1} ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n`
  const message =
    kind === 'report'
      ? report
      : kind === 'timeout'
        ? `${new Date(at).toISOString()} ${requestId} Task timed out after 3.00 seconds\n\n`
        : kind === 'prose'
          ? 'nothing of note\n'
          : `MONITORING|${stamp}|${value}|${kind}|shop.${kind}|#tier:gold\n`
  return { id: String(index).padStart(8, '0'), at, seen: at + lagSeconds * 1000, message, stream: STREAM }
}

/** What one aggregation over everything gives. */
function truth(events: readonly FakeEvent[], tags: Point['tags'], until: number): Map<string, Point> {
  const metrics = createLogMetrics({ from: NOON - 60 * MINUTE })
  const lambda = { name: 'orders', region: REGION, accountId: '123456789012', tags }
  const inOrder = events.toSorted((a, b) => a.at - b.at || (a.seen ?? a.at) - (b.seen ?? b.at))
  for (const { id, at, seen = at, message } of inOrder) {
    if (at >= until) continue
    const place = { logStream: STREAM, logGroup: GROUP, function: lambda }
    metrics.add({ id, timestamp: at, ingestionTime: seen, message, ...place })
  }
  const all = [...metrics.points(), ...metrics.errors.points()]
  return new Map(all.map((point) => [identityOf(point), point]))
}

const sorted = (points: ReadonlyMap<string, Point>) =>
  [...points].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, point]) => point)

describe('guance_aws_lambda_logs exactness', function () {
  this.timeout(60_000)

  it('should write the same metrics whenever it runs, whatever fails, and with or without the logs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 120 }),
        fc.array(
          fc.record({ minutes: fc.integer({ min: 1, max: 20 }), failsAt: fc.integer({ min: 1, max: 9 }) }),
          {
            maxLength: 6,
          },
        ),
        fc.boolean(),
        fc.integer({ min: 3, max: 40 }),
        async (made, runs, collect, pageSize) => {
          const drill = new LogsDrill({}, { logs: { collect }, join_tags: [] })
          const events = made.map(toEvent)
          drill.logs.add(GROUP, ...events)
          drill.logs.pageSize = pageSize
          const runNow = async (failsAt: number) => {
            const before = drill.logs.calls.length
            drill.logs.failAt = (call) =>
              call === before + failsAt ? new FuncError('FUNC_ERR_AWS_SERVICE_ERROR', 'no') : undefined
            return await drill.run()
          }
          for (const { minutes, failsAt } of runs) {
            drill.now += minutes * MINUTE
            await runNow(failsAt)
          }
          drill.now = Math.max(drill.now, NOON + 40 * MINUTE) + 5 * MINUTE
          const { error } = await runNow(Number.NaN)
          expect(error).to.equal(undefined)
          const wanted = truth(events, { RegionId: REGION, cloud_provider: 'aws' }, drill.now)
          expect(sorted(drill.metrics)).to.deep.equal(sorted(wanted))
          const logs = drill.written.filter(({ measurement }) => measurement === 'aws_lambda')
          const ids = logs.map(({ fields }) => fields.EventId)
          expect([...ids].sort()).to.deep.equal(collect ? events.map(({ id }) => id).sort() : [])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('should write only points that are new or have changed', async () => {
    const drill = new LogsDrill({}, { logs: {} })
    const prints = [0, 100, 200].map((second, index) =>
      toEvent({ second, lagSeconds: 1, kind: 'count', value: 1, early: 0 }, index),
    )
    drill.logs.add(GROUP, ...prints)
    drill.now = NOON + 5 * MINUTE
    expect((await drill.run()).points.metric).to.have.length(3)
    const late = toEvent({ second: 200, lagSeconds: 200, kind: 'count', value: 5, early: 0 }, 3)
    drill.logs.add(GROUP, late)
    drill.now = NOON + 10 * MINUTE
    const { points, counts } = await drill.run()
    expect(points.metric.map(({ fields }) => fields)).to.deep.equal([{ 'shop.count': 6 }])
    expect(counts).to.include({ unchanged: 2 })
  })
})
