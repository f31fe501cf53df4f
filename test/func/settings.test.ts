import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import { envName, loadSettings, shownSettings } from '#func/settings.ts'

describe('func/settings', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'funcbox-settings-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('should fill every default', () => {
    const settings = loadSettings({ home, env: {} })
    expect(settings.runner.memoryMb).to.equal(1500)
    expect(settings.log).to.deep.equal({ level: 'info', format: 'text' })
    expect(settings.retention.pointDays).to.equal(15)
  })

  it('should let the environment win over the file, and the file over the defaults', () => {
    writeFileSync(join(home, 'funcbox.json'), '{"runner":{"memoryMb":256,"maxWorkers":2}}')
    const settings = loadSettings({ home, env: { FUNCBOX_RUNNER_MEMORY_MB: '128' } })
    expect(settings.runner).to.include({ memoryMb: 128, maxWorkers: 2, graceSeconds: 5 })
  })

  const ways: readonly (readonly [string, Record<string, string>, object])[] = [
    ['nothing', {}, {}],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://p:1' }, { httpsProxy: 'http://p:1/' }],
    ['https_proxy', { https_proxy: 'p:1', HTTPS_PROXY: 'http://q:1' }, { httpsProxy: 'http://p:1/' }],
    ['HTTP_PROXY', { HTTP_PROXY: 'http://p:1' }, { httpProxy: 'http://p:1/' }],
    ['NO_PROXY', { NO_PROXY: 'a,b' }, { noProxy: 'a,b' }],
    ['no_proxy', { no_proxy: 'a', FUNCBOX_NETWORK_NO_PROXY: 'c' }, { noProxy: 'c,a' }],
    ['AWS_CA_BUNDLE', { AWS_CA_BUNDLE: '/ca.pem' }, { caFile: '/ca.pem' }],
    [
      'the setting',
      { FUNCBOX_NETWORK_PROXY: 'http://s:1', HTTPS_PROXY: 'http://p:1' },
      { httpsProxy: 'http://s:1/', httpProxy: 'http://s:1/' },
    ],
  ]
  for (const [name, env, expected] of ways) {
    it(`should take ${name} for the way to other machines`, () => {
      expect(loadSettings({ home, env }).connections).to.deep.equal(expected)
    })
  }

  it('should show no password of a proxy', () => {
    const shown = shownSettings(loadSettings({ home, env: { FUNCBOX_NETWORK_PROXY: 'http://u:secret@p:1' } }))
    expect(shown.find(({ key }) => key === 'proxy')?.value).to.equal('http://***@p:1')
    expect(() => loadSettings({ home, env: { HTTPS_PROXY: 'socks5://u:secret@p:1' } }))
      .to.throw(/wanted a URL such as http/)
      .with.property('message')
      .that.does.not.contain('secret')
  })

  it('should name a setting by its variable', () => {
    expect(envName('runner', 'memoryMb')).to.equal('FUNCBOX_RUNNER_MEMORY_MB')
  })

  it('should take an empty FUNCBOX_HOME for none, and refuse an empty --home', () => {
    expect(loadSettings({ env: { FUNCBOX_HOME: '' } }).home).to.match(/\.funcbox$/)
    expect(() => loadSettings({ home: '', env: {} })).to.throw(/wanted a folder/)
  })

  const bad = [
    ['not JSON', '{', {}],
    ['unknown key', '{"runnner":{}}', {}],
    ['value out of range', '{"runner":{"memoryMb":1}}', {}],
    ['text for a number', '{}', { FUNCBOX_RUNNER_MAX_WORKERS: 'many' }],
  ] as const
  for (const [name, file, env] of bad) {
    it(`should refuse ${name}`, () => {
      writeFileSync(join(home, 'funcbox.json'), file)
      expect(() => loadSettings({ home, env }))
        .to.throw()
        .that.satisfies((error: unknown) => codeOf(error) === 'FUNC_ERR_SETTINGS_INVALID')
    })
  }
})
