import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { FuncError, hasCode } from '#func/errors.ts'
import { type Manifest, parseConfig, validateManifest } from '#func/market/manifest.ts'
import type { Problem } from '#func/market/problems.ts'

const testdata = join(import.meta.dirname, 'testdata')

function examples(folder: string): string[] {
  const entries = readdirSync(join(testdata, folder), { recursive: true, encoding: 'utf8' })
  return entries.filter((name) => name.endsWith('.json'))
}

function read(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(testdata, ...path), 'utf8'))
}

function problemsOf(action: () => unknown): readonly Problem[] {
  try {
    action()
    return []
  } catch (error) {
    if (!(error instanceof FuncError)) throw error
    return error.details.problems as readonly Problem[]
  }
}

const lambda = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../manifests/guance_aws_lambda.json'), 'utf8'),
) as Manifest

describe('manifests/testdata', () => {
  for (const name of examples('manifest')) {
    it(`should judge manifest/${name} as its name says`, () => {
      const content = read('manifest', name)
      if (name.endsWith('.ok.json')) {
        expect(validateManifest(content, name)).to.deep.equal(content)
        return
      }
      const { manifest, expect: paths } = content as { manifest: unknown; expect: string[] }
      const problems = problemsOf(() => validateManifest(manifest, name))
      expect(problems.map(({ path }) => path)).to.deep.equal(paths)
      for (const { message } of problems) expect(message).to.match(/^[^\n]{5,}[^.]$/)
    })
  }

  for (const name of examples('guance_aws_lambda')) {
    it(`should judge guance_aws_lambda/${name} as its name says`, () => {
      const content = read('guance_aws_lambda', name)
      if (name.endsWith('.ok.json')) {
        const config = parseConfig(lambda, content) as Record<string, unknown>
        expect(config).to.have.property('settle')
        expect(config).to.deep.include({ regions: (content as { regions: unknown }).regions })
        return
      }
      const { config, expect: paths } = content as { config: unknown; expect: string[] }
      expect(problemsOf(() => parseConfig(lambda, config)).map(({ path }) => path)).to.deep.equal(paths)
    })
  }

  it('should never quote a secret, wherever it was put', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
    const wrong = [
      { regions: [secret], account: { ak_id: 7, ak_secret: secret, [secret.slice(0, 5)]: secret } },
      { regions: ['us-east-1'], account: { ak_secret: secret, extra_tags: { cloud_provider: secret } } },
      { regions: secret, settle: secret, period: secret, account: secret },
      { regions: ['us-east-1'], account: { endpoint: 'https://user:hunter2@host' } },
    ]
    for (const config of wrong) {
      try {
        parseConfig(lambda, config)
        expect.fail('it should be refused')
      } catch (error) {
        expect(hasCode(error, 'FUNC_ERR_CONFIG_INVALID')).to.equal(true)
        expect(JSON.stringify([(error as FuncError).message, (error as FuncError).details])).to.not.match(
          /wJalrXUtnFEMI|hunter2/,
        )
      }
    }
  })
})
