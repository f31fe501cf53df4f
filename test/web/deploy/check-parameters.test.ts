import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { checkParameters } from '../../../web/src/deploy/check-parameters.ts'
import {
  localizedSchema,
  type Parameters,
  type ParametersSchema,
} from '../../../web/src/deploy/parameters-schema.ts'

const root = resolve(import.meta.dirname, '../../..')
const manifest = JSON.parse(readFileSync(join(root, 'manifests/guance_aws_lambda.json'), 'utf8'))
const schema: ParametersSchema = manifest.parameters

const CASES: readonly (readonly [string, Parameters, readonly string[]])[] = [
  ['regions alone', { regions: ['us-east-1'] }, []],
  ['nothing', {}, ['regions required']],
  ['an empty list', { regions: [] }, ['regions required']],
  ['a zone', { regions: ['us-east-1a'] }, ['regions wanted']],
  ['a region twice', { regions: ['us-east-1', 'us-east-1'] }, ['regions unique']],
  ['a key without its secret', { regions: ['ALL'], ak_id: 'AKIA1234' }, ['ak_secret requiredWith']],
  ['an external id without role', { regions: ['ALL'], external_id: 'xyz' }, ['role_arn requiredWith']],
  [
    'keys and a profile',
    { regions: ['ALL'], ak_id: 'AKIA1234', ak_secret: 'secret', profile: 'prod' },
    ['profile wanted'],
  ],
  ['a period that is no multiple', { regions: ['ALL'], period: 90 }, ['period multiple']],
  ['a period too small', { regions: ['ALL'], period: 0 }, ['period tooSmall']],
  ['an unknown object name', { regions: ['ALL'], object_name: 'Arn' }, ['object_name choice']],
  ['a bad address', { regions: ['ALL'], endpoint: 'ftp://x' }, ['endpoint wanted']],
]

describe('check of the deploy form', () => {
  for (const [name, parameters, wanted] of CASES) {
    it(`should judge ${name}`, () => {
      const found = checkParameters(schema, parameters).map(({ name: field, key }) => `${field} ${key}`)
      expect(found).to.deep.equal(wanted)
    })
  }

  it('should judge a share of nothing', () => {
    const logs = JSON.parse(readFileSync(join(root, 'manifests/guance_aws_lambda_logs.json'), 'utf8'))
    const check = (sample: number) =>
      checkParameters(logs.parameters, { regions: ['ALL'], sample }).map(({ key }) => key)
    expect([0, 0.1, 1, 2].map(check)).to.deep.equal([['notAbove'], [], [], ['tooLarge']])
  })

  it('should say what is wanted in the language of the form', () => {
    const chinese = localizedSchema(schema, 'zh-CN')
    const wanted = (parameters: Parameters) =>
      checkParameters(chinese, parameters).map(
        ({ name, values }) => `${name} ${values.wanted ?? values.other}`,
      )
    expect(wanted({ regions: ['mars'] })).to.deep.equal([
      'regions 地域 ID（例如 eu-west-1）、ALL，或以 -eu-west-1 从 ALL 中排除',
    ])
    expect(wanted({ regions: ['ALL'], session_token: 'x' })).to.deep.equal(['ak_id 会话令牌'])
    expect(wanted({ regions: ['ALL'], ak_id: 'AKIA', ak_secret: 'secret', profile: 'x' })).to.deep.equal([
      'profile 留空：profile 与 ak_id 只填其一',
    ])
    expect(chinese.properties.regions?.title).to.equal('地域')
    expect(localizedSchema(schema, 'fr').properties).to.deep.equal(schema.properties)
  })

  it('should not ask again for a secret that is stored', () => {
    const stored = new Set(['ak_id', 'ak_secret'])
    expect(checkParameters(schema, { regions: ['ALL'], ak_secret: 'new' }, stored)).to.deep.equal([])
  })

  it('should know every keyword that manifests use in their parameters', () => {
    const known =
      /^(title|description|type|writeOnly|prompt|examples|i18n|wanted|not|enum|pattern|minLength|maxLength|minimum|exclusiveMinimum|maximum|multipleOf|minItems|uniqueItems|items)$/
    const files = readdirSync(join(root, 'manifests')).filter((file) => file.endsWith('.json'))
    const schemas = files
      .map((file) => JSON.parse(readFileSync(join(root, 'manifests', file), 'utf8')).parameters)
      .filter((parameters) => parameters !== undefined)
    const keywords = schemas.flatMap(({ properties }: ParametersSchema) =>
      Object.values(properties).flatMap((property) => [
        ...Object.keys(property),
        ...Object.keys(property.items ?? {}),
      ]),
    )
    expect(keywords.filter((keyword) => !known.test(keyword))).to.deep.equal([])
  })
})
