import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import type { Task, TaskStatus } from '#func/model/task.ts'
import { createRunner, type Runner, type RunnerOptions } from '#func/runner/host/runner.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { fixtureStartup, SETTINGS, silentLog } from './support.ts'

const FIXTURE = join(import.meta.dirname, '../testdata/fixture')
const WARM = { ...SETTINGS, runner: { ...SETTINGS.runner, warmWorkers: 1, graceSeconds: 2 } }
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPx'

describe('runner', () => {
  let home: TestHome
  let runner: Runner

  const open = (change: Partial<RunnerOptions> = {}): Runner => {
    const { path, key, store, points, clock } = home
    return createRunner({
      ...{
        home: path,
        key,
        store,
        points,
        clock,
        kind: 'serve',
        settings: WARM,
        log: silentLog,
      },
      ...change,
    })
  }

  const deploy = async (name: string, config: Readonly<Record<string, unknown>>, timeoutSeconds = 30) => {
    await home.addStartup(name, fixtureStartup(config))
    await home.addTrigger({ name, scriptSet: 'fixture', timeoutSeconds }, { AK_SECRET: SECRET })
  }

  const runMode = async (mode: string, more: Readonly<Record<string, unknown>> = {}): Promise<Task> => {
    await deploy(mode, { mode, ...more })
    return await execute(mode)
  }

  const execute = async (name: string): Promise<Task> => {
    const { id } = await runner.execute(name, { requestedBy: 'test' })
    return await runner.wait(id, { pollMs: 20 })
  }

  /** What came between the runner's own first and last entry. */
  const logOf = async (id: string) =>
    (await home.store.tasks.log(id)).filter(
      ({ message }) => message !== 'Run started' && message !== 'Run ended',
    )
  const messages = async (task: Task) => (await logOf(task.id)).map(({ message }) => message)

  before(async () => {
    home = await createHome()
    await home.addScriptSet('fixture', FIXTURE)
    runner = open()
    await runner.start({ schedule: false })
  })

  after(async () => {
    await runner.close()
    await home.close()
  })

  it('should record a success with version, figures, points, state and log', async () => {
    const task = await runMode('success')
    expect(task).to.deep.include({ status: 'success', version: '1.0.0', error: null, requestedBy: 'test' })
    expect(task.figures).to.deep.include({
      points: { metric: 2 },
      progress: { units: { done: 2, total: 2 } },
    })
    expect(task.figures?.sinks.local?.acknowledged).to.equal(2)
    expect(await home.store.state.all('success')).to.deep.equal({ runs: 1 })
    expect((await home.points.counts()).points).to.equal(2)
    const [entry] = await logOf(task.id)
    expect(entry).to.deep.include({ level: 'info', message: 'Wrote points' })
    expect(entry?.fields).to.deep.equal({ before: 0, triggeredAt: task.plannedAt.toISOString() })
    await execute('success')
    expect(await home.store.state.all('success')).to.deep.equal({ runs: 2 })
  })

  it('should hand over what a task was asked for, its time left, and take its own figures', async () => {
    const window = { from: new Date('2026-08-01T00:00Z'), to: new Date('2026-08-02T00:00Z') }
    await runMode('reportsRequest')
    const usual = await execute('reportsRequest')
    const asked = await runner.wait(
      (await runner.execute('reportsRequest', { requestedBy: 'test', request: { window } })).id,
    )
    const reported = async (id: string) =>
      (await logOf(id)).find(({ message }) => message === 'Was asked')?.fields
    expect(asked.request).to.deep.equal({ window })
    expect((await reported(usual.id))?.window).to.equal(null)
    expect((await reported(asked.id))?.window).to.deep.equal(JSON.parse(JSON.stringify(window)))
    expect((await reported(asked.id))?.timeLeft)
      .to.be.above(20_000)
      .and.at.most(30_000)
    expect(asked.figures?.counts).to.deep.equal({ revised: 3 })
  })

  const failures: readonly [mode: string, status: TaskStatus, code: string, message: string | RegExp][] = [
    ['throws', 'failure', 'FUNC_ERR_TASK_FAILED', 'TypeError: boom'],
    ['throwsText', 'failure', 'FUNC_ERR_TASK_FAILED', /"just text", not an error/],
    ['exits', 'failure', 'FUNC_ERR_TASK_EXITED', /exit code 0/],
    ['rejects', 'failure', 'FUNC_ERR_TASK_FAILED', 'nobody listens'],
    ['throwsInTimer', 'failure', 'FUNC_ERR_TASK_FAILED', 'thrown in a timer'],
    ['hogs', 'failure', 'FUNC_ERR_TASK_OUT_OF_MEMORY', /96 MiB/],
  ]
  for (const [mode, status, code, message] of failures) {
    it(`should record a script that ${mode} as ${status} with ${code}, and run the next one`, async () => {
      const task = await runMode(mode)
      expect(task.status).to.equal(status)
      expect(task.error?.code).to.equal(code)
      expect(task.error?.message).to.match(typeof message === 'string' ? new RegExp(`^${message}$`) : message)
      expect(task.error?.todo).not.to.equal('')
      expect((await execute('success')).status).to.equal('success')
    })
  }

  it('should keep what finished when a part failed', async () => {
    const task = await runMode('partial')
    expect(task).to.deep.include({ status: 'failure' })
    expect(task.error).to.deep.include({
      code: 'FUNC_ERR_TASK_UNITS_FAILED',
      partial: true,
      failures: [{ unit: 'eu-west-1 metrics', code: 'FUNC_ERR_AWS_ACCESS_DENIED', message: 'denied' }],
    })
    expect(await home.store.state.all('partial')).to.deep.equal({ 'window/us-east-1': 'done' })
  })

  describe('timeout and stop', () => {
    const cases: readonly [mode: string, hard: boolean][] = [
      ['hangs', false],
      ['ignoresAbort', true],
      ['loops', true],
    ]
    for (const [mode, hard] of cases) {
      it(`should end a script that ${mode} at its timeout${hard ? ', hard after the grace period' : ''}`, async () => {
        // in a worker that has loaded the set: what counts is the script's own time
        await execute('success')
        await deploy(`${mode}Long`, { mode }, 2)
        const task = await execute(`${mode}Long`)
        expect(task.status).to.equal('timeout')
        expect(task.error?.code).to.equal('FUNC_ERR_TASK_TIMEOUT')
        expect(task.error?.message).to.match(hard ? /after the timeout of 2 s.*ended hard/ : /of 2 s$/)
        expect(await messages(task)).to.have.lengthOf.above(1)
        expect((await messages(task))[0]).to.match(/Waiting|Not listening|Last words/)
      })
    }

    it('should stop a task on request', async () => {
      await deploy('hangs', { mode: 'hangs' })
      const { id } = await runner.execute('hangs', { requestedBy: 'test' })
      await running(home, id)
      expect(await runner.stop(id)).to.equal(true)
      const task = await runner.wait(id, { pollMs: 20 })
      expect(task).to.deep.include({ status: 'stopped' })
      expect(task.error).to.deep.include({ code: 'FUNC_ERR_TASK_STOPPED', message: 'Stopped on request' })
      expect(await runner.stop(id)).to.equal(false)
    })

    it('should skip a run while the one before is going', async () => {
      await deploy('slow', { mode: 'waits', ms: 500 })
      const first = await runner.execute('slow', { requestedBy: 'test' })
      await running(home, first.id)
      const second = await execute('slow')
      expect(second).to.deep.include({ status: 'skipped' })
      expect((await runner.wait(first.id)).status).to.equal('success')
    })
  })

  describe('secrets', () => {
    it('should be masked in log, printed text, error and figures', async () => {
      const task = await runMode('logsSecrets')
      const log = await logOf(task.id)
      const everything = JSON.stringify([task, log])
      expect(everything).to.include('It is ***').and.include('secret ***')
      for (const form of [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString('base64')]) {
        expect(everything).not.to.include(form)
      }
      expect(task.error?.message).to.equal('Cannot use ***')
      expect(task.figures?.progress).to.deep.equal({ '***': { done: 0, total: 1 } })
      const files = await Promise.all(
        ['funcbox.db', 'funcbox.db-wal'].map((name) =>
          readFile(join(home.path, name), 'latin1').catch(() => ''),
        ),
      )
      expect(files.join('')).to.include('Cannot use ***').and.not.include(SECRET)
    })

    it('should fail the task when the startup script asks for one that its trigger does not have', async () => {
      await home.addStartup('needy', fixtureStartup({ mode: 'success' }))
      await home.addTrigger({ name: 'needy', scriptSet: 'fixture' })
      const { error } = await execute('needy')
      expect(error?.code).to.equal('FUNC_ERR_SECRET_MISSING')
      expect(error?.message).to.include("'AK_SECRET'").and.include("'needy'")
      expect(error?.todo).to.include("Deploy 'needy' again")
    })
  })

  describe('log', () => {
    it('should hold what the script prints', async () => {
      const task = await runMode('prints')
      const log = await logOf(task.id)
      expect(log.map(({ level, message }) => [level, message])).to.deep.equal([
        ['info', 'printed text'],
        ['warn', 'complained'],
        ['debug', 'Odd fields'],
        ['info', 'no newline'],
      ])
      expect(log[2]?.fields).to.deep.equal({ big: '12', error: { name: 'Error', message: 'inner' } })
    })

    it('should keep the first and last part of a flood, and report the gap', async () => {
      const task = await runMode('floods', { count: 60_000 })
      expect(task.status).to.equal('success')
      const log = await logOf(task.id)
      expect(log.length).to.be.within(1500, 11_000)
      expect(log[0]?.fields).to.deep.equal({ at: 1 })
      expect(log.at(-1)?.fields).to.deep.equal({ at: 60_000 })
      expect(log.map(({ message }) => message)).to.include('Log flood, entries dropped')
    })
  })

  it('should refuse what is unknown', async () => {
    const codes = await Promise.all(
      [runner.execute('nobody', { requestedBy: 'test' }), runner.wait('none'), runner.stop('none')].map(
        (refused) => refused.then(() => undefined, codeOf),
      ),
    )
    expect(codes).to.deep.equal([
      'FUNC_ERR_TRIGGER_UNKNOWN',
      'FUNC_ERR_TASK_UNKNOWN',
      'FUNC_ERR_TASK_UNKNOWN',
    ])
  })

  describe('code', () => {
    it('should be loaded anew when the startup script or the set was edited, with a warning for the set', async () => {
      await deploy('edited', { mode: 'success' })
      expect((await execute('edited')).status).to.equal('success')
      await home.addStartup('edited', fixtureStartup({ mode: 'throws' }))
      expect((await execute('edited')).error?.message).to.equal('TypeError: boom')
      const main = join(home.path, 'scripts/fixture/main.ts')
      const original = await readFile(main, 'utf8')
      await writeFile(main, original.replace("'boom'", "'bang'"))
      const task = await execute('edited')
      await writeFile(main, original)
      expect(task.error?.message).to.equal('TypeError: bang')
      const [warning] = await logOf(task.id)
      expect(warning).to.deep.include({ level: 'warn', message: 'Installed files were edited' })
      expect(warning?.fields).to.deep.equal({ edited: ['fixture/main.ts'] })
    })

    it('should be refused when it was edited and digests are strict', async () => {
      await deploy('strict', { mode: 'success' })
      const main = join(home.path, 'scripts/fixture/main.ts')
      const original = await readFile(main, 'utf8')
      await writeFile(main, `${original}// edited\n`)
      const settings = { ...WARM, runner: { ...WARM.runner, strictDigests: true } }
      const strict = open({ kind: 'cli', settings, store: await home.openAgain() })
      await runner.close()
      await strict.start({ schedule: false })
      const { id } = await strict.execute('strict', { requestedBy: 'test' })
      const { error } = await strict.wait(id, { pollMs: 20 })
      await strict.close()
      await writeFile(main, original)
      runner = open()
      await runner.start({ schedule: false })
      expect(error?.code).to.equal('FUNC_ERR_TASK_SET_EDITED')
      expect(error?.message).to.include('fixture/main.ts')
    })

    it('should stay loaded: a worker is used again after a success', async () => {
      await deploy('countsA', { mode: 'counts' })
      await deploy('countsB', { mode: 'counts' })
      const first = await logOf((await execute('countsA')).id)
      const second = await logOf((await execute('countsB')).id)
      expect(second[0]?.fields.runs).to.equal(Number(first[0]?.fields.runs) + 1)
    })

    it('should not let a run suffer from what the run before left behind', async () => {
      expect((await runMode('leavesTimer')).status).to.equal('success')
      await deploy('next', { mode: 'waits', ms: 120 })
      expect(await execute('next')).to.deep.include({ status: 'success', error: null })
    })

    it('should report where a startup script is broken', async () => {
      await home.addStartup('broken', 'export const title = 1\n\nexport const x = {{\n')
      await home.addTrigger({ name: 'broken', scriptSet: 'fixture' })
      const { error } = await execute('broken')
      expect(error?.code).to.equal('FUNC_ERR_STARTUP_LOAD')
      expect(error?.message).to.match(/broken\.ts:3/)
    })
  })
})

async function running(home: TestHome, id: string): Promise<void> {
  for (;;) {
    const log = await home.store.tasks.log(id)
    if (log.length > 1) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
