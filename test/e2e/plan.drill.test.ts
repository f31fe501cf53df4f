import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Task } from '#func/model/task.ts'
import type { Plan } from '#func/runner/plan/cost-plan.ts'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { deployAccount } from '../support/aws/simulated-account.ts'
import { mustRun, removeFolder, runCli, startCli, temporaryFolder } from '../support/cli.ts'
import { readState } from '../support/inspect-home.ts'

/** As the simulator names them. */
const SIMULATED: Readonly<Record<string, string>> = { 'tagging:GetResources': 'tag:GetResources' }

/** A plan against the bill: the simulated account counts for itself. */
describe('plan', function () {
  this.timeout(240_000)
  const home = temporaryFolder()
  const now = new Date()
  let simulator: Simulator

  before(async () => {
    // its time stands still, so that what is recently active stays so
    simulator = await startSimulator({ functions: 25, seed: 7, now: () => now })
    await mustRun(['install', 'guance_aws_lambda'], { home })
    await deployAccount(home, { endpoint: simulator.url })
  })

  after(async () => {
    await simulator.close()
    removeFolder(home)
  })

  const plan = async (): Promise<Plan> =>
    JSON.parse((await mustRun(['plan', 'prod', '--json'], { home })).stdout)
  const run = async () => {
    simulator.resetCounters()
    const { stdout } = await mustRun(['run', 'prod', '--json'], { home })
    return { figures: (JSON.parse(stdout) as Task).figures, counters: { ...simulator.counters } }
  }

  /** To the unit: of the simulator, and of the task record. */
  function expectSame(planned: Plan['next'], { figures, counters }: Awaited<ReturnType<typeof run>>): void {
    const { apiCalls, queries, billedMetrics, estimatedDollars } = planned
    expect({ queries, billedMetrics }).to.deep.equal({
      queries: counters.queries,
      billedMetrics: counters.billedMetrics,
    })
    const known = Object.entries(counters).filter(([name]) => name.includes(':'))
    const named = Object.entries(apiCalls).map(([api, count]) => [SIMULATED[api] ?? api, count])
    expect(Object.fromEntries(named)).to.deep.equal(Object.fromEntries(known))
    expect(figures).to.deep.include({ apiCalls, queries, billedMetrics, estimatedDollars })
  }

  it('should foresee the first run and the usual run, of every API, without reading a value', async () => {
    simulator.resetCounters()
    const first = await plan()
    expect(simulator.counters).to.not.have.property('cloudwatch:GetMetricData')
    expect(await readState(home, 'prod')).to.deep.equal({})

    expectSame(first.next, await run())
    expectSame(first.usual, await run())

    const second = await plan()
    expect(second.functions).to.equal(50)
    expectSame(second.next, await run())
    expect(second.usual).to.deep.equal(first.usual)
  })

  it('should foresee the bill of more than five statistics', async () => {
    const statistics = 'statistics=Average,Maximum,Minimum,SampleCount,Sum,p95,p99'
    const { metrics } = await plan()
    await deployAccount(home, { endpoint: simulator.url, parameters: [statistics] })
    const made = await plan()

    expect(made.usual.billedMetrics).to.equal(2 * metrics)
    expect(made.levers.find(({ lever }) => lever === 'statistics')?.savesPerMonth).to.be.greaterThan(0)
    expectSame(made.next, await run())
  })

  it('should fit on a screen, with levers and where the prices are from', async () => {
    const { stdout } = await mustRun(['plan', 'prod'], { home })
    const lines = stdout.split('\n')

    expect(lines.length).to.be.at.most(40)
    expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(160)
    expect(stdout).to.include('288 runs a day')
    expect(stdout).to.include('a run every 15 minutes')
    expect(stdout).to.include('https://aws.amazon.com/cloudwatch/pricing/')
  })

  it('should end with 1 above the budget, with 0 within it, and with 2 when it is no number', async () => {
    const over = await runCli(['plan', 'prod', '--budget', '0.5'], { home })
    const within = await runCli(['plan', 'prod', '--budget', '100000', '--json'], { home })
    const wrong = await runCli(['plan', 'prod', '--budget', 'much'], { home })

    expect([over.status, within.status, wrong.status]).to.deep.equal([1, 0, 2])
    expect(over.stderr).to.include('FUNC_ERR_PLAN_OVER_BUDGET')
    expect(over.stdout).to.include('billed metrics')
  })

  it('should plan beside a running server, and be cancelled by Ctrl-C', async () => {
    const server = startCli(['serve'], { home })
    await new Promise((resolve) => server.stderr?.once('data', resolve))
    await mustRun(['plan', 'prod'], { home })
    server.kill('SIGTERM')
    await new Promise((resolve) => server.once('close', resolve))

    simulator.setFaults({ latencyMs: 1000 })
    simulator.resetCounters()
    const child = startCli(['plan', 'prod'], { home })
    const ended = once(child, 'close')
    while (simulator.requests().length === 0) await sleep(10)
    child.kill('SIGINT')
    const [status] = await ended
    simulator.setFaults({})
    expect(status).to.equal(130)
  })

  it('should plan what it can read, and name the rest', async () => {
    simulator.setFaults({ deny: ['eu-west-1/cloudwatch:ListMetrics'] })
    const { status, stderr, stdout } = await runCli(['plan', 'prod'], { home })
    simulator.setFaults({ deny: ['cloudwatch:ListMetrics', 'lambda:ListFunctions'] })
    const denied = await runCli(['plan', 'prod'], { home })
    simulator.setFaults({})

    expect(status).to.equal(3)
    expect(stderr).to.include('not in the plan: eu-west-1')
    expect(stdout).to.include('billed metrics')
    expect(denied.status).to.equal(1)
    expect(denied.stderr).to.include('FUNC_ERR_AWS_ACCESS_DENIED')
  })
})
