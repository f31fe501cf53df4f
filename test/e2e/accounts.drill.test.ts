/** Several accounts: two startup scripts, one of them by a role, and one run over both by linking them. */
import { expect } from 'chai'
import {
  ACCOUNT_ID,
  EXTERNAL_ID,
  type Faults,
  OTHER_ACCOUNT_ID,
  OTHER_ROLE_ARN,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '#func/simulator/simulator.ts'
import type { PrintedSeries } from '../support/aws/compare.ts'
import { compareValues, deployAccount, watermarks } from '../support/aws/simulated-account.ts'
import { type CliResult, mustRun, removeFolder, runCli, temporaryFolder } from '../support/cli.ts'
import { expectErrorScreen } from '../support/console/error-screen.ts'
import { readSeries } from '../support/inspect-home.ts'

const MINUTE = 60_000
const FIVE = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1']
const DENIED = 'eu-west-1'
const THROTTLED = 'us-west-2'
const ACTIONS = [
  'lambda:ListFunctions',
  'lambda:ListEventSourceMappings',
  'tag:GetResources',
  'cloudwatch:ListMetrics',
  'cloudwatch:GetMetricData',
]
const ACCOUNTS = [ACCOUNT_ID, OTHER_ACCOUNT_ID]
const TIMEOUT_MS = 300_000

interface Bench {
  readonly home: string
  readonly simulator: Simulator
}

interface Ended extends CliResult {
  readonly tookMs: number
}

describe('several accounts', function () {
  this.timeout(900_000)
  const benches: Bench[] = []

  after(async () => {
    for (const { home, simulator } of benches) {
      await simulator.close()
      removeFolder(home)
    }
  })

  async function open(options: Partial<SimulatorOptions> = {}): Promise<Bench> {
    const simulator = await startSimulator({ functions: 4, seed: 5, now: () => new Date(), ...options })
    const bench = { simulator, home: temporaryFolder() }
    benches.push(bench)
    await mustRun(['install', 'guance_aws_lambda'], { home: bench.home })
    return bench
  }

  async function run(home: string, name: string): Promise<Ended> {
    const started = Date.now()
    return { ...(await runCli(['run', name], { home })), tookMs: Date.now() - started }
  }

  /** Partly done, in time, because of these regions and no other. */
  function expectNamed(ended: Ended, failed: Readonly<Record<string, string>>): void {
    const [code = ''] = Object.values(failed)
    expectErrorScreen(ended, { status: 3, code, says: Object.values(failed) })
    const named = FIVE.filter((region) => ended.stderr.includes(`${region} metrics`))
    expect(named).to.have.members(Object.keys(failed))
    expect(FIVE.filter((region) => ended.stderr.includes(region))).to.have.members(Object.keys(failed))
    expect(ended.tookMs).to.be.below(TIMEOUT_MS)
  }

  /** All values of these regions since a minute of the first look back, until their watermark. */
  async function expectWhole(
    { simulator, home }: Bench,
    since: number,
    of: {
      readonly name: string
      readonly account: string
      readonly regions: readonly string[]
      readonly isOwn: (series: PrintedSeries) => boolean
    },
  ): Promise<void> {
    const marks = await watermarks(home, of.name)
    const until = Math.min(...of.regions.map((region) => marks[region] ?? Number.NaN))
    expect(until, 'on time').to.be.at.least(since + 57 * MINUTE)
    const oracle = simulator.oracle.forAccount(of.account)
    const series = (await readSeries(home)).filter(of.isOwn)
    const wanted = { simulator: { oracle }, regions: of.regions, since, until }
    const { right, missing, wrong } = compareValues(series, wanted)
    expect({ missing, wrong }).to.deep.equal({ missing: [], wrong: [] })
    expect(right).to.be.above(500 * of.regions.length)
  }

  const others = (...failed: readonly string[]) => FIVE.filter((region) => !failed.includes(region))
  const minuteOf = (started: number) => Math.floor(started / MINUTE - 58) * MINUTE

  it('should be complete and on time but for one region that denies and one that throttles, and whole when mended', async () => {
    const bench = await open()
    const { home, simulator } = bench
    const endpoint = simulator.url
    await deployAccount(home, { endpoint, name: 'hub', regions: FIVE })
    const role = [`role_arn=${OTHER_ROLE_ARN}`, `external_id=${EXTERNAL_ID}`]
    await deployAccount(home, { endpoint, name: 'shop', regions: FIVE, parameters: role })
    const faults: Faults = {
      deny: ACTIONS.map((action) => `${ACCOUNT_ID}/${DENIED}/${action}`),
      byRegion: { [`${OTHER_ACCOUNT_ID}/${THROTTLED}`]: { throttleRate: 1 } },
    }
    simulator.setFaults(faults)
    const since = minuteOf(Date.now())
    const [hub, shop] = await Promise.all([run(home, 'hub'), run(home, 'shop')])
    expectNamed(hub, { [DENIED]: 'FUNC_ERR_AWS_ACCESS_DENIED' })
    expectNamed(shop, { [THROTTLED]: 'FUNC_ERR_AWS_THROTTLED' })
    const named = (name: string) => ({ name, isOwn: ({ tags }: PrintedSeries) => tags.account_name === name })
    const ofHub = { ...named('hub'), account: ACCOUNT_ID }
    const ofShop = { ...named('shop'), account: OTHER_ACCOUNT_ID }
    await expectWhole(bench, since, { ...ofHub, regions: others(DENIED) })
    await expectWhole(bench, since, { ...ofShop, regions: others(THROTTLED) })
    simulator.setFaults({})
    for (const name of ['hub', 'shop']) await mustRun(['run', name], { home })
    await expectWhole(bench, since, { ...ofHub, regions: FIVE })
    await expectWhole(bench, since, { ...ofShop, regions: FIVE })
  })

  it('should be so in one run over linked accounts', async () => {
    const bench = await open({ links: [{ source: OTHER_ACCOUNT_ID }] })
    const { home, simulator } = bench
    const parameters = [`linked_accounts=${OTHER_ACCOUNT_ID}`, 'objects=false']
    await deployAccount(home, { endpoint: simulator.url, name: 'all', regions: FIVE, parameters })
    simulator.setFaults({ deny: [DENIED], byRegion: { [THROTTLED]: { throttleRate: 1 } } })
    const since = minuteOf(Date.now())
    const ended = await run(home, 'all')
    expectNamed(ended, {
      [DENIED]: 'FUNC_ERR_AWS_ACCESS_DENIED',
      [THROTTLED]: 'FUNC_ERR_AWS_THROTTLED',
    })
    const expectBoth = async (regions: readonly string[]) => {
      for (const account of ACCOUNTS) {
        const isOwn = ({ tags }: PrintedSeries) => (tags.AccountId ?? ACCOUNT_ID) === account
        await expectWhole(bench, since, { name: 'all', account, regions, isOwn })
      }
    }
    await expectBoth(others(DENIED, THROTTLED))
    simulator.setFaults({})
    await mustRun(['run', 'all'], { home })
    await expectBoth(FIVE)
  })
})
