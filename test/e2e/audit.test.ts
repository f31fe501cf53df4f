/** What commands changed stands in the audit, as if it had been changed through the API. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { userName } from '#func/cli/user-name.ts'
import { leafCommands } from '#func/generate/cli-page.ts'
import { silentProgram } from '#func/generate/silent-program.ts'
import {
  ACCESS_KEY_ID,
  SECRET_ACCESS_KEY,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import { mustRun, removeFolder, runCli, temporaryFolder } from '../support/cli.ts'
import { readAudit, withStore } from '../support/inspect-home.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SET = 'guance_aws_lambda'
const TOKEN = 'token-of-the-receiver'
const NOW = Math.floor(Date.now() / 60_000) * 60_000
const [FROM, TO] = [30, 25].map((minutes) => new Date(NOW - minutes * 60_000).toISOString()) as [
  string,
  string,
]

/** They change nothing. `serve` runs what others configured; what people change in it comes through its API. */
const READING = [
  ...['market list', 'market search', 'market show', 'policy', 'plan', 'check', 'serve', 'simulator'],
  ...['triggers list', 'tasks list', 'tasks show', 'tasks log', 'objects', 'metrics', 'functions', 'logs'],
  ...['sinks list', 'sinks check', 'doctor'],
]
/** It changes only a home of its own, which is thrown away. */
const OWN_HOME = ['demo']

/** Values by path, or sets in any order; null is nothing at all. */
type State = Readonly<Record<string, unknown>> | readonly object[] | null

interface Step {
  readonly command: string
  /** Those of functions need what the steps before made. */
  readonly args: readonly string[] | (() => readonly string[] | Promise<readonly string[]>)
  readonly input?: string
  readonly action: string
  /** Ends with a slash where the id is made by the command. */
  readonly target: string
  readonly before: State
  readonly after: State
}

describe('e2e/audit of commands', function () {
  this.timeout(180_000)
  let home: string
  let simulator: Simulator

  before(async () => {
    home = temporaryFolder()
    simulator = await startSimulator({ functions: 1, seed: 1, now: () => new Date() })
  })
  after(async () => {
    await simulator.close()
    removeFolder(home)
  })

  const deployArgs = (...more: string[]) => {
    const set = [`ak_id=${ACCESS_KEY_ID}`, 'ak_secret=-', `endpoint=${simulator.url}`, 'regions=us-east-1']
    return [SET, '--name', 'prod', ...set.flatMap((each) => ['--set', each]), ...more]
  }
  const waitingTask = () =>
    withStore(home, async ({ tasks }) => {
      const asked = { origin: 'manual', requestedBy: 'test', plannedAt: new Date() } as const
      const task = await tasks.enqueue({ ...asked, trigger: 'prod', scriptSet: SET })
      return [task!.id]
    })
  const options = ['url=http://127.0.0.1:1', 'org=o', 'bucket=b', 'token=-']
  const lake = ['lake', '--type', 'influxdb2', '--no-check', ...options.flatMap((each) => ['--set', each])]

  const installed = [withVersion('guance_integration_core'), withVersion(SET)]
  const set = { target: `script-set/${SET}` }
  const startup = { target: 'startup-script/prod' }
  const trigger = { action: 'trigger.change', target: 'trigger/prod' }
  const execute = { action: 'trigger.execute', target: 'trigger/prod', before: null }
  const sink = { target: 'sink/lake' }

  const STEPS: readonly Step[] = [
    {
      ...{ command: 'install', args: [SET], action: 'script-set.install', ...set },
      ...{ before: [], after: installed },
    },
    {
      ...{ command: 'upgrade', args: [SET], action: 'script-set.upgrade', ...set },
      ...{ before: [withVersion(SET)], after: [withVersion(SET)] },
    },
    {
      ...{ command: 'deploy', args: () => deployArgs('--cron', '0 0 1 1 *'), input: SECRET_ACCESS_KEY },
      ...{ action: 'startup-script.deploy', ...startup, before: null },
      after: { name: 'prod', scriptSet: SET, cron: '0 0 1 1 *', 'parameters.regions': ['us-east-1'] },
    },
    {
      ...{ command: 'deploy', args: () => deployArgs('--title', 'Ours'), input: SECRET_ACCESS_KEY },
      ...{ action: 'startup-script.deploy', ...startup },
      ...{ before: { cron: '0 0 1 1 *' }, after: { cron: '0 0 1 1 *', title: 'Ours' } },
    },
    {
      ...{ command: 'triggers disable', args: ['prod'], ...trigger },
      ...{ before: { name: 'prod', enabled: true }, after: { name: 'prod', enabled: false } },
    },
    {
      ...{ command: 'triggers pause', args: ['prod', '--for', '3000-01-01'], ...trigger },
      ...{ before: { pausedUntil: null }, after: { pausedUntil: '3000-01-01T00:00:00.000Z' } },
    },
    {
      ...{ command: 'triggers enable', args: ['prod'], ...trigger },
      before: { enabled: false, pausedUntil: '3000-01-01T00:00:00.000Z' },
      after: { enabled: true, pausedUntil: null },
    },
    {
      ...{ command: 'triggers set', args: ['prod', '--timeout', '2m'], ...trigger },
      ...{ before: { timeoutSeconds: 300 }, after: { timeoutSeconds: 120 } },
    },
    { command: 'run', args: ['prod'], ...execute, after: {} },
    {
      ...{ command: 'backfill', args: ['prod', '--from', FROM, '--to', TO], ...execute },
      after: { 'request.window': { from: FROM, to: TO } },
    },
    {
      ...{ command: 'tasks stop', args: waitingTask, action: 'task.stop', target: 'task/' },
      ...{ before: null, after: null },
    },
    {
      ...{ command: 'sinks add', args: lake, input: TOKEN, action: 'sink.create', ...sink },
      ...{ before: null, after: { type: 'influxdb2', required: true, 'options.bucket': 'b' } },
    },
    {
      ...{
        command: 'sinks add',
        args: [...lake, '--best-effort'],
        input: TOKEN,
        action: 'sink.change',
        ...sink,
      },
      ...{ before: { required: true }, after: { type: 'influxdb2', required: false } },
    },
    {
      ...{ command: 'sinks refill', args: ['lake'], action: 'sink.refill', ...sink },
      ...{ before: null, after: null },
    },
    {
      ...{ command: 'sinks remove', args: ['lake'], action: 'sink.remove', ...sink },
      ...{ before: { type: 'influxdb2', required: false }, after: null },
    },
    {
      ...{ command: 'triggers remove', args: ['prod'], action: 'startup-script.remove', ...startup },
      ...{ before: { name: 'prod', title: 'Ours' }, after: null },
    },
    {
      ...{ command: 'uninstall', args: [SET], action: 'script-set.uninstall', ...set },
      ...{ before: { id: SET }, after: { removed: [SET], removedTriggers: [] } },
    },
  ]

  it('should know of every command whether it changes something', () => {
    const commands = leafCommands(silentProgram(ROOT)).map(({ path }) => path.replace('funcbox ', ''))
    const known = [...READING, ...OWN_HOME, ...new Set(STEPS.map(({ command }) => command))]
    expect(known.sort()).to.deep.equal(commands.sort())
  })

  for (const { command, args, input, action, target, before, after } of STEPS) {
    it(`should record ${command} as ${action}`, async () => {
      const known = (await readAudit(home)).length
      const given = typeof args === 'function' ? await args() : args
      await mustRun([...command.split(' '), ...given], { home, ...(input && { input: `${input}\n` }) })
      const added = (await readAudit(home)).slice(known)
      expect(added).to.have.length(1)
      const entry = added[0]!
      expect(entry).to.include({ actor: userName(), actorKind: 'cli', action, requestId: null })
      expect(entry.target).to.equal(target.endsWith('/') ? `${target}${given[0]}` : target)
      expectState(entry.before, before)
      expectState(entry.after, after)
    })
  }

  it('should name the task of each run, and neither secret nor digest', async () => {
    const all = await readAudit(home)
    const named = all
      .filter(({ action }) => action === 'trigger.execute')
      .map(({ after }) => (after as { readonly task: string }).task)
    const tasks = await withStore(home, (store) => store.tasks.list({ trigger: 'prod' }))
    expect(tasks.map(({ id }) => id)).to.include.members(named)
    expect(JSON.stringify(all))
      .not.to.contain(SECRET_ACCESS_KEY)
      .and.not.contain(TOKEN)
      .and.not.match(/generatedSha256|createdAt/)
  })
})

