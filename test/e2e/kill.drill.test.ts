import { expect } from 'chai'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { compareWithOracle, type PrintedSeries } from '../support/aws/compare.ts'
import { killRuns } from '../support/aws/killed-runs.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'

const KILLS = 50
/** Less than what a run without news sends, so that most runs are cut off. */
const REQUESTS = 18
const REGIONS = ['us-east-1', 'eu-west-1']
const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']
const MINUTE = 60_000

/** Runs of one trigger killed with SIGKILL at random moments, then one clean run. */
describe('runs killed at random moments', function () {
  this.timeout(900_000)
  const home = temporaryFolder()
  let simulator: Simulator
  let firstRun: number

  before(async () => {
    simulator = await startSimulator({
      functions: 12,
      seed: 3,
      now: () => new Date(),
      faults: { latencyMs: 40 },
    })
    const set = [
      '--set',
      `ak_id=${ACCESS_KEY_ID}`,
      '--set',
      'ak_secret=-',
      '--set',
      `endpoint=${simulator.url}`,
    ]
    await mustRun(['install', 'guance_aws_lambda'], { home })
    await mustRun(
      ['deploy', 'guance_aws_lambda', '--name', 'prod', ...set, '--set', `regions=${REGIONS.join(',')}`],
      { home, input: `${SECRET_ACCESS_KEY}\n` },
    )
    firstRun = Date.now()
  })

  after(async () => {
    await simulator.close()
    removeFolder(home)
  })

  it(`should have every value right after ${KILLS} kills and one clean run`, async () => {
    const killed = await killRuns({ home, trigger: 'prod', simulator, kills: KILLS, requests: REQUESTS })
    await mustRun(['run', 'prod', '--json'], { home })
    const series = JSON.parse(
      (await mustRun(['metrics', '--json', '--since', '3h'], { home })).stdout,
    ) as PrintedSeries[]
    const times = series.flatMap((one) => one.points.map((point) => point.timestamp))
    const since = Math.min(...times)

    const result = compareWithOracle(series, {
      oracle: simulator.oracle,
      namespace: 'AWS/Lambda',
      regions: REGIONS,
      statistics: STATISTICS,
      since,
      until: Math.max(...times) + MINUTE,
      wanted: ({ dimensions }) =>
        dimensions.length === 0 ||
        (dimensions.length === 1 &&
          ['FunctionName', 'EventSourceMappingUUID'].includes(dimensions[0]?.Name ?? '')),
    })

    expect(result).to.deep.include({ missing: [], wrong: [] })
    expect(result.right).to.be.greaterThan(10_000)
    expect(since, 'the first hour is there').to.be.at.most(firstRun - 57 * MINUTE)
    expect(killed, 'most runs were really cut off').to.be.greaterThan(KILLS / 2)
    const { stdout } = await mustRun(['doctor'], { home })
    expect(stdout).to.match(/sound/)
  })
})
