import { expect } from 'chai'
import type { Json, Point } from '#func/script.ts'
import type { FunctionFacts, LogEvent } from '../../../../scripts/guance_aws_lambda_logs/lines/types.ts'
import { createLogMetrics } from '../../../../scripts/guance_aws_lambda_logs/metrics/log-metrics.ts'
import type { LogMetricsOptions } from '../../../../scripts/guance_aws_lambda_logs/metrics/types.ts'
import {
  AT,
  custom,
  enhanced,
  errorOfType,
  eventOf,
  invocation,
  MINUTE,
  ORDERS,
  S,
  sorted,
} from '../events.ts'

const ID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const TEXT = `REPORT RequestId: ${ID}\tDuration: 10.00 ms\tBilled Duration: 10 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n`
const TIMED_OUT = `2026-08-01T12:00:07.500Z ${ID} Task timed out after 3.00 seconds`
const JSON_REPORT = JSON.stringify({
  type: 'platform.report',
  record: {
    requestId: ID,
    status: 'success',
    metrics: { durationMs: 10, billedDurationMs: 10, memorySizeMB: 128, maxMemoryUsedMB: 60 },
  },
})
const COST = 0.0000002 + 0.01 * 0.125 * 0.0000166667
const ONE = { duration: 10, billed: 10, memory: 128, used: 60, cost: COST }
const WARM = { cold_start: 'false', MemorySize: '128' }

const at = (message: string, offset = 0) => eventOf(message, { timestamp: AT + offset })

function collect(events: readonly LogEvent[], options: Partial<LogMetricsOptions> = {}) {
  const metrics = createLogMetrics({ from: MINUTE, ...options })
  for (const event of events) metrics.add(event)
  return metrics
}

const pointsOf = (...events: LogEvent[]): Point[] => sorted(collect(events).points())
const invocations = (points: readonly Point[]) =>
  points.reduce((sum, { fields }) => sum + Number(fields.enhanced_invocations ?? 0), 0)

