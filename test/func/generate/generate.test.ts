import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ERRORS } from '#func/errors.ts'
import { generate } from '#func/generate/generate.ts'
import { table } from '#func/generate/markdown.ts'
import { fillBlocks } from '#func/generate/script-docs.ts'
import { configTypes } from '#func/generate/types.ts'
import { integrityOf, sha256 } from '#func/market/digest.ts'
import type { Manifest } from '#func/market/manifest.ts'
import { copyFolder, temporaryFolder, writeFile, writeSet } from '../../support/market/market.ts'

const root = join(import.meta.dirname, '../../..')

describe('func/generate', () => {
  it('should find every generated file of this project fresh (run npm run gen if not)', async () => {
    expect(await (await generate(root)).stale()).to.deep.equal([])
  })

  describe('in a tree of its own', () => {
    const temporary = temporaryFolder()
    const read = (path: string): string => readFileSync(join(temporary.path, path), 'utf8')
    after(() => temporary.remove())

    before(async () => {
      copyFolder(join(root, 'manifests/schema'), join(temporary.path, 'manifests/schema'))
      const core = writeSet(temporary.path, { id: 'core', library: true })
      writeFile(
        join(temporary.path, 'manifests/core.json'),
        JSON.stringify({ ...core, title: 'In one language' }),
      )
      writeSet(temporary.path, {
        id: 'lambda',
        files: { 'README.md': '# Set\n\n<!-- gen:config -->\nold\n<!-- /gen:config -->\n\nBy hand\n' },
      })
      const tree = await generate(temporary.path)
      await tree.save(await tree.stale())
    })

    it('should have nothing left to do', async () => {
      expect(await (await generate(temporary.path)).stale()).to.deep.equal([])
    })

    it('should list every file of a set with its digest, the generated ones too', () => {
      const manifest = JSON.parse(read('manifests/lambda.json')) as Manifest
      expect(manifest.files.map(({ path }) => path)).to.deep.equal([
        'CHANGELOG.md',
        'README.md',
        'config.gen.ts',
        'main.ts',
      ])
      for (const file of manifest.files)
        expect(sha256(read(`scripts/lambda/${file.path}`))).to.equal(file.sha256)
      expect(manifest.integrity).to.equal(integrityOf(manifest.files))
    })

    it('should fill the blocks of a README and leave the rest', () => {
      const readme = read('scripts/lambda/README.md')
      expect(readme).to.match(/^# Set\n\n<!-- gen:config -->\n\| Key /)
      expect(readme).to.match(/<!-- \/gen:config -->\n\nBy hand\n$/)
      expect(readme).to.include('| `period` | integer | `60` |')
      expect(readme).to.not.include('old')
    })

    it('should write reference pages, an example and the table of errors', () => {
      expect(read('docs/reference/scripts/lambda.md')).to.include('`lambda:ListFunctions`')
      expect(existsSync(join(temporary.path, 'startup/lambda.ts'))).to.equal(true)
      expect(existsSync(join(temporary.path, 'startup/core.ts'))).to.equal(false)
      for (const code of Object.keys(ERRORS))
        expect(read('docs/reference/errors.md')).to.include(`| \`${code}\` |`)
    })

    it('should read texts of one language, and leave them as they were written', () => {
      expect(read('docs/reference/scripts/core.md')).to.match(/^# In one language: `core`\n/)
      expect(JSON.parse(read('manifests/core.json')).title).to.equal('In one language')
    })

    it('should name each stale file after a change by hand', async () => {
      writeFile(join(temporary.path, 'scripts/core/main.ts'), '// changed\n')
      writeFile(join(temporary.path, 'docs/reference/errors.md'), 'changed')
      writeFile(join(temporary.path, 'scripts/lambda/config.gen.ts'), 'changed')
      expect(await (await generate(temporary.path)).stale()).to.deep.equal([
        'docs/reference/errors.md',
        'manifests/core.json',
        'scripts/lambda/config.gen.ts',
      ])
    })
  })

  it('should make types in which defaults are always there', async () => {
    const text = await configTypes({
      type: 'object',
      additionalProperties: false,
      required: ['regions'],
      properties: {
        regions: { type: 'array', minItems: 1, items: { type: 'string' } },
        if: {
          type: 'object',
          additionalProperties: false,
          default: {},
          properties: { wanted: { type: 'integer', default: 1 } },
        },
        note: { type: 'string' },
      },
    })
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ')
    expect(code).to.include(
      'export interface Config { regions: string[] if: { wanted: number } note?: string }',
    )
  })

  it('should refuse a README block that there is no text for', () => {
    const readme = '<!-- gen:metric -->x<!-- /gen:metric -->'
    expect(() => fillBlocks(readme, { metrics: '' })).to.throw(
      "Cannot fill the block 'metric': wanted one of metrics",
    )
  })

  it('should keep table cells whole', () => {
    expect(table(['a'], [['x | `y|<z>` <key>\nnext']]).split('\n')[2]).to.equal(
      '| x \\| `y\\|<z>` &lt;key> next |',
    )
  })
})
