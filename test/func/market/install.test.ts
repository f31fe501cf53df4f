import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import { findSet, readCatalogs } from '#func/market/catalog.ts'
import { createInstaller, type Installer } from '#func/market/install.ts'
import { builtinSource, folderSource } from '#func/market/source.ts'
import { temporaryFolder, writeFile, writeSet } from '../../support/market/market.ts'

describe('func/market/install', () => {
  let temporary: ReturnType<typeof temporaryFolder>
  let home: string
  let market: string
  let installer: Installer

  beforeEach(() => {
    temporary = temporaryFolder()
    home = join(temporary.path, 'home')
    market = join(temporary.path, 'market')
    installer = installerOf()
    writeSet(market, { id: 'core', library: true })
    writeSet(market, {
      id: 'lambda',
      requires: { core: '^1.0.0' },
      files: { 'lib/a.ts': 'export const a = 1\n' },
    })
  })
  afterEach(() => temporary.remove())

  function installerOf(options: { engineVersion?: string; markets?: string[] } = {}): Installer {
    const { engineVersion = '0.1.0', markets = [market] } = options
    const sources = markets.map((path, index) => folderSource(index === 0 ? 'test' : `test${index}`, path))
    return createInstaller({ home, sources, engineVersion, clock: () => new Date('2026-01-02T03:04:05Z') })
  }

  function read(...path: string[]): string {
    return readFileSync(join(home, 'scripts', ...path), 'utf8')
  }

  async function refusal(action: Promise<unknown>): Promise<{ code: string | undefined; message: string }> {
    try {
      await action
    } catch (error) {
      return { code: codeOf(error), message: (error as Error).message }
    }
    return { code: undefined, message: 'it was not refused' }
  }

  it('should install a set and what it requires, with a record of both', async () => {
    const results = await installer.install('lambda')
    expect(results.map(({ id, action, to }) => [id, action, to])).to.deep.equal([
      ['core', 'installed', '1.0.0'],
      ['lambda', 'installed', '1.0.0'],
    ])
    expect(read('lambda', 'lib/a.ts')).to.equal('export const a = 1\n')
    expect((await installer.installed()).map(({ id }) => id)).to.deep.equal(['core', 'lambda'])
    const lambda = await installer.find('lambda')
    expect(lambda).to.include({ version: '1.0.0', source: 'test', installedAt: '2026-01-02T03:04:05.000Z' })
    expect((await installer.verify('lambda')).map(({ status }) => status)).to.deep.equal(['ok', 'ok', 'ok'])
    expect(readdirSync(join(home, 'scripts')).sort()).to.deep.equal(['core', 'lambda'])
  })

  it('should read the texts of a set that an earlier version installed as plain strings', async () => {
    await installer.install('lambda')
    const record = JSON.parse(read('lambda', 'installed.json'))
    record.manifest.permissions = [{ action: 'lambda:ListFunctions', feature: 'Objects', lost: 'All' }]
    writeFile(join(home, 'scripts/lambda/installed.json'), JSON.stringify(record))
    const lambda = await installer.find('lambda')
    expect(lambda?.manifest.permissions).to.deep.equal([
      {
        action: 'lambda:ListFunctions',
        feature: { en: 'Objects', 'zh-CN': 'Objects' },
        lost: { en: 'All', 'zh-CN': 'All' },
      },
    ])
  })

  it('should make the home a package of modules and leave an existing one alone', async () => {
    writeFile(join(home, 'tsconfig.json'), '{}')
    await installer.install('core')
    expect(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))).to.deep.equal({
      private: true,
      type: 'module',
    })
    expect(readFileSync(join(home, 'tsconfig.json'), 'utf8')).to.equal('{}')
  })

  it('should execute nothing of a set', async () => {
    const proof = join(temporary.path, 'executed')
    const code = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(proof)}, '')\n`
    writeSet(market, { id: 'evil', files: { 'main.ts': code, 'index.ts': code } })
    await installer.install('evil')
    expect(existsSync(proof)).to.equal(false)
  })

  it('should do nothing when the very same set is installed', async () => {
    await installer.install('lambda')
    const before = lstatSync(join(home, 'scripts', 'lambda')).ino
    expect((await installer.install('lambda')).map(({ action }) => action)).to.deep.equal(['unchanged'])
    expect(lstatSync(join(home, 'scripts', 'lambda')).ino).to.equal(before)
  })

  it('should refuse a file whose bytes differ from its digest, and change nothing', async () => {
    writeFileSync(join(market, 'scripts/lambda/main.ts'), 'tampered')
    const { code, message } = await refusal(installer.install('lambda'))
    expect(code).to.equal('FUNC_ERR_MARKET_DIGEST_MISMATCH')
    expect(message).to.match(/'main.ts' differs: wanted [0-9a-f]{64}, got [0-9a-f]{64}$/)
    expect(await installer.installed()).to.deep.equal([])
  })

  it('should refuse a file that leads out of the set by a link', async () => {
    writeFile(join(temporary.path, 'outside'), 'secret')
    rmSync(join(market, 'scripts/lambda/lib/a.ts'))
    symlinkSync(join(temporary.path, 'outside'), join(market, 'scripts/lambda/lib/a.ts'))
    expect(await refusal(installer.install('lambda'))).to.include({ code: 'FUNC_ERR_MARKET_SOURCE_INVALID' })
  })

  const refused: [name: string, code: string, pattern: RegExp, prepare: () => Promise<unknown>][] = [
    [
      'a set that nobody offers',
      'FUNC_ERR_MARKET_SET_UNKNOWN',
      /'nothing': nothing of this name is offered \(sources: test\)/,
      () => installer.install('nothing'),
    ],
    [
      'a version that nobody offers',
      'FUNC_ERR_MARKET_SET_UNKNOWN',
      /version '\^2': only version 1\.0\.0 is offered/,
      () => installer.install('lambda', { version: '^2' }),
    ],
    [
      'a source that there is not',
      'FUNC_ERR_MARKET_SET_UNKNOWN',
      /no source 'mars'/,
      () => installer.install('lambda', { source: 'mars' }),
    ],
    [
      'a set for another funcbox',
      'FUNC_ERR_MARKET_ENGINE_UNMET',
      /needs funcbox >=0\.1\.0: this is 0\.0\.9/,
      () => installerOf({ engineVersion: '0.0.9' }).install('lambda'),
    ],
    [
      'a set whose requirement is missing',
      'FUNC_ERR_MARKET_REQUIREMENT_UNMET',
      /'lambda' as it requires 'core' \^1\.0\.0, and no source offers it/,
      () => {
        rmSync(join(market, 'manifests/core.json'))
        return installer.install('lambda')
      },
    ],
    [
      'a set whose requirement has another version',
      'FUNC_ERR_MARKET_REQUIREMENT_UNMET',
      /and the newest offered is 2\.0\.0/,
      () => {
        writeSet(market, { id: 'core', version: '2.0.0', library: true })
        return installer.install('lambda')
      },
    ],
    [
      'an upgrade that an installed set cannot bear',
      'FUNC_ERR_MARKET_REQUIREMENT_UNMET',
      /'core' 2\.0\.0 as 'lambda' requires it in version \^1\.0\.0/,
      async () => {
        await installer.install('lambda')
        writeSet(market, { id: 'core', version: '2.0.0', library: true })
        return installer.upgrade('core')
      },
    ],
    [
      'requirements that disagree',
      'FUNC_ERR_MARKET_REQUIREMENT_UNMET',
      /'core'/,
      () => {
        writeSet(market, { id: 'other', requires: { core: '^3.0.0' } })
        writeSet(market, { id: 'lambda', requires: { core: '^1.0.0', other: '*' } })
        const second = join(temporary.path, 'second')
        writeSet(second, { id: 'core', version: '3.0.0', library: true })
        return installerOf({ markets: [market, second] }).install('lambda')
      },
    ],
    [
      'an upgrade of what is not installed',
      'FUNC_ERR_MARKET_NOT_INSTALLED',
      /'lambda' as it is not installed/,
      () => installer.upgrade('lambda'),
    ],
    [
      'a folder that it did not install',
      'FUNC_ERR_MARKET_EDITED',
      /exists and was not installed/,
      () => {
        writeFile(join(home, 'scripts/lambda/main.ts'), 'mine')
        return installer.install('lambda')
      },
    ],
  ]
  for (const [name, code, pattern, action] of refused) {
    it(`should refuse ${name}`, async () => {
      const result = await refusal(action())
      expect(result.code, result.message).to.equal(code)
      expect(result.message).to.match(pattern)
    })
  }

  it('should install sets that require each other', async () => {
    writeSet(market, { id: 'a', requires: { b: '1' } })
    writeSet(market, { id: 'b', requires: { a: '1' } })
    expect((await installer.install('a')).map(({ id }) => id)).to.deep.equal(['b', 'a'])
  })

  it('should take the newest of several sources, and the named source when asked', async () => {
    const second = join(temporary.path, 'second')
    writeSet(second, { id: 'core', version: '1.5.0', library: true })
    const both = installerOf({ markets: [market, second] })
    expect((await both.install('core'))[0]).to.include({ to: '1.5.0', source: 'test1' })
    expect((await both.install('core', { source: 'test' }))[0]).to.include({
      to: '1.0.0',
      action: 'downgraded',
    })
  })

  it('should upgrade from the source that has a newer version, and never to an older one', async () => {
    const second = join(temporary.path, 'second')
    const both = installerOf({ markets: [market, second] })
    writeSet(second, { id: 'core', library: true, files: { 'main.ts': '// of the second' } })
    await both.install('core', { source: 'test1' })
    expect((await both.upgrade('core'))[0], 'the same from another').to.include({ action: 'unchanged' })
    expect((await both.preview('core'))[0]).to.include({ action: 'unchanged', source: 'test1' })
    writeSet(market, { id: 'core', version: '1.1.0', library: true })
    expect((await both.preview('core'))[0]).to.include({ to: '1.1.0', source: 'test' })
    expect((await both.upgrade('core'))[0]).to.include({ to: '1.1.0', source: 'test', action: 'upgraded' })
    const { message } = await refusal(installerOf({ markets: [second] }).upgrade('core'))
    expect(message).to.match(/'core' in version '>=1\.1\.0': only version 1\.0\.0 is offered/)
  })

  it('should upgrade a set with what it requires and show the changes between', async () => {
    await installer.install('lambda')
    writeSet(market, { id: 'core', version: '1.1.0', library: true })
    writeSet(market, { id: 'lambda', version: '1.2.0', requires: { core: '^1.1.0' } })
    const results = await installer.upgrade('lambda')
    expect(results.map(({ id, action, from, to }) => [id, action, from, to])).to.deep.equal([
      ['core', 'upgraded', '1.0.0', '1.1.0'],
      ['lambda', 'upgraded', '1.0.0', '1.2.0'],
    ])
    expect(results[1]?.changes).to.equal('## 1.2.0\n\n- Changes of 1.2.0')
    expect(existsSync(join(home, 'scripts/lambda/lib/a.ts'))).to.equal(false)
  })

  it('should keep an installed requirement that is good enough', async () => {
    await installer.install('core')
    writeSet(market, { id: 'core', version: '1.1.0', library: true })
    expect((await installer.install('lambda')).map(({ id }) => id)).to.deep.equal(['lambda'])
    expect(await installer.find('core')).to.include({ version: '1.0.0' })
  })

  it('should report edited, missing and extra files', async () => {
    await installer.install('lambda')
    writeFileSync(join(home, 'scripts/lambda/main.ts'), 'edited')
    rmSync(join(home, 'scripts/lambda/lib/a.ts'))
    writeFile(join(home, 'scripts/lambda/notes.md'), 'mine')
    expect(await installer.verify('lambda')).to.deep.equal([
      { path: 'CHANGELOG.md', status: 'ok' },
      { path: 'lib/a.ts', status: 'missing' },
      { path: 'main.ts', status: 'edited' },
      { path: 'notes.md', status: 'extra' },
    ])
  })

  it('should refuse to overwrite edits, and keep them beside when forced', async () => {
    await installer.install('lambda')
    writeFileSync(join(home, 'scripts/lambda/main.ts'), 'edited')
    writeFile(join(home, 'scripts/lambda/notes.md'), 'mine')
    writeSet(market, { id: 'lambda', version: '1.1.0', requires: { core: '^1.0.0' } })
    const { code, message } = await refusal(installer.upgrade('lambda'))
    expect(code).to.equal('FUNC_ERR_MARKET_EDITED')
    expect(message).to.match(/these files were edited: main\.ts$/)
    expect(read('lambda', 'main.ts')).to.equal('edited')

    const [result] = await installer.upgrade('lambda', { force: true })
    expect(result?.kept).to.deep.equal(['main.ts.local-1.0.0', 'notes.md'])
    expect(read('lambda', 'main.ts.local-1.0.0')).to.equal('edited')
    expect(read('lambda', 'notes.md')).to.equal('mine')
    expect(read('lambda', 'main.ts')).to.not.equal('edited')
  })

  it('should mend a set whose files are missing without being forced', async () => {
    await installer.install('lambda')
    rmSync(join(home, 'scripts/lambda/main.ts'))
    expect((await installer.install('lambda'))[0]).to.include({ id: 'lambda', action: 'reinstalled' })
    expect(existsSync(join(home, 'scripts/lambda/main.ts'))).to.equal(true)
  })

  it('should link to the folder of the source, and copy again when asked', async () => {
    await installer.install('lambda', { link: true })
    expect(lstatSync(join(home, 'scripts/lambda')).isSymbolicLink()).to.equal(true)
    expect(await installer.find('lambda')).to.include({ linked: join(market, 'scripts/lambda') })
    writeFileSync(join(market, 'scripts/lambda/main.ts'), 'in work')
    expect(read('lambda', 'main.ts')).to.equal('in work')
    expect(existsSync(join(market, 'scripts/lambda/installed.json'))).to.equal(false)

    writeSet(market, { id: 'lambda', requires: { core: '*' } })
    await installer.install('lambda')
    expect(lstatSync(join(home, 'scripts/lambda')).isSymbolicLink()).to.equal(false)
    expect((await installer.find('lambda'))?.linked).to.equal(undefined)
    expect(existsSync(join(market, 'scripts/lambda/main.ts'))).to.equal(true)
  })

  it('should uninstall a link and leave the folder behind it alone', async () => {
    await installer.install('lambda', { link: true })
    await installer.uninstall('lambda', { triggers: [] })
    expect(await installer.find('lambda')).to.equal(undefined)
    expect(existsSync(join(market, 'scripts/lambda/main.ts'))).to.equal(true)
  })

  it('should uninstall and name libraries that nothing requires any more', async () => {
    await installer.install('lambda')
    const result = await installer.uninstall('lambda', { triggers: [{ name: 'x', scriptSet: 'other' }] })
    expect(result).to.deep.equal({ removed: ['lambda'], removedTriggers: [], noLongerRequired: ['core'] })
    expect(readdirSync(join(home, 'scripts'))).to.deep.equal(['core'])
  })

  it('should refuse to uninstall what is required, used or edited', async () => {
    await installer.install('lambda')
    const triggers = [{ name: 'prod', scriptSet: 'lambda' }]
    const used = await refusal(installer.uninstall('lambda', { triggers }))
    expect(used).to.deep.include({ code: 'FUNC_ERR_MARKET_IN_USE' })
    expect(used.message).to.match(/these triggers use it: prod$/)
    expect((await refusal(installer.uninstall('core', { triggers: [] }))).message).to.match(
      /required by lambda$/,
    )
    const dependents = await refusal(installer.uninstall('core', { triggers, dependents: true }))
    expect(dependents.code).to.equal('FUNC_ERR_MARKET_IN_USE')
    writeFileSync(join(home, 'scripts/lambda/main.ts'), 'edited')
    const edited = await refusal(installer.uninstall('lambda', { triggers: [] }))
    expect(edited.code).to.equal('FUNC_ERR_MARKET_EDITED')
    expect((await installer.installed()).length).to.equal(2)
  })

  it('should remove triggers and dependents along when asked', async () => {
    await installer.install('lambda')
    const removed: string[] = []
    const result = await installer.uninstall('core', {
      triggers: [{ name: 'prod', scriptSet: 'lambda' }],
      dependents: true,
      removeTrigger: async (name) => void removed.push(name),
    })
    expect(removed).to.deep.equal(['prod'])
    expect(result.removed).to.deep.equal(['core', 'lambda'])
    expect(await installer.installed()).to.deep.equal([])
  })

  it('should let several installs at once come out right', async () => {
    writeSet(market, { id: 'other', requires: { core: '1' } })
    await Promise.all([
      installer.install('lambda'),
      installerOf().install('other'),
      installerOf().install('core'),
    ])
    expect((await installer.installed()).map(({ id }) => id)).to.deep.equal(['core', 'lambda', 'other'])
    for (const id of ['core', 'lambda', 'other']) {
      expect((await installer.verify(id)).every(({ status }) => status === 'ok')).to.equal(true)
    }
  })

  it('should print the rights of a set as an IAM policy', async () => {
    expect(await installer.policy('lambda')).to.deep.equal({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'FuncboxCollect', Effect: 'Allow', Action: ['lambda:ListFunctions'], Resource: '*' },
      ],
    })
    const role = 'arn:aws:iam::123456789012:role/reader'
    const { Statement } = await installer.policy('lambda', [role])
    expect(Statement[1]).to.deep.include({ Action: ['sts:AssumeRole'], Resource: [role] })
  })

  it('should report the rights of a set that the first source offers, whatever a later one holds', async () => {
    const later = join(temporary.path, 'later')
    writeFile(join(later, 'manifests/lambda.json'), '{')
    installer = installerOf({ markets: [market, later] })
    expect((await installer.policy('lambda')).Statement).to.have.length(1)
  })

  it('should report a broken manifest without hiding the others', async () => {
    writeFile(join(market, 'manifests/broken.json'), '{')
    writeFile(join(market, 'manifests/liar.json'), readFileSync(join(market, 'manifests/core.json'), 'utf8'))
    const { offers, broken } = await builtinSource(market).list()
    expect(offers.map(({ manifest }) => manifest.id)).to.deep.equal(['core', 'lambda'])
    expect(broken.map(({ id, error }) => [id, error.code])).to.deep.equal([
      ['broken', 'FUNC_ERR_MARKET_MANIFEST_INVALID'],
      ['liar', 'FUNC_ERR_MARKET_MANIFEST_INVALID'],
    ])
  })

  it('should pass over a source that cannot be read where another offers the set, and report it', async () => {
    const gone = join(temporary.path, 'gone')
    installer = installerOf({ markets: [gone, market] })
    const results = await installer.install('lambda')
    expect(results.map(({ id, source }) => [id, source])).to.deep.equal([
      ['core', 'test1'],
      ['lambda', 'test1'],
    ])
    await installer.uninstall('lambda', { triggers: [] })
    expect(await installer.permissions('lambda')).to.have.length(2)
    const unread = {
      code: 'FUNC_ERR_MARKET_SOURCE_INVALID',
      message: `Cannot read the market source 'test' as '${gone}' holds neither manifests/ nor manifest.json`,
    }
    expect(await refusal(installer.install('lambda', { source: 'test' }))).to.deep.equal(unread)
    expect(await refusal(installer.install('lambada'))).to.deep.equal(unread)
    const sources = [folderSource('gone', gone), folderSource('here', market)]
    const { offers, unreadable } = await readCatalogs({ sources, installer })
    expect(offers.map(({ manifest }) => manifest.id)).to.deep.equal(['core', 'lambda'])
    expect(unreadable.map(({ source }) => source)).to.deep.equal(['gone'])
    expect((await findSet('lambda', { sources, installer })).source).to.equal('here')
    expect(await refusal(findSet('lambada', { sources, installer }))).to.include({ code: unread.code })
  })

  it('should install from a folder that is a single set', async () => {
    const single = join(temporary.path, 'single')
    writeFile(join(single, 'manifest.json'), readFileSync(join(market, 'manifests/core.json'), 'utf8'))
    for (const name of ['main.ts', 'CHANGELOG.md']) {
      writeFile(join(single, name), readFileSync(join(market, 'scripts/core', name), 'utf8'))
    }
    expect((await installerOf({ markets: [single] }).install('core'))[0]).to.include({ action: 'installed' })
    expect(await refusal(folderSource('gone', join(temporary.path, 'gone')).list())).to.deep.include({
      code: 'FUNC_ERR_MARKET_SOURCE_INVALID',
    })
  })
})
