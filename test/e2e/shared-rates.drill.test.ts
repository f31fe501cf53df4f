/** Two triggers of one account that run at once, in one process: together they keep to the account's quota. */
import { expect } from 'chai'
import { loadKey } from '#func/home/secrets.ts'
import { openStore } from '#func/home/store.ts'
import type { Store } from '#func/home/types.ts'
import type { Task } from '#func/model/task.ts'
import { openPointStore } from '#func/points/point-store.ts'
import type { PointStore } from '#func/points/types.ts'
import { createRunner, type Runner } from '#func/runner/host/runner.ts'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { SETTINGS, silentLog } from '../func/runner/host/support.ts'
import { deployAccount } from '../support/aws/simulated-account.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'

/** So few that none of them comes or goes while the test runs. */
const FUNCTIONS = 45
/** Of Lambda's control plane. */
const QUOTA = 15
const NAMES = ['one', 'two']

describe('two triggers of one account', function () {
  this.timeout(120_000)
  let home: string
  let simulator: Simulator
  let store: Store
  let points: PointStore
  let runner: Runner

  before(async () => {
    simulator = await startSimulator({ functions: FUNCTIONS, seed: 5, now: () => new Date() })
    home = temporaryFolder()
    await mustRun(['install', 'guance_aws_lambda'], { home })
    for (const name of NAMES) {
      const parameters = ['metrics=Errors', 'function_urls=true']
      await deployAccount(home, { endpoint: simulator.url, name, regions: ['us-east-1'], parameters })
    }
    const clock = () => new Date()
    const key = loadKey({ home })
    store = await openStore({ home, key, clock })
    points = await openPointStore({ home, clock })
    const options = { home, key, store, points, clock, kind: 'serve', log: silentLog } as const
    const { retention, runner: settings } = SETTINGS
    runner = createRunner({
      ...options,
      settings: { retention, connections: {}, runner: { ...settings, maxWorkers: 2, memoryMb: 512 } },
    })
    await runner.start({ schedule: false })
  })

  after(async () => {
    await runner.close()
    await Promise.all([store.close(), points.close(), simulator.close()])
    removeFolder(home)
  })

  it('should both succeed without a throttle, at the rate of one', async () => {
    const execute = async (name: string): Promise<Task> =>
      await runner.wait((await runner.execute(name, { requestedBy: 'test' })).id)
    const tasks = await Promise.all(NAMES.map(execute))
    expect(tasks.map(({ status, error }) => [status, error])).to.deep.equal([
      ['success', null],
      ['success', null],
    ])
    expect(tasks.map(({ figures }) => figures?.throttles)).to.deep.equal([0, 0])
    const times = simulator
      .requests()
      .filter(({ operation }) => operation === 'GetFunctionUrlConfig')
      .map(({ time }) => time.getTime())
    expect(times).to.have.length(2 * FUNCTIONS)
    const [first, second] = tasks.map(({ startedAt, endedAt }) => [startedAt!.getTime(), endedAt!.getTime()])
    expect(Math.max(first![0]!, second![0]!)).to.be.below(Math.min(first![1]!, second![1]!))
    const seconds = (Math.max(...times) - Math.min(...times)) / 1000
    expect((2 * FUNCTIONS) / seconds).to.be.below(QUOTA * 1.3)
  })
})