describe('guance_aws_lambda_logs/metrics/log-metrics', () => {
  describe('errors that the log may not show', () => {
    for (const runtime of ['provided.al2023', undefined]) {
      const { runtime: _, ...others } = ORDERS
      const facts: FunctionFacts = runtime === undefined ? others : { ...others, runtime }
      const errorsOf = (...messages: string[]) => {
        const events = messages.map((message) => eventOf(message, { function: facts }))
        return pointsOf(...events).find(({ fields }) => 'enhanced_invocations' in fields)?.fields
          .enhanced_errors
      }

      it(`should be left out of a text report of ${runtime}, and not be zero`, () => {
        expect(errorsOf(TEXT)).to.equal(undefined)
        expect(errorsOf(JSON_REPORT)).to.equal(0)
        expect(errorsOf(TIMED_OUT, TEXT)).to.equal(1)
      })
    }
  })

  describe('requests', () => {
    it('should count an invocation once that is reported as text and JSON', () => {
      expect(pointsOf(at(TEXT), at(JSON_REPORT, 40))).to.deep.equal([invocation(ONE)])
    })

    it('should count attempts under one request id separately', () => {
      expect(pointsOf(at(TEXT), at(TEXT, 61_000))).to.deep.equal([
        invocation(ONE),
        invocation(ONE, MINUTE + 60_000),
      ])
      expect(
        invocations(pointsOf(at(TEXT), at(JSON_REPORT, 10), at(TEXT, 61_000), at(JSON_REPORT, 61_010))),
      ).to.equal(2)
      expect(invocations(pointsOf(at(TEXT), at(TEXT, 10)))).to.equal(2)
    })

    for (const [name, offset] of [
      ['before', -2000],
      ['after', 2000],
    ] as const) {
      it(`should count a timeout once that a line ${name} the report reports too`, () => {
        const report = TEXT.replace('\t\n', '\tStatus: timeout\n')
        expect(pointsOf(at(report), at(TIMED_OUT, offset))).to.deep.equal(
          sorted([invocation({ ...ONE, errors: 1, timeouts: 1 }), errorOfType('Timeout', WARM)]),
        )
      })

      it(`should count a timeout that only a line ${name} the report reports`, () => {
        expect(pointsOf(at(TEXT), at(TIMED_OUT, offset))).to.deep.equal(
          sorted([invocation({ ...ONE, errors: 1, timeouts: 1 }), errorOfType('Timeout', WARM)]),
        )
      })
    }

    it('should know by the log stream which request ran out of memory', () => {
      const oom = (offset: number) => at('java.lang.OutOfMemoryError: Java heap space', offset)
      expect(pointsOf(oom(-900), oom(-800), at(TEXT))).to.deep.equal(
        sorted([
          invocation({ ...ONE, errors: 1, outOfMemory: 1 }),
          errorOfType('java.lang.OutOfMemoryError', WARM),
        ]),
      )
      const elsewhere = { ...oom(-900), logStream: 'another' }
      expect(pointsOf(elsewhere, at(TEXT))).to.deep.equal([invocation(ONE)])
    })

    it('should count what is reported later in the minute in which it is reported', () => {
      expect(pointsOf(at(TEXT, 50_000), at(TIMED_OUT, 60_000))).to.deep.equal(
        sorted([
          invocation(ONE),
          enhanced({ enhanced_errors: 1, enhanced_timeouts: 1 }, WARM, MINUTE + 60_000),
          errorOfType('Timeout', WARM, MINUTE + 60_000),
        ]),
      )
    })

    it('should aggregate the invocations of a minute', () => {
      const of = (duration: number) =>
        at(TEXT.replace('10.00', String(duration)).replace(ID, `id-${duration}`))
      const [point] = pointsOf(of(1), of(2), of(3), of(10))
      expect(point?.fields).to.deep.include({
        enhanced_invocations: 4,
        enhanced_duration_Average: 4,
        enhanced_duration_Maximum: 10,
        enhanced_duration_Minimum: 1,
        enhanced_duration_Sum: 16,
        enhanced_duration_p50: 2,
        enhanced_duration_p95: 10,
        enhanced_max_memory_used_Maximum: 60,
        enhanced_memory_utilization_Average: 46.875,
      })
    })

    it('should price by architecture and region', () => {
      const costIn = (change: Partial<FunctionFacts>) =>
        pointsOf(eventOf(TEXT, { function: { ...ORDERS, ...change } }))[0]?.fields
      const rate = (price: number) => 0.0000002 + 0.01 * 0.125 * price
      expect(costIn({ architecture: 'arm64' })).to.include({ enhanced_estimated_cost: rate(0.0000133334) })
      expect(costIn({ region: 'cn-north-1' })).to.not.have.property('enhanced_estimated_cost')
      expect(costIn({ region: 'cn-north-1' })).to.have.property('enhanced_estimated_cost_cny')
    })
  })

  describe('options', () => {
    const HISTOGRAM = `MONITORING|${S}|1|histogram|h`

    it('should take the spelling of the percentile', () => {
      const [point] = collect([at(HISTOGRAM)], { percentileSuffix: '95p' }).points()
      expect(point?.fields).to.have.property('h.95p', 1)
      expect(point?.fields).to.not.have.property('h.95percentile')
    })

    it('should take the names of measurements', () => {
      const options = { customMeasurement: 'a', checkMeasurement: 'b', enhancedMeasurement: 'c' }
      const events = [at(HISTOGRAM), at(`MONITORING|${S}|1|check|x`), at(TEXT)]
      const names = collect(events, options)
        .points()
        .map(({ measurement }) => measurement)
      expect(names.toSorted()).to.deep.equal(['a', 'b', 'c'])
    })

    it('should leave out what is not asked for', () => {
      const events = [at(HISTOGRAM), at(TEXT), at('MONITORING|x')]
      const noCustom = collect(events, { custom: false })
      expect(sorted(noCustom.points())).to.deep.equal([invocation(ONE)])
      expect(noCustom.figures().refused).to.deep.equal([])
      const noEnhanced = collect(events, { enhanced: false }).points()
      expect(noEnhanced.map(({ measurement }) => measurement)).to.deep.equal(['aws_lambda_custom'])
    })

    it('should take lines as late as configured', () => {
      const late = at(`MONITORING|${S - 100}|1|count|a`)
      expect(collect([late], { lateSeconds: 60 }).points()).to.deep.equal([])
      expect(collect([late], { lateSeconds: 101 }).points()).to.have.length(1)
    })
  })

  describe('figures', () => {
    it('should count refused lines by reason, with a sample', () => {
      const metrics = collect([
        at('MONITORING|x'),
        at('MONITORING|y'),
        at('MONITORING|5|Count|a|b'),
        at('plain'),
      ])
      const figures = metrics.figures()
      expect(figures.events).to.equal(4)
      expect(figures.lines).to.include({ metric: 0, refused: 3 })
      expect(figures.refused).to.deep.equal([
        {
          reason: 'fields',
          meaning: 'has fewer than five or more than six fields',
          count: 2,
          sample: 'MONITORING|x',
          functionName: 'orders',
          logStream: '2026/08/01/[7]0123456789abcdef0123456789abcdef',
        },
        {
          reason: 'value_first',
          meaning: 'is of another dialect: value first, then a unit',
          count: 1,
          sample: 'MONITORING|5|Count|a|b',
          functionName: 'orders',
          logStream: '2026/08/01/[7]0123456789abcdef0123456789abcdef',
        },
      ])
    })

    it('should keep the original of a changed name and tag', () => {
      const line = `MONITORING|${S}|1|count|a b|#Env:Prod`
      expect(
        collect([at(line), at(line), at(`MONITORING|${S}|1|count|ok|#x:y`)]).figures().renamed,
      ).to.deep.equal([
        { from: 'a b', to: 'a_b', count: 2 },
        { from: 'Env:Prod', to: 'env:prod', count: 2 },
      ])
    })

    it('should report fields that two metrics would have', () => {
      const metrics = collect([at(`MONITORING|${S}|1|count|a`), at(`MONITORING|${S}|2|gauge|a`)])
      expect(metrics.points()).to.deep.equal([custom({ a: 1 })])
      expect(metrics.figures().conflicts).to.equal(1)
    })
  })

  describe('pending state', () => {
    const NEXT = MINUTE + 60_000
    const count = (second: number, offset: number, name = 'a', value: number | string = 1) =>
      at(`MONITORING|${second}|${value}|count|${name}`, offset)
    const toJson = (json: Json): Json => JSON.parse(JSON.stringify(json))

    it('should add to what events of the window before gave', () => {
      const first = collect([count(S, 0, 'a', '1e16'), count(S, 10, 'b')])
      const pendingState = toJson(first.pendingState(NEXT))
      const second = collect([count(S, 60_000, 'a', 1), count(S, 60_001, 'a', '-1e16')], {
        from: NEXT,
        pendingState,
      })
      expect(second.points()).to.deep.equal([custom({ a: 1, b: 1 })])
    })

    it('should write nothing again that only the window before touched', () => {
      const pendingState = toJson(collect([count(S, 0)]).pendingState(NEXT))
      expect(collect([], { from: NEXT, pendingState }).points()).to.deep.equal([])
    })

    it('should be passed on by a window that does not move', () => {
      const pendingState = toJson(collect([count(S, 0)]).pendingState(NEXT))
      expect(
        toJson(collect([count(S, 70_000)], { from: NEXT, pendingState }).pendingState(NEXT)),
      ).to.deep.equal(pendingState)
    })

    it('should drop what no line can reach any more', () => {
      const metrics = collect([count(S, 0), at(TEXT)])
      expect(metrics.pendingState(NEXT + 3_600_000)).to.deep.include({
        custom: { sets: [] },
        enhanced: { reports: [], incidents: [] },
      })
    })

    it('should close the oldest buckets rather than pending state too much', () => {
      const first = collect([count(S, 0), count(S + 1, 1000), count(S + 2, 2000)], { pendingNumbers: 6 })
      const pendingState = toJson(first.pendingState(NEXT))
      expect(first.figures().dropped).to.equal(1)
      const second = collect([count(S, 60_000), count(S + 1, 60_000)], { from: NEXT, pendingState })
      expect(second.points()).to.deep.equal([custom({ a: 2 }, {}, (S + 1) * 1000)])
      expect(second.figures().refused.map(({ reason }) => reason)).to.deep.equal(['closed'])
    })

    for (const [name, pendingState] of [
      ['lost', null],
      ['of another kind', 'text'],
      ['of another version', { version: 0, before: NEXT }],
      ['reaching into the window', { version: 1, before: NEXT + 60_000, custom: {}, enhanced: {} }],
    ] as const) {
      it(`should close all before the window when the pending state is ${name}`, () => {
        const metrics = collect([count(S, 60_000), count(S + 60, 60_000)], { from: NEXT, pendingState })
        expect(metrics.points()).to.deep.equal([custom({ a: 1 }, {}, (S + 60) * 1000)])
        expect(metrics.figures().refused.map(({ reason }) => reason)).to.deep.equal(['closed'])
      })
    }

    it('should survive a pending state that is broken within', () => {
      const parts = [null, 7, [], [[]], [[1, 2]], [['x', {}, [[1]]]], [[{ a: 1 }, [[1, 2, [['count']]]]]]]
      for (const part of parts) {
        const pendingState = {
          version: 1,
          before: NEXT,
          custom: { sets: part },
          enhanced: { reports: part, incidents: part },
        }
        expect(collect([count(S + 60, 60_000)], { from: NEXT, pendingState }).points()).to.have.length(1)
      }
    })

    it('should know a report again whose other form comes in the next window', () => {
      const pendingState = toJson(collect([at(TEXT, 52_000)]).pendingState(NEXT))
      expect(collect([at(JSON_REPORT, 53_000)], { from: NEXT, pendingState }).points()).to.deep.equal([])
      expect(invocations(collect([at(JSON_REPORT, 53_000)], { from: NEXT }).points())).to.equal(1)
    })

    it('should pending state an incident to its report minutes later', () => {
      const pendingState = toJson(collect([at(TIMED_OUT)]).pendingState(NEXT + 240_000))
      const next = collect([at(TEXT, 300_000)], { from: NEXT + 240_000, pendingState })
      expect(sorted(next.points())).to.deep.equal(
        sorted([
          invocation({ ...ONE, errors: 1, timeouts: 1 }, NEXT + 240_000),
          errorOfType('Timeout', WARM, NEXT + 240_000),
        ]),
      )
    })

    it('should keep no more pending requests than configured', () => {
      const events = Array.from({ length: 10 }, (_, index) =>
        at(TEXT.replace(ID, `request-${index}`), 50_000 + index),
      )
      const metrics = collect(events, { pendingRequests: 4 })
      const pendingState = toJson(metrics.pendingState(NEXT)) as {
        enhanced: { reports: [object, unknown[]][] }
      }
      expect(pendingState.enhanced.reports[0]?.[1]).to.have.length(4)
      expect(metrics.figures().dropped).to.equal(6)
    })
  })
})
