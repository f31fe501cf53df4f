import { expect } from 'chai'
import type { Point } from '#func/script.ts'
import type { Faults, LoggedInvocation, LoggedSample, LogTruth } from '#func/simulator/simulator.ts'
import {
  differences,
  SimulatedLogs,
  sampleTotals,
  totals,
  wantedSums,
  writtenSums,
} from '../support/aws/simulated-logs.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.parse('2026-08-01T00:02:00Z')
const REGIONS = ['us-east-1', 'eu-west-1']
const EVERY = HOUR
const LAG = 10 * MINUTE
/** In both regions together. */
const FUNCTIONS = Number(process.env.FUNCBOX_DRILL_FUNCTIONS ?? 500)
const TRAFFIC = 0.004
const EVERYDAY: Faults = { throttleRate: 0.02, errorRate: 0.0005, emptyPageRate: 0.1 }

interface Trouble {
  readonly faults?: Faults
  readonly dieAfter?: number
  readonly refuseFrom?: number
}

/** What goes wrong in which run; some runs that follow one another have the same trouble. */
const TROUBLES: Readonly<Record<number, Trouble>> = {
  2: { dieAfter: 0 },
  4: { faults: { down: ['us-east-1'] } },
  6: { refuseFrom: 1 },
  7: { refuseFrom: 40 },
  9: { dieAfter: 30 },
  10: { dieAfter: 90 },
  12: { faults: { down: REGIONS } },
  13: { faults: { down: REGIONS } },
  15: { faults: { errorRate: 0.3 } },
  17: { dieAfter: 150, faults: { throttleRate: 0.2 } },
  19: { faults: { deny: ['logs:FilterLogEvents'] } },
  21: { refuseFrom: 5, dieAfter: 60 },
}

