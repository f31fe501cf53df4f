import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import { planTrigger } from '#func/runner/plan/plan-trigger.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { fixtureStartup, SETTINGS } from '../host/support.ts'

describe('runner/plan/plan-trigger', function () {
  this.timeout(30_000)
  let home: TestHome

  before(async () => {
    home = await createHome()
    await home.addScriptSet('fixture', join(import.meta.dirname, '../testdata/fixture'))
  })
  after(() => home.close())

  const plan = async (mode: string, signal = new AbortController().signal) => {
    await home.addStartup('planned', fixtureStartup({ mode }))
    const secrets = { AK_SECRET: 'a-secret-value' }
    const trigger = await home.addTrigger(
      { name: 'planned', scriptSet: 'fixture', cron: '0 * * * *' },
      secrets,
    )
    const { path, key, clock } = home
    return await planTrigger({ home: path, key, trigger, settings: SETTINGS, clock, signal })
  }
  const failure = async (mode: string, signal?: AbortSignal) =>
    await plan(mode, signal).then(
      () => undefined,
      (error: unknown) => error as Error,
    )

  it('should plan a set that asks nothing of AWS, without points, state or tasks', async () => {
    const { month, metrics, usual, version, failures } = await plan('success')

    expect({ metrics, version, failures }).to.deep.equal({ metrics: 0, version: '1.0.0', failures: [] })
    expect(usual.apiCalls).to.deep.equal({})
    expect(month.estimatedDollars).to.equal(0)
    expect(await home.store.state.get('planned', 'runs')).to.equal(undefined)
    expect(await home.store.tasks.list({ limit: 10 })).to.deep.equal([])
    expect((await home.points.counts()).points).to.equal(0)
  })

  it('should go on when some units fail, and report which', async () => {
    const { failures } = await plan('partial')

    expect(failures).to.deep.equal([
      { unit: 'eu-west-1 metrics', code: 'FUNC_ERR_AWS_ACCESS_DENIED', message: 'denied' },
    ])
  })

  it('should fail as the run would, secrets masked', async () => {
    const error = await failure('logsSecrets')

    expect(codeOf(error)).to.equal('FUNC_ERR_TASK_FAILED')
    expect(error?.message).to.equal('Cannot use ***')
  })

  for (const mode of ['exits', 'rejects', 'hogs']) {
    it(`should fail clearly when the script ${mode}`, async () => {
      const error = await failure(mode)

      expect(codeOf(error)).to.equal('FUNC_ERR_TASK_FAILED')
      expect(error?.message).to.include("Cannot plan 'planned' as it")
    })
  }

  for (const mode of ['hangs', 'ignoresAbort', 'loops']) {
    it(`should be cancelled while the script ${mode}`, async () => {
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 600)
      const begun = Date.now()
      const error = await failure(mode, abort.signal)

      expect(codeOf(error)).to.equal('FUNC_ERR_CANCELLED')
      expect(Date.now() - begun).to.be.lessThan(25_000)
    })
  }
})
