/** What a home says of itself when points do not come or do not arrive. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { mustRun, removeFolder, runCli, temporaryFolder } from '../support/cli.ts'
import { withStore } from '../support/inspect-home.ts'

const SET = 'guance_aws_lambda'

describe('doctor', () => {
  const home = temporaryFolder()
  const path = join(home, 'lines.lp')
  let simulator: Simulator
  const doctor = () => runCli(['doctor'], { home })

  before(async () => {
    simulator = await startSimulator({ functions: 1, seed: 3, now: () => new Date() })
    await mustRun(['install', SET], { home })
    await mustRun(['sinks', 'add', 'lines', '--type', 'file', '--set', `path=${path}`], { home })
    const set = [`ak_id=${ACCESS_KEY_ID}`, 'ak_secret=-', `endpoint=${simulator.url}`, 'regions=us-east-1']
    const args = ['deploy', SET, '--name', 'prod', ...set.flatMap((each) => ['--set', each])]
    await mustRun(args, { home, input: SECRET_ACCESS_KEY })
  })
  after(async () => {
    await simulator.close()
    removeFolder(home)
  })

  it('should call a home sound whose trigger ran and whose sinks answer', async () => {
    await mustRun(['run', 'prod'], { home })
    expect(await doctor()).to.include({ status: 0 })
  })

  it('should name a required sink that is down', async () => {
    await rm(path)
    await writeFile(path, 'the notes of another writer')
    const { status, stdout } = await doctor()
    expect(status).to.equal(1)
    expect(stdout).to.match(/WRONG {2}sinks\n.*sink lines: .*not known to be of funcbox/)
  })

  it('should name a trigger whose last real run failed, though a slot was skipped since', async () => {
    // So that there is something to write, within the minute too.
    await mustRun(['sinks', 'refill', 'lines'], { home })
    expect((await runCli(['run', 'prod'], { home })).status).to.equal(1)
    await withStore(home, async ({ tasks }) => {
      const asked = { trigger: 'prod', scriptSet: SET, origin: 'schedule', requestedBy: 'schedule' } as const
      const task = await tasks.enqueue({ ...asked, plannedAt: new Date() })
      await tasks.finish(task!.id, { status: 'skipped' })
    })
    const { status, stdout } = await doctor()
    expect(status).to.equal(1)
    expect(stdout).to.match(/WRONG {2}last runs\n.*the last run of prod ended in failure: FUNC_ERR_SINK_FILE/)
  })

  it('should say when nothing holds the watermark', async () => {
    for (const name of ['lines', 'local']) await mustRun(['sinks', 'remove', name], { home })
    const file = join(home, 'other.lp')
    await mustRun(['sinks', 'add', 'lines', '--type', 'file', '--set', `path=${file}`, '--best-effort'], {
      home,
    })
    await mustRun(['sinks', 'remove', 'local'], { home }).catch(() => {})
    expect((await doctor()).stdout).to.include('nothing holds the watermark')
  })
})
