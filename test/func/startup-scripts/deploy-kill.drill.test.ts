import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { sha256 } from '#func/market/digest.ts'
import { createInstaller } from '#func/market/install.ts'
import { folderSource } from '#func/market/source.ts'
import { deploy } from '#func/startup-scripts/deploy.ts'
import { type KilledRun, killAtEveryStep } from '../../support/kill.ts'
import { openDeployHome, startupPath } from '../../support/market/deploy.ts'
import { temporaryFolder, writeSet } from '../../support/market/market.ts'

const CHILD = join(import.meta.dirname, '../../support/market/deploy-child.ts')

describe('func/market/deploy, killed', () => {
  const temporary = temporaryFolder()
  const market = join(temporary.path, 'market')
  const origin = join(temporary.path, 'origin')
  const first = {
    set: 'lambda',
    name: 'prod',
    parameters: { ak_id: 'OLD', ak_secret: 'OLD', regions: 'old-1' },
  }
  const second = { ...first, parameters: { ak_id: 'NEW', ak_secret: 'NEW', regions: 'new-1' }, force: true }
  after(() => temporary.remove())

  before(async () => {
    mkdirSync(origin)
    writeSet(market, { id: 'lambda' })
    const sources = [folderSource('test', market)]
    const clock = () => new Date(0)
    await createInstaller({ home: origin, sources, engineVersion: '0.1.0', clock }).install('lambda')
    const opened = await openDeployHome(origin, market)
    await deploy(opened.options, first)
    await opened.close()
  })

  /** Which deploy file, trigger and secrets come from; they must agree. */
  async function stateOf(home: string): Promise<string> {
    const opened = await openDeployHome(home, market)
    await opened.recover()
    const { triggers, secrets } = opened.options.store
    const trigger = await triggers.get('prod')
    const secret = await secrets.get('PROD_AK_ID', 'prod')
    await opened.close()
    const file = existsSync(startupPath(home, 'prod')) ? readFileSync(startupPath(home, 'prod'), 'utf8') : ''
    const names = readdirSync(join(home, 'startup'))
    expect(names.filter((name) => name.startsWith('.'))).to.deep.equal([])
    if (trigger === undefined) return `none ${file}${secret ?? ''}`.trim()
    const isGenerated = sha256(file) === trigger.generatedSha256
    const region = (trigger.parameters as { regions: string[] }).regions[0]
    return `${isGenerated ? 'generated' : file} ${region} ${secret}`
  }

  async function killEverywhere(
    name: string,
    request: object,
    prepare = (_home: string): void => {},
  ): Promise<KilledRun[]> {
    const runs = await killAtEveryStep({
      program: CHILD,
      prepare: (step) => {
        const home = join(temporary.path, `${name}${step}`)
        cpSync(origin, home, { recursive: true })
        prepare(home)
        return home
      },
      args: (home, step) => [home, market, `${step}`, JSON.stringify(request)],
    })
    expect(runs.length).to.be.at.least(4)
    return runs
  }

  it('should leave file, trigger, secrets and hand edits of one deploy, wherever another is killed', async () => {
    const runs = await killEverywhere('forced', second, (home) =>
      writeFileSync(startupPath(home, 'prod'), '// mine'),
    )
    const seen = new Set<string>()
    for (const { home, step } of runs) {
      const state = await stateOf(home)
      seen.add(state)
      const isKept = existsSync(join(home, 'startup/prod.old.ts'))
      expect(isKept, `killed at step ${step}`).to.equal(state.startsWith('generated'))
    }
    expect(seen).to.deep.equal(new Set(['// mine old-1 OLD', 'generated new-1 NEW']))
  })

  it('should leave all or nothing, wherever a first deploy is killed', async () => {
    const seen = new Set<boolean>()
    for (const { home, step } of await killEverywhere('create', { ...second, name: 'fresh', force: false })) {
      const opened = await openDeployHome(home, market)
      await opened.recover()
      const isThere = (await opened.options.store.triggers.get('fresh')) !== undefined
      await opened.close()
      expect(existsSync(startupPath(home, 'fresh')), `killed at step ${step}`).to.equal(isThere)
      seen.add(isThere)
    }
    expect(seen.size).to.equal(2)
  })

  it('should leave all or nothing, wherever a removal is killed', async () => {
    const runs = await killEverywhere('remove', { name: 'prod', remove: true })
    const states = await Promise.all(runs.map(({ home }) => stateOf(home)))
    expect(new Set(states)).to.deep.equal(new Set(['generated old-1 OLD', 'none']))
  })
})
