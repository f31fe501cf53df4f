import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { createInstaller, type Installer } from '#func/market/install.ts'
import { folderSource } from '#func/market/source.ts'
import { killAtEveryStep } from '../../support/kill.ts'
import { temporaryFolder, writeFile, writeSet } from '../../support/market/market.ts'

const CHILD = join(import.meta.dirname, '../../support/market/market-child.ts')

describe('func/market/install, killed', () => {
  const temporary = temporaryFolder()
  const market = join(temporary.path, 'market')
  const origin = join(temporary.path, 'origin')
  after(() => temporary.remove())

  before(async () => {
    writeSet(market, { id: 'core', library: true })
    writeSet(market, { id: 'lambda', requires: { core: '^1.0.0' }, files: { 'old.ts': '// old\n' } })
    await installerOf(origin).install('lambda')
    writeFile(join(origin, 'scripts/lambda/notes.md'), 'mine')
    writeSet(market, { id: 'core', version: '1.1.0', library: true })
    writeSet(market, {
      id: 'lambda',
      version: '1.1.0',
      requires: { core: '^1.1.0' },
      files: { 'new.ts': '// new\n' },
    })
  })

  function installerOf(home: string): Installer {
    return createInstaller({
      home,
      sources: [folderSource('test', market)],
      engineVersion: '0.1.0',
      clock: () => new Date(0),
    })
  }

  /** Versions and soundness of what is installed, as one text. */
  async function stateOf(home: string): Promise<string> {
    const installer = installerOf(home)
    const parts: string[] = []
    for (const { id, version } of await installer.installed()) {
      const checks = await installer.verify(id)
      const wrong = checks.filter(({ status }) => status !== 'ok' && status !== 'extra')
      parts.push(`${id}@${version}${wrong.length > 0 ? ' broken' : ''}`)
    }
    return parts.join(' ')
  }

  async function killEverywhere(
    action: string,
    id: string,
    old: string,
    fresh: string,
  ): Promise<Set<string>> {
    const runs = await killAtEveryStep({
      program: CHILD,
      prepare: (step) => copyOfOrigin(`${action}-${step}`),
      args: (home, step) => [home, market, `${step}`, action, id],
    })
    const seen = new Set<string>()
    for (const { home, step } of runs) {
      await installerOf(home).recover()
      const state = await stateOf(home)
      expect([old, fresh], `killed at step ${step}`).to.include(state)
      expect(readdirSync(join(home, 'scripts')).filter((name) => name.startsWith('.'))).to.deep.equal([])
      seen.add(state)
    }
    expect(runs.length).to.be.at.least(6)
    return seen
  }

  function copyOfOrigin(name: string): string {
    const home = join(temporary.path, name)
    cpSync(origin, home, { recursive: true })
    return home
  }

  it('should leave the old or the new closure, wherever an upgrade is killed', async () => {
    const old = 'core@1.0.0 lambda@1.0.0'
    const fresh = 'core@1.1.0 lambda@1.1.0'
    const seen = await killEverywhere('upgrade', 'lambda', old, fresh)
    expect([...seen]).to.have.members([old, fresh])
    for (const name of readdirSync(temporary.path).filter((folder) => folder.startsWith('upgrade-'))) {
      expect(existsSync(join(temporary.path, name, 'scripts/lambda/notes.md')), name).to.equal(true)
    }
  })

  it('should leave all or nothing, wherever an uninstall is killed', async () => {
    const seen = await killEverywhere('uninstall', 'core', 'core@1.0.0 lambda@1.0.0', '')
    expect([...seen]).to.have.members(['core@1.0.0 lambda@1.0.0', ''])
  })

  it('should go on with the next command without an explicit recovery', async () => {
    const home = copyOfOrigin('next')
    const { signal } = spawnSync(process.execPath, [CHILD, home, market, '2', 'upgrade', 'lambda'])
    expect(signal).to.equal('SIGKILL')
    await installerOf(home).install('lambda')
    expect(await stateOf(home)).to.equal('core@1.1.0 lambda@1.1.0')
  })
})
