import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { FuncError } from '#func/errors.ts'
import {
  type Manifest,
  parseConfig,
  parseParameters,
  secretParameters,
  validateManifest,
} from '#func/market/manifest.ts'
import type { Problem } from '#func/market/problems.ts'
import { cronProblem } from '#func/market/schedule.ts'
import { changesBetween } from '#func/market/version-changes.ts'

const path = join(import.meta.dirname, '../../../manifests/guance_aws_lambda.json')
const lambda = JSON.parse(readFileSync(path, 'utf8')) as Manifest

describe('func/market/manifest', () => {
  const parsed: [name: string, raw: Record<string, unknown>, values: Record<string, unknown>][] = [
    ['a list from text', { regions: ' eu-west-1, us-east-1 ,' }, { regions: ['eu-west-1', 'us-east-1'] }],
    ['a list as it is', { regions: ['ALL'] }, { regions: ['ALL'] }],
    ['a number from text', { regions: 'ALL', period: '300' }, { regions: ['ALL'], period: 300 }],
    [
      'booleans from text',
      { regions: 'ALL', zero: 'Yes', objects: 'false' },
      { regions: ['ALL'], zero: true, objects: false },
    ],
    [
      'empty text and null as not given',
      { regions: 'ALL', profile: ' ', include: '', zero: null },
      { regions: ['ALL'] },
    ],
    [
      'text without the space around it',
      { regions: 'ALL', profile: ' work\n' },
      { regions: ['ALL'], profile: 'work' },
    ],
  ]
  for (const [name, raw, values] of parsed) {
    it(`should read ${name}`, () => {
      expect(parseParameters(lambda, raw)).to.deep.equal(values)
    })
  }

  const refused: [raw: Record<string, unknown>, problems: Record<string, RegExp>][] = [
    [{}, { regions: /^is missing: wanted region ids/ }],
    [{ regions: 'ALL', period: 'x' }, { period: /^is "x": wanted an integer$/ }],
    [{ regions: 'ALL', period: '90' }, { period: /^is 90: wanted a multiple of 60$/ }],
    [{ regions: 'ALL', zero: 'perhaps' }, { zero: /^is "perhaps": wanted a boolean$/ }],
    [{ regions: 'ALL', acount_name: 'x' }, { acount_name: /^is not known: did you mean account_name\?$/ }],
    [{ regions: 'ALL', ak_id: 'AKID' }, { ak_secret: /^is missing: wanted together with ak_id$/ }],
    [{ regions: 'eu-west-1,eu-west-1' }, { regions: /^wanted no item twice: items 0 and 1 are equal$/ }],
    [
      { regions: 'x', statistics: 'Mean' },
      { 'regions[0]': /^is "x": wanted a region id/, 'statistics[0]': /^is "Mean"/ },
    ],
  ]
  for (const [raw, wanted] of refused) {
    it(`should refuse the parameters ${JSON.stringify(raw)}`, () => {
      try {
        parseParameters(lambda, raw)
        expect.fail('it should be refused')
      } catch (error) {
        if (!(error instanceof FuncError)) throw error
        expect(error.code).to.equal('FUNC_ERR_PARAMETER_INVALID')
        const problems = error.details.problems as readonly Problem[]
        expect(problems.map((problem) => problem.path)).to.deep.equal(Object.keys(wanted))
        for (const problem of problems) expect(problem.message).to.match(wanted[problem.path] ?? /^$/)
      }
    })
  }

  it('should take plain strings for texts of every language', () => {
    const plain = asPlain(lambda)
    expect(plain).to.have.nested.property('permissions[0].lost').that.is.a('string')
    const { title, permissions, measurements } = validateManifest(plain, 'plain')
    expect(title).to.deep.equal({ en: lambda.title.en, 'zh-CN': lambda.title.en })
    const texts = (one: Pick<Manifest, 'permissions' | 'measurements'>) => [
      ...one.permissions!.flatMap(({ feature, lost }) => [feature, lost]),
      ...one.measurements!.flatMap(({ description, tags, fields = [], groups = {}, metrics = [] }) => [
        ...[description, ...Object.values(groups)],
        ...[...tags, ...fields, ...metrics].map((part) => part.description),
      ]),
    ]
    const wanted = texts(lambda).map(({ en }) => ({ en, 'zh-CN': en }))
    expect(texts({ permissions, measurements } as Manifest)).to.deep.equal(wanted)
  })

  it('should know which parameters are secrets', () => {
    expect(secretParameters(lambda)).to.deep.equal(['ak_id', 'ak_secret', 'session_token', 'external_id'])
  })

  it('should fill in defaults without touching the given config', () => {
    const given = Object.freeze({ regions: ['us-east-1'], targets: [{ metrics: ['*'] }] })
    const config = parseConfig(lambda, given) as { targets: unknown; functions: unknown; statistics: unknown }
    expect(given).to.deep.equal({ regions: ['us-east-1'], targets: [{ metrics: ['*'] }] })
    expect(config.targets).to.deep.equal([{ namespace: 'AWS/Lambda', metrics: ['*'] }])
    expect(config.functions).to.deep.equal({ include: ['*'], exclude: [], tags: {} })
    expect(config.statistics).to.have.property('default').with.lengthOf(5)
    const again = parseConfig(lambda, { regions: 'ALL' }) as { functions: { include: string[] } }
    again.functions.include.push('mine')
    expect((parseConfig(lambda, { regions: 'ALL' }) as { functions: unknown }).functions).to.deep.equal({
      include: ['*'],
      exclude: [],
      tags: {},
    })
  })
})

