import { expect } from 'chai'
import type { Faults } from '#func/simulator/simulator.ts'
import { type Drill, MINUTE, startDrill } from '../support/aws/drill.ts'

const START = Date.parse('2026-08-01T00:02:00Z')
const HOUR = 60 * MINUTE
const EVERY = 5 * MINUTE
const SETTLE = 20 * MINUTE
const REGIONS = ['us-east-1', 'eu-west-1']
/** Set FUNCBOX_DRILL_FUNCTIONS for a larger fleet. */
const FUNCTIONS = Number(process.env.FUNCBOX_DRILL_FUNCTIONS ?? 8)
const OUTAGES = 20
const EVERYDAY: Faults = { lateMinutes: 15, throttleRate: 0.05, partialDataRate: 0.02, errorRate: 0.01 }

/** Always the same numbers from 0 to 1. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

type Kind = 'AWS is down' | 'the sink refuses' | 'the process is killed'
const KINDS: readonly Kind[] = ['AWS is down', 'the sink refuses', 'the process is killed']

interface Outage {
  readonly kind: Kind
  /** Runs. */
  readonly from: number
  readonly until: number
}

describe('a day of collection with everything that goes wrong', function () {
  this.timeout(Math.max(400_000, FUNCTIONS * 50_000))
  let drill: Drill
  afterEach(() => drill.close())

  const expectWhole = (from: number, to: number) => {
    const { right, missing, wrong } = drill.compare(from, to)
    expect({ missing: missing.length, first: missing[0] }).to.deep.equal({ missing: 0, first: undefined })
    expect({ wrong: wrong.length, first: wrong[0] }).to.deep.equal({ wrong: 0, first: undefined })
    return right
  }

  it(`should have every value, and every value in its last revision, after ${OUTAGES} outages`, async () => {
    const random = dice(5)
    const runs = (24 * HOUR) / EVERY
    const outages = Array.from({ length: OUTAGES }, (_, index): Outage => {
      const from = 3 + Math.floor(random() * (runs - 20))
      // Some are longer than what is read in one go.
      const length = 1 + Math.floor(random() * 6) + (index % 7 === 0 ? 20 : 0)
      return { kind: KINDS[index % 3]!, from, until: from + length }
    })
    drill = await startDrill({ functions: FUNCTIONS, regions: REGIONS, start: START, faults: EVERYDAY })
    const totals = { failed: 0, revised: 0, unchanged: 0, gapMinutes: 0 }
    for (let number = 0; number <= runs; number++) {
      drill.now = START + number * EVERY
      const kinds = outages
        .filter(({ from, until }) => number >= from && number < until)
        .map(({ kind }) => kind)
      drill.setFaults(kinds.includes('AWS is down') ? { ...EVERYDAY, down: REGIONS } : EVERYDAY)
      const { error, counts } = await drill.run({
        ...(kinds.includes('the sink refuses') && { refuseFrom: 1 + Math.floor(random() * 12) }),
        ...(kinds.includes('the process is killed') && { dieAfter: Math.floor(random() * 16) }),
      })
      if (error !== undefined) totals.failed += 1
      totals.revised += counts.revised ?? 0
      totals.unchanged += counts.unchanged ?? 0
      totals.gapMinutes += counts.gapMinutes ?? 0
    }
    const end = START + runs * EVERY
    const right = expectWhole(START - HOUR, Math.floor((end - SETTLE) / MINUTE) * MINUTE)
    expect(right).to.be.above(FUNCTIONS * 20_000)
    expect(totals.failed).to.be.above(OUTAGES)
    expect(totals.gapMinutes).to.be.above(100)
    expect(totals.revised).to.be.above(1000)
    expect(totals.unchanged).to.be.above(totals.revised / 4)
    const lastRead = drill.compare(end - SETTLE, Math.floor(end / MINUTE) * MINUTE, end)
    expect({ missing: lastRead.missing.length, wrong: lastRead.wrong.length }).to.deep.equal({
      missing: 0,
      wrong: 0,
    })
  })

  it('should show the newest hour at once after three days of silence, then the rest, within the budget', async () => {
    const perSecond = 25
    drill = await startDrill({
      ...{ functions: FUNCTIONS, regions: REGIONS, start: START, faults: { lateMinutes: 15 } },
      limits: { 'cloudwatch:GetMetricData': { perSecond } },
    })
    expect((await drill.run()).error).to.equal(undefined)
    const end = START + 72 * HOUR
    drill.now = end
    drill.simulator.resetCounters()
    let asked = 0
    // Time for the newest hour and a piece or two.
    const first = await drill.run({ timeLeft: () => (asked++ < 8 ? 100_000 : 10_000) })
    expect(first.error).to.equal(undefined)
    expect(first.counts.missingMinutes).to.be.above(24 * 60)
    expect(first.logs.map(({ message }) => message)).to.include(
      'Not everything is read yet; the next run goes on',
    )
    const newest = drill.compare(end - HOUR, Math.floor(end / MINUTE) * MINUTE, end)
    expect({ missing: newest.missing.length, wrong: newest.wrong.length }).to.deep.equal({
      missing: 0,
      wrong: 0,
    })
    let runs = 1
    for (let left = first.counts.missingMinutes; left !== 0 && runs < 10; runs++) {
      drill.now += EVERY
      const next = await drill.run()
      expect(next.error).to.equal(undefined)
      left = next.counts.missingMinutes
    }
    drill.now += SETTLE
    await drill.run()
    expectWhole(START - HOUR, Math.floor(end / MINUTE) * MINUTE)
    for (const region of REGIONS) expect(busiestSecond(region)).to.be.at.most(perSecond * 1.25 + 2)
  })

  function busiestSecond(region: string): number {
    const times = drill.simulator
      .requests()
      .filter((entry) => entry.operation === 'GetMetricData' && entry.region === region)
      .map(({ time }) => time.getTime())
    return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length))
  }
})
