import { expect } from 'chai'
import type { GroupState } from '../../scripts/guance_aws_lambda_logs/state/ledger.ts'
import { SimulatedLogs } from '../support/aws/simulated-logs.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.parse('2026-08-03T09:00:00Z')
/** AWS grants five calls of FilterLogEvents a second there. */
const REGION = 'eu-central-1'
const FUNCTIONS = 5000
const ACTIVE = 60
/** As the manifest has it. */
const EVERY = 5 * MINUTE
const TIMEOUT = 300_000
const RUNS = 15
/** As many runs at first to read every group once: 5000 calls, four a second. */
const FIRST_RUNS = 7

/** More log groups than a region's quota lets anybody ask for in time, few of which have anything to say. */
describe(`${FUNCTIONS} log groups of a region that grants five calls a second`, function () {
  this.timeout(1_200_000)
  const drill = new SimulatedLogs({
    ...{ regions: [REGION], start: START, isPaced: true },
    simulator: {
      ...{ functions: FUNCTIONS, busyFunctions: ACTIVE, trafficScale: 0.02, seed: 3 },
      logs: { longestLagMs: 2 * MINUTE },
    },
  })
  const delays: { readonly active: number; readonly quiet: number }[] = []
  const reported: Record<string, unknown>[] = []
  const errors: unknown[] = []

  before(async () => {
    await drill.open()
    for (let number = 0; number < RUNS; number += 1) {
      const started = START + number * EVERY
      drill.clock.goTo(started)
      const timeLeft = () => started + TIMEOUT - drill.clock.now()
      const { error, logs } = await drill.run({ timeLeft })
      if (error !== undefined) errors.push(error)
      reported.push(logs.find(({ message }) => message === 'Read logs')?.fields ?? {})
      delays.push(delaysNow())
    }
  })
  after(() => drill.close())

  /** How far behind the clock reading is at most, minutes: of groups that wrote within the last hour, and of others. */
  function delaysNow() {
    const now = drill.clock.now()
    const range = { startMs: now - HOUR, endMs: now - EVERY }
    const written = drill.simulator.oracle
      .logTruth(REGION, range)
      .invocations.filter(({ reported }) => reported)
    const active = new Set(written.map(({ group }) => group))
    const groups = Object.entries(drill.state)
      .filter(([key]) => key.startsWith(`groups/${REGION}/`))
      .flatMap(([, shard]) => Object.entries(shard as unknown as Record<string, GroupState>))
      // Of a function that was deleted since, nothing is read any more.
      .filter(([name, state]) => state.missing !== true && !name.includes('/preview-'))
    const delay = (wanted: boolean) =>
      Math.max(
        ...groups
          .filter(([name]) => active.has(name) === wanted)
          .map(([, { read }]) => (now - read) / MINUTE),
      )
    return { active: delay(true), quiet: delay(false) }
  }

  it('should never be throttled, nor fail', () => {
    expect(errors).to.eql([])
    expect(drill.simulator.counters.throttles ?? 0).to.equal(0)
    const calls = drill.simulator.counters['logs:FilterLogEvents'] ?? 0
    expect(calls).to.be.greaterThan(10_000)
  })

  it('should keep active groups within five minutes of the end of each run', () => {
    const settled = delays.slice(FIRST_RUNS)
    expect(Math.max(...settled.map(({ active }) => active))).to.be.at.most(5)
  })

  it('should report how far quiet groups lag behind, and bound it', () => {
    const settled = delays.slice(FIRST_RUNS)
    expect(Math.max(...settled.map(({ quiet }) => quiet))).to.be.at.most(45)
    const last = reported.at(-1) ?? {}
    expect(last).to.include.keys('quietDelayMinutes', 'busyDelayMinutes', 'groups', 'busy', 'pages')
    expect(Math.abs(Number(last.quietDelayMinutes) - (delays.at(-1)?.quiet ?? 0))).to.be.at.most(
      EVERY / MINUTE,
    )
  })
})
