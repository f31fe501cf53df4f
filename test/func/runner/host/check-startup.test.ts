import { join } from 'node:path'
import { expect } from 'chai'
import { codeOf } from '#func/errors.ts'
import { type CheckStartupOptions, checkStartup } from '#func/runner/host/check-startup.ts'
import { createHome, type TestHome } from '../../../support/home.ts'
import { fixtureStartup } from './support.ts'

const MANIFEST = {
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['mode'],
    properties: {
      mode: { enum: ['success'] },
      account: { type: 'object' },
      period: { type: 'integer', default: 60 },
    },
  },
}

const startup = (body: string) => `
export { run } from '../scripts/fixture/main.ts'
export const title = 'Fixture'
export const schedule = { cron: '* * * * *', timezone: 'Europe/Berlin' }
${body}
`

describe('runner/check-startup', () => {
  let home: TestHome

  before(async () => {
    home = await createHome()
    await home.addScriptSet('fixture', join(import.meta.dirname, '../testdata/fixture'), MANIFEST)
  })
  after(() => home.close())

  const check = async (source: string, change: Partial<CheckStartupOptions> = {}) => {
    const file = await home.addStartup('candidate', source)
    const secrets = { AK_SECRET: 'a-secret-value' }
    return await checkStartup({ home: home.path, file, scriptSet: 'fixture', secrets, ...change })
  }

  it('should give title, schedule and the config with defaults filled in and secrets masked', async () => {
    expect(await check(fixtureStartup({ mode: 'success' }))).to.deep.equal({
      title: 'Fixture',
      schedule: { cron: '0 0 1 1 *', timezone: 'UTC', timeoutSeconds: 300 },
      config: { mode: 'success', account: { ak_secret: '***' }, period: 60 },
    })
  })

  const refused: readonly [name: string, source: string, code: string, part: string | RegExp][] = [
    [
      'a syntax error',
      'export const title = 1\n\nconst x = {{\n',
      'FUNC_ERR_STARTUP_LOAD',
      /candidate\.ts:3/,
    ],
    [
      'what types cannot be stripped from',
      'enum A { B }\n',
      'FUNC_ERR_STARTUP_LOAD',
      /candidate\.ts:1.*enum/,
    ],
    ['a missing file', "import '../scripts/gone/main.ts'\n", 'FUNC_ERR_STARTUP_LOAD', 'gone/main.ts'],
    ['a missing export', 'export const run = () => {}\n', 'FUNC_ERR_STARTUP_LOAD', "'config'"],
    [
      'code that throws',
      startup("throw new Error('oops')"),
      'FUNC_ERR_STARTUP_LOAD',
      /candidate\.ts:\d+.*oops/,
    ],
    ['code that exits', startup('process.exit(3)'), 'FUNC_ERR_STARTUP_LOAD', 'exit code 3'],
    [
      'a config that throws',
      startup('export function config() { throw new Error("no luck") }'),
      'FUNC_ERR_STARTUP_LOAD',
      'no luck',
    ],
    ['a config that the manifest forbids', fixtureStartup({ mode: 'x' }), 'FUNC_ERR_CONFIG_INVALID', 'mode'],
    [
      'a secret that is not there',
      startup("export function config(env) { return { mode: env('OTHER') } }"),
      'FUNC_ERR_SECRET_MISSING',
      "'OTHER'",
    ],
    [
      'a wrong cron',
      fixtureStartup({ mode: 'success' }).replace('0 0 1 1 *', 'x'),
      'FUNC_ERR_CRON_INVALID',
      "'x'",
    ],
  ]
  for (const [name, source, code, part] of refused) {
    it(`should refuse ${name}`, async () => {
      const error = await check(source).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(codeOf(error)).to.equal(code)
      expect((error as Error).message).to.match(
        part instanceof RegExp ? part : new RegExp(part.replaceAll('/', '.')),
      )
    })
  }

  it('should give up on a file that never ends', async () => {
    const error = await check(startup('for (;;);'), { timeoutMs: 300 }).catch(codeOf)
    expect(error).to.equal('FUNC_ERR_STARTUP_LOAD')
  })
})