/** Every run of every function, once, whatever happens on the way. */
describe('a day of logs with everything that goes wrong', function () {
  this.timeout(Math.max(900_000, FUNCTIONS * 2000))
  const drill = new SimulatedLogs({
    ...{ regions: REGIONS, start: START },
    simulator: {
      ...{ functions: FUNCTIONS / REGIONS.length, seed: 5, trafficScale: TRAFFIC, faults: EVERYDAY },
      logs: { longestLagMs: LAG },
    },
  })
  const from = START - HOUR + 30 * MINUTE
  const to = Math.floor((START + 24 * HOUR) / MINUTE) * MINUTE
  const truths = new Map<string, LogTruth>()
  let failed = 0

  before(async () => {
    await drill.open()
    for (let number = 0; number <= 24; number += 1) {
      drill.clock.goTo(START + number * EVERY)
      const { faults = {}, ...trouble } = TROUBLES[number] ?? {}
      drill.simulator.setFaults({ ...EVERYDAY, ...faults })
      const { error } = await drill.run(trouble)
      if (error !== undefined) failed += 1
    }
    drill.simulator.setFaults(EVERYDAY)
    for (const later of [15, 30]) {
      drill.clock.goTo(to + later * MINUTE)
      await drill.run()
    }
    for (const region of REGIONS) {
      // Some of what was printed in time is of runs that ended after it.
      const range = { startMs: from, endMs: to + 20 * MINUTE }
      const { invocations, samples } = drill.simulator.oracle.logTruth(region, range)
      truths.set(region, {
        invocations: invocations.filter(({ endMs }) => endMs < to),
        samples: samples.filter(({ timeMs }) => timeMs >= from && timeMs < to),
      })
    }
  })
  after(() => drill.close())

  const metrics = (): Point[] =>
    [...drill.written.values()].filter(({ timestamp }) => timestamp >= from && timestamp < to)
  const ofInvocations = (value: (run: LoggedInvocation) => boolean): Record<string, number> => {
    const counts: Record<string, number> = {}
    for (const [region, { invocations }] of truths) {
      for (const run of invocations.filter(value)) {
        const name = `${region} ${run.fn.name}`
        counts[name] = (counts[name] ?? 0) + 1
      }
    }
    return counts
  }

  it('should have gone through it', () => {
    expect(failed).to.be.greaterThan(8)
    expect([...truths.values()].flatMap(({ invocations }) => invocations).length).to.be.greaterThan(
      FUNCTIONS * 100,
    )
  })

  it('should count each report once, with its durations and its cost, warm and cold', () => {
    const wanted = new Map(
      [...truths].flatMap(([region, { invocations }]) => [...wantedSums(region, invocations)]),
    )
    const wrong = differences(writtenSums(metrics(), from, to), wanted)
    expect({ wrong: wrong.length, first: wrong.slice(0, 5) }).to.eql({ wrong: 0, first: [] })
    expect(wanted.size).to.be.greaterThan(FUNCTIONS * 50)
  })

  it('should count each failure that the logs report once', () => {
    expect(positive(totals(metrics(), 'enhanced_errors'))).to.eql(ofInvocations((run) => run.failureShown))
    expect(positive(totals(metrics(), 'enhanced_timeouts'))).to.eql(
      ofInvocations(({ failure, failureShown }) => failureShown && failure === 'timeout'),
    )
    expect(positive(totals(metrics(), 'enhanced_out_of_memory'))).to.eql(
      ofInvocations(({ failure, failureShown }) => failureShown && failure === 'memory'),
    )
  })

  it('should agree with what CloudWatch counts as errors, and say nothing where the log cannot show them', () => {
    const runs = [...truths.values()].flatMap(({ invocations }) => invocations)
    // Groups of both regions may have the same name.
    const placeOf = ({ fn, group }: LoggedInvocation) => `${fn.region} ${group}`
    const readable = new Set(runs.filter(({ reported }) => reported).map(placeOf))
    const showsErrors = ({ fn }: LoggedInvocation) =>
      /^(?:nodejs|python|java|dotnet|ruby)/.test(fn.runtime ?? '')
    const isReadable = (run: LoggedInvocation) => readable.has(placeOf(run))
    const wanted = ofInvocations((run) => showsErrors(run) && isReadable(run) && run.failure !== undefined)
    const names = new Set(Object.keys(ofInvocations(showsErrors)))
    const errors = Object.entries(positive(totals(metrics(), 'enhanced_errors'))).filter(([name]) =>
      names.has(name),
    )
    expect(Object.fromEntries(errors)).to.eql(wanted)
    const hidden = ofInvocations((run) => run.reported && run.failure !== undefined && !run.failureShown)
    const zeros = metrics().filter(({ fields }) => fields.enhanced_errors === 0)
    const claimed = new Set(zeros.map(({ tags }) => `${tags.RegionId} ${tags.FunctionName}`))
    expect(Object.keys(hidden)).to.have.length.greaterThan(0)
    expect(Object.keys(hidden).filter((name) => claimed.has(name))).to.eql([])
  })

  it('should count each failure in one kind of error', () => {
    const counts: Record<string, number> = {}
    for (const { measurement, tags, fields } of metrics()) {
      if (measurement !== 'aws_lambda_error') continue
      const name = `${tags.RegionId} ${tags.FunctionName}`
      counts[name] = (counts[name] ?? 0) + Number(fields.count)
    }
    expect(positive(counts)).to.eql(ofInvocations((run) => run.failureShown))
  })

  it('should take each value that functions print once', () => {
    const wanted = (value: (sample: LoggedSample) => number | undefined): Record<string, number> =>
      Object.assign({}, ...[...truths].map(([region, { samples }]) => sampleTotals(region, samples, value)))
    const found = (field: string) => totals(metrics(), field, 'function_name')
    const orders = wanted(({ type, value }) => (type === 'count' ? value : undefined))
    expect(Object.keys(orders).length).to.be.greaterThan(FUNCTIONS / 20)
    expect(found('shop.orders')).to.eql(orders)
    expect(found('shop.payment.time.count')).to.eql(
      wanted(({ type }) => (type === 'histogram' ? 1 : undefined)),
    )
    expect(found('shop.basket.count')).to.eql(wanted(({ type }) => (type === 'distribution' ? 1 : undefined)))
  })
})

function positive(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}
