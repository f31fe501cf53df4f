import { expect } from 'chai'
import type { Point } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { killRuns } from '../support/aws/killed-runs.ts'
import { differences, wantedSums, writtenSums } from '../support/aws/simulated-logs.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'
import { readSeries } from '../support/inspect-home.ts'

const KILLS = 20
const REQUESTS = 40
const REGION = 'us-east-1'
const MINUTE = 60_000

/** Runs of the logs set killed with SIGKILL at random moments, then one clean run. */
describe('runs over logs killed at random moments', function () {
  this.timeout(600_000)
  const home = temporaryFolder()
  let simulator: Simulator
  let firstRun: number

  before(async () => {
    simulator = await startSimulator({
      ...{ functions: 40, seed: 3, trafficScale: 0.1, now: () => new Date() },
      faults: { latencyMs: 20, emptyPageRate: 0.2 },
    })
    await mustRun(['install', 'guance_aws_lambda_logs'], { home })
    const set = [`ak_id=${ACCESS_KEY_ID}`, 'ak_secret=-', `endpoint=${simulator.url}`, `regions=${REGION}`]
    const flags = set.flatMap((parameter) => ['--set', parameter])
    const input = `${SECRET_ACCESS_KEY}\n`
    await mustRun(['deploy', 'guance_aws_lambda_logs', '--name', 'prod', ...flags], { home, input })
    firstRun = Date.now()
  })
  after(async () => {
    await simulator.close()
    removeFolder(home)
  })

  it(`should have counted each report once after ${KILLS} kills and one clean run`, async () => {
    const killed = await killRuns({ home, trigger: 'prod', simulator, kills: KILLS, requests: REQUESTS })
    const lastRun = Date.now()
    await mustRun(['run', 'prod'], { home })
    const from = Math.ceil((firstRun - 55 * MINUTE) / MINUTE) * MINUTE
    // What was printed just now may not be readable yet.
    const to = Math.floor((lastRun - MINUTE) / MINUTE) * MINUTE
    const { invocations } = simulator.oracle.logTruth(REGION, { startMs: from, endMs: to })
    const wrong = differences(writtenSums(await points(), from, to), wantedSums(REGION, invocations))
    expect({ wrong: wrong.length, first: wrong.slice(0, 5) }).to.eql({ wrong: 0, first: [] })
    expect(invocations.length).to.be.greaterThan(3000)
    expect(killed, 'most runs were really cut off').to.be.greaterThan(KILLS / 2)
  })

  async function points(): Promise<Point[]> {
    const series = await readSeries(home)
    return series.flatMap(({ tags, points: all }) =>
      all.map(({ timestamp, fields }) => ({ measurement: 'aws_lambda', tags, timestamp, fields })),
    )
  }
})