describe('e2e/audit of commands that fail', function () {
  this.timeout(180_000)
  let home: string

  before(async () => {
    home = temporaryFolder()
    await mustRun(['sinks', 'add', 'lines', '--type', 'file', '--set', `path=${join(home, 'lines')}`], {
      home,
    })
    await mustRun(['install', SET], { home })
  })
  after(() => removeFolder(home))

  const FAILING: readonly (readonly [line: string, code: string])[] = [
    ['install nothing_of_this_name', 'FUNC_ERR_MARKET_SET_UNKNOWN'],
    ['uninstall guance_integration_core', 'FUNC_ERR_MARKET_IN_USE'],
    [`deploy ${SET} --name prod --set regions=us-east-1 --cron x`, 'FUNC_ERR_CRON_INVALID'],
    ['triggers disable nobody', 'FUNC_ERR_TRIGGER_UNKNOWN'],
    ['triggers remove nobody', 'FUNC_ERR_DEPLOY_UNKNOWN'],
    ['run nobody', 'FUNC_ERR_TRIGGER_UNKNOWN'],
    ['tasks stop t-none', 'FUNC_ERR_TASK_UNKNOWN'],
    ['sinks add lines --type file', 'FUNC_ERR_SINK_OPTIONS_INVALID'],
    ['sinks remove nobody', 'FUNC_ERR_SINK_UNKNOWN'],
  ]
  for (const [line, code] of FAILING) {
    it(`should not record ${line}`, async () => {
      const known = await readAudit(home)
      const { status, stderr } = await runCli(line.split(' '), { home })
      expect(status).to.be.oneOf([1, 2])
      expect(stderr).to.contain(`error ${code}`)
      expect(await readAudit(home)).to.deep.equal(known)
    })
  }

  it('should say that an entry could not be written, and let the change stand', async () => {
    const database = new DatabaseSync(join(home, 'funcbox.db'))
    database.exec("create trigger full before insert on audit begin select raise(abort, 'disk full'); end")
    database.close()
    const { status, stdout, stderr } = await runCli(['sinks', 'remove', 'lines'], { home })
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: 'sink lines removed\n' })
    expect(stderr).to.contain("error FUNC_ERR_AUDIT_FAILED: Cannot record 'sink.remove' of 'sink/lines'")
    expect(stderr).to.contain('though it was done: disk full')
    const names = await withStore(home, async ({ sinks }) => (await sinks.list()).map(({ name }) => name))
    expect(names).to.deep.equal(['local'])
  })
})

function withVersion(id: string): object {
  const text = readFileSync(join(ROOT, 'manifests', `${id}.json`), 'utf8')
  return { id, version: JSON.parse(text).version }
}

function expectState(state: unknown, wanted: State): void {
  if (wanted === null) expect(state).to.equal(null)
  else if (Array.isArray(wanted)) expect(state).to.have.deep.members(wanted)
  else expect(state).to.deep.nested.include(wanted)
}
