import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { compareWithOracle, type PrintedSeries } from '../support/aws/compare.ts'
import { mustRun, removeFolder, spawnCli, temporaryFolder } from '../support/cli.ts'

const STATISTICS = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum']

/** The guide's worked example, as a user meets it. */
describe('a second script set', function () {
  this.timeout(240_000)
  const home = temporaryFolder()
  let simulator: Simulator

  before(async () => {
    simulator = await startSimulator({ functions: 3, seed: 5, now: () => new Date() })
  })

  after(async () => {
    await simulator.close()
    removeFolder(home)
  })

  it('should install, deploy and collect every value of every queue', async () => {
    const set = ['ak_id=-', 'ak_secret=-', `endpoint=${simulator.url}`, 'regions=us-east-1']
    const input = `${ACCESS_KEY_ID}\n${SECRET_ACCESS_KEY}\n`
    await mustRun(['install', 'guance_aws_sqs'], { home })
    await mustRun(
      ['deploy', 'guance_aws_sqs', '--name', 'queues', ...set.flatMap((pair) => ['--set', pair])],
      {
        home,
        input,
      },
    )
    // without the cache that the tests share: a home keeps its own
    const run = await spawnCli(['run', 'queues'], { home, env: { NODE_COMPILE_CACHE: '' } })
    expect(run.status, run.stderr).to.equal(0)
    expect(readdirSync(join(home, 'cache', 'compiled'))).not.to.deep.equal([])
    const { stdout } = await mustRun(['metrics', '--measurement', 'aws_sqs', '--since', '2h', '--json'], {
      home,
    })
    const series = JSON.parse(stdout) as PrintedSeries[]
    const times = series.flatMap(({ points }) => points.map(({ timestamp }) => timestamp))

    const result = compareWithOracle(series, {
      oracle: simulator.oracle,
      namespace: 'AWS/SQS',
      regions: ['us-east-1'],
      statistics: STATISTICS,
      since: Math.min(...times),
      until: Math.max(...times) + 60_000,
      wanted: () => true,
    })

    expect(result).to.deep.include({ missing: [], wrong: [] })
    expect(result.right).to.be.greaterThan(1000)
  })
})
