import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { hasCode } from '#func/errors.ts'
import type { Store } from '#func/home/types.ts'
import type { Task } from '#func/model/task.ts'
import { createRunner, type Runner } from '#func/runner/host/runner.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { fixtureStartup, SETTINGS, silentLog } from './support.ts'

const CHILD = join(import.meta.dirname, 'testdata/child.ts')
const FIXTURE = join(import.meta.dirname, '../testdata/fixture')

interface Said {
  readonly started?: number
  readonly id?: string
  readonly log?: string
  readonly status?: string
}

/** Another process on the home, and what it says. */
class Child {
  readonly process: ChildProcess
  readonly #lines: AsyncIterator<string>

  constructor(...args: readonly string[]) {
    this.process = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]()
  }

  async next(): Promise<Said> {
    const { value, done } = await this.#lines.next()
    return done === true ? {} : (JSON.parse(value) as Said)
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill(signal)
    await once(this.process, 'exit')
  }
}

describe('runner with several processes on one home', () => {
  let home: TestHome
  let closers: (() => Promise<void>)[]

  beforeEach(async () => {
    closers = []
    home = await createHome()
    await home.addScriptSet('fixture', FIXTURE)
  })

  afterEach(async () => {
    for (const close of closers.reverse()) await close()
    await home.close()
  })

  const deploy = async (name: string, config: Readonly<Record<string, unknown>>) => {
    await home.addStartup(name, fixtureStartup(config))
    await home.addTrigger({ name, scriptSet: 'fixture' }, { AK_SECRET: 'some-secret' })
  }

  const open = (kind: 'serve' | 'cli', store: Store = home.store): Runner => {
    const { path, key, points, clock } = home
    const runner = createRunner({
      ...{
        home: path,
        key,
        store,
        points,
        clock,
        kind,
        settings: SETTINGS,
        log: silentLog,
      },
    })
    closers.push(() => runner.close())
    return runner
  }

  const start = async (kind: 'serve' | 'cli', store?: Store): Promise<Runner> => {
    const runner = open(kind, store)
    await runner.start({ schedule: false })
    return runner
  }

  const child = (...args: readonly string[]): Child => {
    const started = new Child(home.path, ...args)
    closers.push(() => started.kill('SIGKILL'))
    return started
  }

  it('should record a task as lost when its process is killed, and run it again at the next start', async () => {
    await deploy('hangs', { mode: 'hangs' })
    const killed = child('cli', 'hangs')
    await killed.next()
    const { id = '', log } = await killed.next()
    expect(log).to.equal('Waiting')
    await killed.kill('SIGKILL')
    const server = await start('serve')
    const lost = await server.wait(id)
    expect(lost).to.deep.include({ status: 'lost' })
    expect(lost.error?.code).to.equal('FUNC_ERR_TASK_LOST')
    const again = await until(home, (tasks) =>
      tasks.find((task) => task.id !== id && task.status === 'running'),
    )
    expect(again).to.deep.include({ trigger: 'hangs', origin: 'manual', requestedBy: 'child' })
    const [entry] = await home.store.tasks.log(again.id)
    expect(entry).to.deep.include({ message: 'Run again for a lost task', fields: { lost: id } })
  })

  it('should notice while following that the process of a task died', async () => {
    await deploy('hangs', { mode: 'hangs' })
    const killed = child('serve', 'hangs')
    await killed.next()
    const { id = '' } = await killed.next()
    const follower = await start('cli')
    const followed = follower.wait(id, { pollMs: 20 })
    await killed.kill('SIGKILL')
    expect(await followed).to.deep.include({ status: 'lost' })
  })

  it('should record running tasks as stopped at SIGTERM', async () => {
    await deploy('hangs', { mode: 'hangs' })
    const ended = child('serve', 'hangs')
    await ended.next()
    const { id = '' } = await ended.next()
    await ended.kill('SIGTERM')
    const task = await home.store.tasks.get(id)
    expect(task).to.deep.include({ status: 'stopped' })
    expect(task?.error?.message).to.equal('Stopped as its process shut down')
    expect(await home.store.processes.list()).to.deep.equal([])
  })

  it('should refuse a second server, naming the first', async () => {
    const first = child('serve')
    const { started } = await first.next()
    const second = open('serve')
    const error = await second.start({ schedule: false }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(hasCode(error, 'FUNC_ERR_SERVE_RUNNING')).to.equal(true)
    expect((error as Error).message).to.match(new RegExp(`process ${started} on '.+' has served .* since 20`))
    await first.kill('SIGKILL')
    await start('serve')
  })

  it('should leave a task to the server, follow it, and stop it from another process', async () => {
    await deploy('hangs', { mode: 'hangs' })
    const server = await start('serve')
    const command = await start('cli', await home.openAgain())
    const { id } = await command.execute('hangs', { requestedBy: 'cli' })
    const seen: string[] = []
    const followed = command.wait(id, {
      pollMs: 20,
      onLog: (log) => seen.push(...log.map((entry) => entry.message)),
    })
    const task = await until(home, (tasks) => tasks.find(({ status }) => status === 'running'))
    const serving = (await home.store.processes.list()).find(({ kind }) => kind === 'serve')
    expect(task.process).to.equal(serving?.id)
    await untilTrue(() => seen.includes('Waiting'))
    expect(await command.stop(id)).to.equal(true)
    expect(await followed).to.deep.include({ status: 'stopped' })
    expect(seen.slice(-2)).to.deep.equal(['Stopped on request', 'Run ended'])
    expect((await server.wait(id)).status).to.equal('stopped')
  })

  it('should take a task itself when the server that it was left to is gone', async () => {
    await deploy('quick', { mode: 'success' })
    const { processes } = home.store
    await processes.register({ id: 'far', pid: 1, host: 'elsewhere', bootMark: '', kind: 'serve' })
    const command = await start('cli')
    const { id } = await command.execute('quick', { requestedBy: 'cli' })
    const followed = command.wait(id, { pollMs: 20 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await home.store.tasks.get(id))?.status).to.equal('waiting')
    await processes.remove('far')
    expect(await followed).to.deep.include({ status: 'success' })
  })
})

async function until(home: TestHome, find: (tasks: readonly Task[]) => Task | undefined): Promise<Task> {
  for (;;) {
    const found = find(await home.store.tasks.list())
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function untilTrue(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}
