import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import { sha256 } from '#func/market/digest.ts'
import { createInstaller } from '#func/market/install.ts'
import { folderSource } from '#func/market/source.ts'
import { type DeployOptions, type DeployRequest, deploy, removeDeploy } from '#func/startup-scripts/deploy.ts'
import { type DeployHome, loadStartup, openDeployHome, startupPath } from '../../support/market/deploy.ts'
import { temporaryFolder, writeSet } from '../../support/market/market.ts'

describe('func/market/deploy', () => {
  let temporary: ReturnType<typeof temporaryFolder>
  let home: string
  let market: string
  let opened: DeployHome
  let options: DeployOptions

  beforeEach(async () => {
    temporary = temporaryFolder()
    home = join(temporary.path, 'home')
    market = join(temporary.path, 'market')
    mkdirSync(home)
    writeSet(market, { id: 'core', library: true })
    writeSet(market, { id: 'lambda', requires: { core: '*' } })
    writeSet(market, { id: 'other' })
    opened = await openDeployHome(home, market)
    options = opened.options
    const installer = createInstaller({
      home,
      sources: [folderSource('test', market)],
      engineVersion: '0.1.0',
      clock: options.clock,
    })
    await installer.install('lambda')
    await installer.install('other')
  })
  afterEach(async () => {
    await opened.close()
    temporary.remove()
  })

  const KEYS = { ak_id: 'AKID', ak_secret: "it's `se$cret`\\" }

  function request(change: Partial<DeployRequest> = {}): DeployRequest {
    return {
      set: 'lambda',
      name: 'prod',
      parameters: { ...KEYS, regions: 'us-east-1, eu-west-1' },
      ...change,
    }
  }

  async function refusal(
    change: Partial<DeployRequest>,
  ): Promise<{ code: string | undefined; message: string }> {
    try {
      await deploy(options, request(change))
    } catch (error) {
      return { code: codeOf(error), message: (error as Error).message }
    }
    return { code: undefined, message: 'it was not refused' }
  }

  async function secretsOf(name: string): Promise<Record<string, string | undefined>> {
    const { secrets } = options.store
    const names = await secrets.names(name)
    return Object.fromEntries(
      await Promise.all(names.map(async (each) => [each, await secrets.get(each, name)])),
    )
  }

  it('should write the startup script, its trigger and its secrets', async () => {
    const result = await deploy(options, request())
    expect(result.outcome).to.equal('created')
    const text = readFileSync(startupPath(home, 'prod'), 'utf8')
    expect(text).to.equal(`// home/startup/prod.ts: generated from lambda 1.0.0, yours to edit
import type { Env } from '#func/script.ts'
export { run } from '../scripts/lambda/main.ts'

export const title = 'Set lambda (prod)'
export const schedule = { cron: '*/5 * * * *', timezone: 'UTC', timeoutSeconds: 300 }

export function config(env: Env) {
  return {
    account: { ak_id: env('PROD_AK_ID'), ak_secret: env('PROD_AK_SECRET') },
    regions: ['us-east-1', 'eu-west-1'],
  }
}
`)
    expect(await options.store.triggers.get('prod')).to.deep.include({
      scriptSet: 'lambda',
      title: 'Set lambda (prod)',
      cron: '*/5 * * * *',
      timezone: 'UTC',
      timeoutSeconds: 300,
      jitterSeconds: 0,
      enabled: true,
      generatedSha256: sha256(text),
      generatedVersion: '1.0.0',
      parameters: { regions: ['us-east-1', 'eu-west-1'] },
    })
    expect(await secretsOf('prod')).to.deep.equal({ PROD_AK_ID: KEYS.ak_id, PROD_AK_SECRET: KEYS.ak_secret })
    expect(readdirSync(join(home, 'startup'))).to.deep.equal(['prod.ts'])
    expect((await loadStartup(result.file)).run).to.be.a('function')
  })

  it('should leave out the env lookups when there is no secret', async () => {
    await deploy(options, request({ parameters: { regions: ['us-east-1'] } }))
    const text = readFileSync(startupPath(home, 'prod'), 'utf8')
    expect(text).to.include("export function config() {\n  return {\n    regions: ['us-east-1'],\n  }\n}")
    expect(text).to.not.include('Env')
  })

  it('should deploy one set under several names, each with its own secrets', async () => {
    await deploy(options, request())
    await deploy(
      options,
      request({ name: 'prod-eu', parameters: { ak_id: 'B', ak_secret: 'C', regions: 'eu-west-1' } }),
    )
    expect(await secretsOf('prod-eu')).to.deep.equal({ PROD_EU_AK_ID: 'B', PROD_EU_AK_SECRET: 'C' })
    expect((await options.store.triggers.list()).map(({ name }) => name)).to.deep.equal(['prod', 'prod-eu'])
  })

  it('should take schedule, title and timeout from the request', async () => {
    const schedule = {
      cron: '30 0 * * * 1-5',
      timezone: 'Asia/Shanghai',
      timeoutSeconds: 60,
      jitterSeconds: 9,
    }
    await deploy(options, request({ ...schedule, title: "It's mine" }))
    const module = await loadStartup(startupPath(home, 'prod'))
    expect(module.schedule).to.deep.equal(schedule)
    expect(module.title).to.equal("It's mine")
    expect(await options.store.triggers.get('prod')).to.deep.include({ ...schedule, title: "It's mine" })
  })

  const refused: [name: string, code: string, change: Partial<DeployRequest>, pattern: RegExp][] = [
    ['a name in capitals', 'FUNC_ERR_DEPLOY_NAME_INVALID', { name: 'Prod' }, /'Prod'/],
    ['a name with a path', 'FUNC_ERR_DEPLOY_NAME_INVALID', { name: '../x' }, /'\.\.\/x'/],
    ['a name with a double hyphen', 'FUNC_ERR_DEPLOY_NAME_INVALID', { name: 'a--b' }, /'a--b'/],
    ['a name of 41 characters', 'FUNC_ERR_DEPLOY_NAME_INVALID', { name: 'a'.repeat(41) }, /at most 40/],
    ['a set that is not installed', 'FUNC_ERR_MARKET_NOT_INSTALLED', { set: 'nothing' }, /'nothing'/],
    ['a set for other sets', 'FUNC_ERR_DEPLOY_NOT_DEPLOYABLE', { set: 'core' }, /'core'/],
    ['a missing parameter', 'FUNC_ERR_PARAMETER_INVALID', { parameters: {} }, /- regions: is missing/],
    [
      'a misspelt parameter',
      'FUNC_ERR_PARAMETER_INVALID',
      { parameters: { region: 'us-east-1' } },
      /- region: is not known: did you mean regions\?/,
    ],
    [
      'a cron with four fields',
      'FUNC_ERR_CRON_INVALID',
      { cron: '* * * *' },
      /'\* \* \* \*': it has 4 fields/,
    ],
    ['a cron that never comes due', 'FUNC_ERR_CRON_INVALID', { cron: '0 0 31 2 *' }, /never comes due/],
    ['a minute 60', 'FUNC_ERR_CRON_INVALID', { cron: '60 * * * *' }, /'60 \* \* \* \*': /],
    ['a time zone of nowhere', 'FUNC_ERR_CRON_INVALID', { timezone: 'Mars/Base' }, /'Mars\/Base'/],
  ]
  for (const [name, code, change, pattern] of refused) {
    it(`should refuse ${name} and change nothing`, async () => {
      const result = await refusal(change)
      expect(result.code, result.message).to.equal(code)
      expect(result.message).to.match(pattern)
      expect(await options.store.triggers.list()).to.deep.equal([])
      const left = existsSync(join(home, 'startup')) ? readdirSync(join(home, 'startup')) : []
      expect(left).to.deep.equal([])
    })
  }

  it('should change nothing when the startup script does not pass its check', async () => {
    await deploy(options, request())
    const before = readFileSync(startupPath(home, 'prod'), 'utf8')
    const trigger = await options.store.triggers.get('prod')
    options = {
      ...options,
      verify: async (file) => Promise.reject(new Error(`no such export in ${file}`)),
    }
    const result = await refusal({ parameters: { regions: 'ap-south-1', ak_id: 'new', ak_secret: 'new' } })
    expect(result.code).to.equal('FUNC_ERR_DEPLOY_VERIFY_FAILED')
    expect(result.message).to.match(/startup\/prod\.ts$/)
    expect(readFileSync(startupPath(home, 'prod'), 'utf8')).to.equal(before)
    expect(await options.store.triggers.get('prod')).to.deep.equal(trigger)
    expect((await secretsOf('prod')).PROD_AK_ID).to.equal('AKID')
    expect(readdirSync(join(home, 'startup'))).to.deep.equal(['prod.ts'])
  })

  it('should refuse a name of another set, and a file without trigger', async () => {
    await deploy(options, request())
    expect(await refusal({ set: 'other' })).to.include({ code: 'FUNC_ERR_DEPLOY_NAME_TAKEN' })
    writeFileSync(startupPath(home, 'mine'), '// mine')
    expect(await refusal({ name: 'mine' })).to.include({ code: 'FUNC_ERR_DEPLOY_NAME_TAKEN' })
    expect(readFileSync(startupPath(home, 'mine'), 'utf8')).to.equal('// mine')
  })

  describe('again', () => {
    beforeEach(async () => {
      await deploy(options, request({ cron: '0 * * * *' }))
    })

    it('should render anew, and keep secrets, schedule and state that are not given', async () => {
      const pausedUntil = new Date('2030-01-01T00:00:00Z')
      await options.store.triggers.change('prod', { enabled: false, pausedUntil, jitterSeconds: 7 })
      const before = await options.store.triggers.get('prod')
      const result = await deploy(options, request({ parameters: { regions: 'ap-south-1', note: 'x' } }))
      expect(result.outcome).to.equal('updated')
      const module = await loadStartup(result.file)
      expect(module.config((name) => `<${name}>`)).to.deep.equal({
        account: { ak_id: '<PROD_AK_ID>', ak_secret: '<PROD_AK_SECRET>', extra_tags: { note: 'x' } },
        regions: ['ap-south-1'],
      })
      expect(await secretsOf('prod')).to.deep.equal({
        PROD_AK_ID: KEYS.ak_id,
        PROD_AK_SECRET: KEYS.ak_secret,
      })
      expect(await options.store.triggers.get('prod')).to.deep.include({
        cron: '0 * * * *',
        jitterSeconds: 7,
        enabled: false,
        pausedUntil,
        createdAt: before?.createdAt,
        parameters: { regions: ['ap-south-1'], note: 'x' },
      })
    })

    it('should replace secrets that are given and remove those given empty', async () => {
      await deploy(options, request({ parameters: { regions: 'us-east-1', ak_id: 'B', ak_secret: 'C' } }))
      expect(await secretsOf('prod')).to.deep.equal({ PROD_AK_ID: 'B', PROD_AK_SECRET: 'C' })
      expect(await refusal({ parameters: { regions: 'us-east-1', ak_id: '' } })).to.include({
        code: 'FUNC_ERR_PARAMETER_INVALID',
      })
      await deploy(options, request({ parameters: { regions: 'us-east-1', ak_id: '', ak_secret: null } }))
      expect(await secretsOf('prod')).to.deep.equal({})
    })

    it('should end a pause when asked to enable', async () => {
      await options.store.triggers.change('prod', { enabled: false, pausedUntil: new Date('2030-01-01') })
      await deploy(options, request({ enabled: true }))
      expect(await options.store.triggers.get('prod')).to.deep.include({ enabled: true, pausedUntil: null })
    })

    it('should put the new one beside a hand-edited file, with a diff, and change nothing', async () => {
      const file = startupPath(home, 'prod')
      const edited = readFileSync(file, 'utf8').replace("'eu-west-1'", "'eu-north-1'")
      writeFileSync(file, edited)
      const trigger = await options.store.triggers.get('prod')
      const result = await deploy(
        options,
        request({ parameters: { regions: 'us-east-1', ak_id: 'B', ak_secret: 'C' } }),
      )
      expect(result).to.include({ outcome: 'conflict', newFile: join(home, 'startup', 'prod.new.ts') })
      expect(result.trigger).to.deep.equal(trigger)
      expect(result.diff?.split('\n')).to.include.members([
        '--- prod.ts',
        '+++ prod.new.ts',
        "-    regions: ['us-east-1', 'eu-north-1'],",
        "+    regions: ['us-east-1'],",
      ])
      expect(readFileSync(file, 'utf8')).to.equal(edited)
      expect(await options.store.triggers.get('prod')).to.deep.equal(trigger)
      expect((await secretsOf('prod')).PROD_AK_ID).to.equal('AKID')
      expect((await loadStartup(join(home, 'startup', 'prod.new.ts'))).title).to.equal('Set lambda (prod)')
    })

    it('should replace a hand-edited file when forced, and lose no edit', async () => {
      const file = startupPath(home, 'prod')
      for (const [edit, kept] of [
        ['// one\n', 'prod.old.ts'],
        ['// two\n', 'prod.old-2.ts'],
      ] as const) {
        writeFileSync(file, edit)
        const result = await deploy(options, request({ force: true }))
        expect(result).to.include({ outcome: 'updated', oldFile: join(home, 'startup', kept) })
        expect(readFileSync(join(home, 'startup', kept), 'utf8')).to.equal(edit)
        expect(readFileSync(file, 'utf8')).to.include('generated from lambda')
      }
    })

    it('should put back a startup script that is gone', async () => {
      rmSync(startupPath(home, 'prod'))
      expect((await deploy(options, request())).outcome).to.equal('updated')
      expect(existsSync(startupPath(home, 'prod'))).to.equal(true)
    })

    it('should remove trigger, secrets and file, but keep a hand-edited one', async () => {
      expect(await removeDeploy(options, 'prod')).to.deep.equal({})
      expect(await options.store.triggers.get('prod')).to.equal(undefined)
      expect(await secretsOf('prod')).to.deep.equal({})
      expect(readdirSync(join(home, 'startup'))).to.deep.equal([])

      await deploy(options, request())
      writeFileSync(startupPath(home, 'prod'), '// mine')
      expect(await removeDeploy(options, 'prod')).to.deep.equal({
        oldFile: join(home, 'startup', 'prod.old.ts'),
      })
      expect(readdirSync(join(home, 'startup'))).to.deep.equal(['prod.old.ts'])
      try {
        await removeDeploy(options, 'prod')
        expect.fail('it should be refused')
      } catch (error) {
        expect(codeOf(error)).to.equal('FUNC_ERR_DEPLOY_UNKNOWN')
      }
    })
  })
})
