/** Logs with a machine clock that is wrong, and with answers that lack something: each report counts once. */
import { expect } from 'chai'
import { MUTILATIONS, mutilate } from '../../support/aws/mutilate.ts'
import { differences, SimulatedLogs, wantedSums, writtenSums } from '../../support/aws/simulated-logs.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 7, 1, 12)
const REGION = 'us-east-1'

describe('guance_aws_lambda_logs: clock and answers', function () {
  this.timeout(120_000)
  let account: SimulatedLogs
  beforeEach(async () => {
    const simulator = { functions: 3, seed: 5 }
    account = await new SimulatedLogs({ regions: [REGION], start: START, simulator }).open()
  })
  afterEach(() => account.close())

  /** What ended in the window and can be read for certain by now. */
  function expectAll(from: number, to: number) {
    const range = { startMs: from - HOUR, endMs: to + HOUR }
    const { invocations } = account.simulator.oracle.logTruth(REGION, range)
    const wanted = wantedSums(
      REGION,
      invocations.filter(({ endMs }) => endMs >= from && endMs < to),
    )
    const wrong = differences(writtenSums(account.written.values(), from, to), wanted)
    expect(wrong.slice(0, 5)).to.deep.equal([])
    expect(wanted.size).to.be.above(5)
  }

  it('should count each report once with a clock that drifts and jumps', async () => {
    const jumps = [0, 30 * MINUTE, 2 * HOUR, 0, -2 * HOUR, 4 * MINUTE, -30 * MINUTE, 0, 0]
    for (const ahead of jumps) {
      expect((await account.run({ ahead })).error).to.equal(undefined)
      account.clock.goTo(account.clock.now() + 10 * MINUTE)
    }
    expectAll(START, account.clock.now() - 40 * MINUTE)
  })

  // The others befall results of GetMetricData, which logs do without.
  for (const mutilation of [...MUTILATIONS.slice(0, 6), 'reordered'] as const) {
    it(`should count each report once after answers that are so: ${mutilation}`, async () => {
      for (let run = 0; run < 6; run++) {
        let answers = 0
        const next = () => (run % 2 === 1 && answers++ % 2 === 1 ? mutilation : undefined)
        await account.run({ wrap: (aws) => mutilate(aws, next) })
        account.clock.goTo(account.clock.now() + 10 * MINUTE)
      }
      for (let run = 0; run < 2; run++) {
        expect((await account.run()).error).to.equal(undefined)
        account.clock.goTo(account.clock.now() + 10 * MINUTE)
      }
      expectAll(START, account.clock.now() - 40 * MINUTE)
    })
  }
})
