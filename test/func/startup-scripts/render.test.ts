import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { renderStartup, secretName } from '#func/startup-scripts/render.ts'
import { loadStartup } from '../../support/market/deploy.ts'
import { temporaryFolder, writeFile } from '../../support/market/market.ts'

const manifest = {
  id: 'lambda',
  version: '1.0.0',
  entry: 'main.ts',
  template: {
    account: { key: { $parameter: 'key' }, tags: { name: { $parameter: 'name' } } },
    list: { $parameter: 'list' },
    fixed: { a: [1, { $parameter: 'flag' }] },
  },
}
const schedule = { cron: '*/5 * * * *', timezone: 'UTC', timeoutSeconds: 300, jitterSeconds: 0 }

describe('func/market/render', () => {
  const temporary = temporaryFolder()
  after(() => temporary.remove())
  before(() => {
    writeFile(join(temporary.path, 'package.json'), '{"type":"module"}')
    writeFile(
      join(temporary.path, 'scripts/lambda/main.ts'),
      'export async function run(): Promise<void> {}\n',
    )
    mkdirSync(join(temporary.path, 'startup'))
  })

  it('should render a file that gives the config, whatever the values are', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1 })
    const parameters = fc.record({ name: text, list: fc.array(text, { minLength: 1 }), flag: fc.boolean() })
    let file = 0
    await fc.assert(
      fc.asyncProperty(parameters, text, async (values, title) => {
        const path = join(temporary.path, 'startup', `f${file++}.ts`)
        const options = { manifest, name: 'prod-eu', title, schedule, parameters: values, secrets: ['key'] }
        writeFileSync(path, renderStartup(options))
        expect(renderStartup(options)).to.equal(renderStartup(options))
        const module = await loadStartup(path)
        expect(module.title).to.equal(title)
        expect(module.schedule).to.deep.equal({ cron: '*/5 * * * *', timezone: 'UTC', timeoutSeconds: 300 })
        expect(module.config((name) => `value of ${name}`)).to.deep.equal({
          account: { key: 'value of PROD_EU_KEY', tags: { name: values.name } },
          list: values.list,
          fixed: { a: [1, values.flag] },
        })
      }),
      { numRuns: 60 },
    )
  })

  it('should leave out keys without value and what becomes empty', async () => {
    const path = join(temporary.path, 'startup', 'empty.ts')
    const parameters = { list: [] }
    writeFileSync(path, renderStartup({ manifest, name: 'a', title: 't', schedule, parameters, secrets: [] }))
    expect((await loadStartup(path)).config(() => '')).to.deep.equal({ fixed: { a: [1] } })
  })

  it('should name secrets after the startup script', () => {
    expect(secretName('prod-eu-2', 'ak_id')).to.equal('PROD_EU_2_AK_ID')
  })
})
