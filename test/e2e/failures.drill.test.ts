import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { AWS_FAULTS, type Failure } from '../support/aws/aws-faults.ts'
import {
  assumeRole,
  deployAccount,
  expectComplete,
  REGIONS,
  watermarks,
} from '../support/aws/simulated-account.ts'
import { type CliResult, mustRun, removeFolder, runCli, spawnCli, temporaryFolder } from '../support/cli.ts'
import { expectErrorScreen } from '../support/console/error-screen.ts'
import { readPrinted, readSeries } from '../support/inspect-home.ts'
import { lacking } from '../support/requirement.ts'
import { freePort, type Receiver, startReceiver } from '../support/sinks/receiver.ts'
import { mountSmallDisk } from '../support/small-disk.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface Bench {
  readonly home: string
  readonly simulator: Simulator
}

/** A failed run leaves nothing half-done, and the next one after the fault completes what it left. */
describe('runs that fail', function () {
  this.timeout(400_000)
  const homes: string[] = []
  let clockShift = 0
  let template: string
  let bench: Bench
  let throttled: { readonly bench: Bench; readonly started: number; readonly ended: Promise<CliResult> }

  before(async () => {
    const now = () => new Date(Date.now() + clockShift)
    const simulator = await startSimulator({ functions: 3, seed: 5, now })
    template = temporaryFolder()
    await mustRun(['install', 'guance_aws_lambda'], { home: template })
    await deployAccount(template, { endpoint: simulator.url })
    bench = { simulator, home: template }
    throttled = await startThrottled()
  })

  beforeEach(() => {
    bench = { ...bench, home: freshHome() }
  })

  afterEach(() => {
    bench.simulator.setFaults({})
    clockShift = 0
  })

  after(async () => {
    await bench.simulator.close()
    await throttled.bench.simulator.close()
    for (const home of [template, ...homes]) removeFolder(home)
  })

  function freshHome(): string {
    const home = temporaryFolder()
    cpSync(template, home, { recursive: true })
    homes.push(home)
    return home
  }

  /** It takes most of a minute, mostly waiting, and does so beside the other tests. */
  async function startThrottled() {
    const faults = { throttleRate: 1 }
    const simulator = await startSimulator({ functions: 3, seed: 6, now: () => new Date(), faults })
    const home = freshHome()
    const parameters = ['objects=false', 'function_urls=false']
    await deployAccount(home, { endpoint: simulator.url, regions: ['us-east-1'], parameters })
    return { bench: { home, simulator }, started: Date.now(), ended: run(home) }
  }

  function run(home: string): Promise<CliResult> {
    return runCli(['run', 'prod'], { home })
  }

  /** Gives the beginning of what the failed run should have read. */
  async function expectFailure({ home }: Bench, failure: Failure, cli = runCli): Promise<number> {
    const started = Date.now()
    return await expectFailed(home, failure, started, await cli(['run', 'prod'], { home }))
  }

  async function expectFailed(
    home: string,
    { screen, done = [], failed = REGIONS }: Failure,
    started: number,
    result: CliResult,
  ): Promise<number> {
    expectErrorScreen(result, screen)
    if (screen.status === 3) expect(result.stdout).to.include('partly done')
    const marks = await watermarks(home)
    for (const region of done) expect(marks[region], region).to.be.at.least(started - 2 * MINUTE)
    for (const region of failed)
      expect(marks[region], region).to.be.within(started - 62 * MINUTE, started - 58 * MINUTE)
    return beginning(started)
  }

  /** One more run, and every value since then is there and right. Gives until when. */
  async function expectHealed(
    { home, simulator }: Bench,
    since: number,
    regions: readonly string[] = REGIONS,
  ): Promise<number> {
    await mustRun(['run', 'prod'], { home })
    const marks = await watermarks(home)
    const until = Math.min(...regions.map((region) => marks[region] ?? Number.NaN))
    expect(until - since).to.be.at.least(57 * MINUTE)
    expectComplete(await readSeries(home), { simulator, regions, since, until })
    return until
  }

  for (const { title, faults = {}, account, failure, healed = REGIONS } of AWS_FAULTS) {
    it(`should be completed when ${title}`, async () => {
      const { home, simulator } = bench
      const endpoint = simulator.url
      if (account !== undefined) await deployAccount(home, { endpoint, ...account })
      simulator.setFaults(faults)
      const since = await expectFailure(bench, failure)
      simulator.setFaults({})
      if (account !== undefined) await deployAccount(home, { endpoint, regions: healed })
      await expectHealed(bench, since, healed)
    })
  }

  it('should be completed when the session token had expired', async () => {
    const { home, simulator } = bench
    const session = async () => ({ endpoint: simulator.url, ...(await assumeRole(simulator.url)) })
    const started = Date.now()
    await deployAccount(home, await session())
    await mustRun(['run', 'prod'], { home })
    const before = await watermarks(home)
    clockShift = 2 * HOUR
    const code = 'FUNC_ERR_AWS_CREDENTIALS_EXPIRED'
    expectErrorScreen(await run(home), { status: 1, code, says: ['new session token'] })
    expect(await watermarks(home)).to.deep.equal(before)
    await deployAccount(home, await session())
    await expectHealed(bench, beginning(started))
  })

  it('should report on one screen what failed in all regions', async () => {
    const { home, simulator } = bench
    await deployAccount(home, { endpoint: simulator.url, regions: ['ALL'] })
    simulator.setFaults({ deny: ['lambda:ListFunctions', 'cloudwatch:ListMetrics'] })
    const says = ['68 of 68 units failed', 'and 26 more', 'lambda:ListFunctions', 'cloudwatch:ListMetrics']
    expectErrorScreen(await run(home), { status: 1, code: 'FUNC_ERR_AWS_ACCESS_DENIED', says })
  })

  describe('because of a required sink', () => {
    let receiver: Receiver

    afterEach(async () => {
      await receiver?.close()
    })

    async function addSink(type: string, options: readonly string[]): Promise<void> {
      const set = options.flatMap((option) => ['--set', option])
      await mustRun(['sinks', 'add', 'out', '--type', type, '--no-check', ...set], bench)
    }

    const addInfluxdb = (url: string) => addSink('influxdb', [`url=${url}`, 'database=d', 'maxAttempts=2'])

    function expectReceived(text: string, since: number, until: number, ticksPerMs = 1e6): void {
      const { simulator } = bench
      expectComplete(readPrinted(text, ticksPerMs), { simulator, regions: REGIONS, since, until })
    }

    it('should be completed when the receiver was down', async () => {
      const port = await freePort()
      await addInfluxdb(`http://127.0.0.1:${port}`)
      const says = ["sink 'out'", `127.0.0.1:${port}`, 'Check that the receiver runs']
      const since = await expectFailure(bench, {
        screen: { status: 1, code: 'FUNC_ERR_SINK_UNREACHABLE', says },
      })
      receiver = await startReceiver(() => ({ status: 204 }), port)
      const until = await expectHealed(bench, since)
      expectReceived(receiver.requests.map(({ body }) => body).join(''), since, until)
    })

    it('should be completed when the receiver refused us', async () => {
      receiver = await startReceiver(() => ({ status: 401, body: '{"error":"authorization failed"}' }))
      await addInfluxdb(receiver.url)
      const says = ['authorization failed', 'the right secret']
      const since = await expectFailure(bench, {
        screen: { status: 1, code: 'FUNC_ERR_SINK_UNAUTHORIZED', says },
      })
      receiver.requests.length = 0
      receiver.answer = () => ({ status: 204 })
      const until = await expectHealed(bench, since)
      expectReceived(receiver.requests.map(({ body }) => body).join(''), since, until)
    })

    it('should be completed when the disk of a file was full', async () => {
      await addSink('file', ['path=/dev/full', 'precision=ms'])
      const says = ["'/dev/full': the disk is full", 'Free some space']
      const since = await expectFailure(bench, {
        screen: { status: 1, code: 'FUNC_ERR_SINK_DISK_FULL', says },
      })
      const path = join(bench.home, 'lines.lp')
      await addSink('file', [`path=${path}`, 'precision=ms'])
      const until = await expectHealed(bench, since)
      expectReceived(readFileSync(path, 'utf8'), since, until, 1)
    })
  })

  it('should be completed when the disk of the home was full', async function () {
    const disk = mountSmallDisk(temporaryFolder(), 24 * 1024 * 1024)
    if (disk === undefined) return lacking(this, 'the right to mount a small disk')
    try {
      cpSync(template, disk.path, { recursive: true })
      const full = { ...bench, home: disk.path }
      disk.fill(256 * 1024)
      const screen = { status: 1, code: 'FUNC_ERR_STORE_DISK_FULL', says: ['Free space'] } as const
      // a process that cannot record its end is seen as dead only when it is
      const since = await expectFailure(full, { screen }, spawnCli)
      disk.free()
      await expectHealed(full, since)
    } finally {
      disk.remove()
    }
  })

  it('should be completed when AWS had throttled every call', async () => {
    const { home, simulator } = throttled.bench
    const screen = { status: 1, code: 'FUNC_ERR_AWS_THROTTLED', says: ['Wait for the next run'] } as const
    const failure = { screen, failed: ['us-east-1'] }
    const since = await expectFailed(home, failure, throttled.started, await throttled.ended)
    simulator.setFaults({})
    await expectHealed(throttled.bench, since, ['us-east-1'])
  })
})

/** A minute that the first look back of a run holds. */
function beginning(started: number): number {
  return Math.floor(started / MINUTE - 58) * MINUTE
}
