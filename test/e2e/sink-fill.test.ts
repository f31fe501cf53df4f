/** A sink that comes later gets what the others have. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { mustRun, removeFolder, temporaryFolder } from '../support/cli.ts'

const SET = 'guance_aws_lambda'

describe('a sink that is added later', () => {
  const home = temporaryFolder()
  const path = join(home, 'lines.lp')
  const first = join(home, 'first.lp')
  let simulator: Simulator

  const sink = (name: string, file: string, ...more: string[]) =>
    mustRun(['sinks', 'add', name, '--type', 'file', '--set', `path=${file}`, ...more], { home })
  const lines = async (file: string) => (await readFile(file, 'utf8')).trim().split('\n').sort()
  const isObject = (line: string) => line.includes('class=aws_lambda')
  const minutesOf = (all: readonly string[]) =>
    new Set(all.filter((line) => !isObject(line)).map((line) => line.split(' ').at(-1)))

  before(async () => {
    simulator = await startSimulator({ functions: 2, seed: 3, now: () => new Date() })
    await mustRun(['install', SET], { home })
    await sink('first', first)
    const set = [`ak_id=${ACCESS_KEY_ID}`, 'ak_secret=-', `endpoint=${simulator.url}`, 'regions=us-east-1']
    const args = ['deploy', SET, '--name', 'prod', ...set.flatMap((each) => ['--set', each])]
    await mustRun(args, { home, input: SECRET_ACCESS_KEY })
    await mustRun(['run', 'prod'], { home })
  })
  after(async () => {
    await simulator.close()
    removeFolder(home)
  })

  it('should get the settle window and the objects with the next run, and the others nothing twice', async () => {
    const before = await lines(first)
    await sink('lines', path)
    await mustRun(['run', 'prod'], { home })
    const [own, others] = [await lines(path), await lines(first)]
    expect(own.filter(isObject)).to.have.length(2)
    // One line a point: a repeat would be another line of the same series and moment.
    const unchanged = before.filter((line) => !isObject(line) && own.includes(line))
    expect(unchanged.length).to.be.above(0)
    expect(new Set(others).size).to.equal(others.length)
  })

  it('should be filled with what came before, when asked to', async () => {
    const [before, minutes] = [await lines(first), minutesOf(await lines(path)).size]
    const { stdout } = await sink('more', join(home, 'more.lp'), '--fill', '3h')
    expect(stdout).to.include('filling more from prod')
    const own = await lines(join(home, 'more.lp'))
    expect(minutesOf(own).size).to.be.above(Math.max(minutes, 100))
    expect(own.filter(isObject)).to.have.length(2)
    expect(await lines(first)).to.deep.equal(before)
  })

  it('should be taken for new when it was emptied', async () => {
    await writeFile(path, '')
    await mustRun(['sinks', 'refill', 'lines'], { home })
    await mustRun(['run', 'prod'], { home })
    expect((await lines(path)).filter(isObject)).to.have.length(2)
  })
})
