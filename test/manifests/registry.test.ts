import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { integrityOf } from '#func/market/digest.ts'
import { parseConfig, validateManifest } from '#func/market/manifest.ts'
import { builtinSource } from '#func/market/source.ts'
import { textsIn, textsOfSchema, untranslated } from '../support/console/languages.ts'

const root = join(import.meta.dirname, '../..')

function folders(path: string): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

const ids = readdirSync(join(root, 'manifests'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''))
  .sort()

describe('manifests/registry', () => {
  it('should have a folder of scripts for every manifest, and the other way round', () => {
    expect(folders('scripts')).to.deep.equal(ids)
  })

  it('should have a folder of tests for every manifest', () => {
    expect(folders('test/scripts')).to.include.members(ids)
  })

  for (const id of ids) {
    it(`should have a sound manifest for ${id}`, () => {
      const path = join(root, 'manifests', `${id}.json`)
      const manifest = validateManifest(JSON.parse(readFileSync(path, 'utf8')), path)
      expect(manifest.id).to.equal(id)
      expect(manifest.integrity).to.equal(integrityOf(manifest.files))
      for (const page of [...(manifest.dashboards ?? []), ...(manifest.monitors ?? [])]) {
        expect(existsSync(join(root, 'scripts', id, page)), page).to.equal(true)
      }
    })
  }

  for (const id of ids) {
    it(`should have every text of ${id} in English and Chinese`, () => {
      const manifest = JSON.parse(readFileSync(join(root, 'manifests', `${id}.json`), 'utf8'))
      // the config is for readers of the reference pages, which are English
      const { parameters, config: _, template: __, ...ours } = manifest
      const texts = [...textsIn(ours, id), ...textsOfSchema(parameters, `${id}.parameters`)]
      expect(texts.length).to.be.at.least(2)
      expect(untranslated(texts)).to.deep.equal([])
    })
  }

  it('should offer all of them in the market', async () => {
    const { offers, broken } = await builtinSource(root).list()
    expect(broken.map(({ error }) => error.message)).to.deep.equal([])
    expect(offers.map(({ manifest }) => manifest.id)).to.deep.equal(ids)
  })

  it('should name every metric and statistic once', () => {
    const lambda = JSON.parse(readFileSync(join(root, 'manifests/guance_aws_lambda.json'), 'utf8'))
    const names = lambda.measurements[0].metrics.map(({ name }: { name: string }) => name)
    expect(new Set(names).size).to.equal(names.length)
    expect(names).to.include.members([
      'Invocations',
      'Duration',
      'AsyncEventAge',
      'PolledEventCount',
      'Url5xxCount',
    ])
    const config = parseConfig(lambda, { regions: ['us-east-1'] }) as { targets: { dimensions: string[] }[] }
    expect(config.targets.map(({ dimensions }) => dimensions)).to.deep.equal([
      ['FunctionName'],
      ['EventSourceMappingUUID'],
      [],
    ])
  })
})