describe('func/market/schedule', () => {
  for (const cron of ['* * * * *', '*/5 0-6 1,15 * MON-FRI', '30 */5 * * * *', '0 0 29 2 *']) {
    it(`should take the cron '${cron}'`, () => {
      expect(cronProblem(cron)).to.equal(undefined)
    })
  }

  const wrong: [string, RegExp][] = [
    ['', /1 field/],
    ['* * * *', /4 fields: wanted five/],
    ['* * * * * * *', /7 fields/],
    ['@daily', /1 field/],
    ['60 * * * *', /60|invalid/i],
    ['a b c d e', /./],
    ['0 0 30 2 *', /never comes due/],
  ]
  for (const [cron, problem] of wrong) {
    it(`should refuse the cron '${cron}'`, () => {
      expect(cronProblem(cron)).to.match(problem)
    })
  }
})

describe('func/market/changelog', () => {
  const changelog =
    '# Changelog\n\n## Unreleased\n\n- x\n\n## [1.10.0] - 2026-01-01\n\n- ten\n\n## 1.2.0\n\n- two\n\n### Fix\n\n- f\n\n## 1.0.0\n\n- one\n'
  const cases: [from: string | undefined, to: string, wanted: string][] = [
    ['1.0.0', '1.10.0', '## [1.10.0] - 2026-01-01\n\n- ten\n\n## 1.2.0\n\n- two\n\n### Fix\n\n- f'],
    ['1.2.0', '1.10.0', '## [1.10.0] - 2026-01-01\n\n- ten'],
    [undefined, '1.0.0', '## 1.0.0\n\n- one'],
    ['1.10.0', '1.2.0', ''],
  ]
  for (const [from, to, wanted] of cases) {
    it(`should give the sections from ${from ?? 'the start'} to ${to}`, () => {
      expect(changesBetween(changelog, from, to)).to.equal(wanted)
    })
  }
})

/** As somebody writes it who has one language. */
function asPlain(manifest: Manifest): unknown {
  return JSON.parse(JSON.stringify(manifest), (_, value) =>
    typeof value?.en === 'string' && 'zh-CN' in value ? value.en : value,
  )
}
