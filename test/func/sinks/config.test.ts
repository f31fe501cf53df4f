import { expect } from 'chai'
import { createSink, SINK_TYPES, validateSinkOptions } from '#func/sinks/config.ts'
import { sinkDependencies } from '../../support/sinks/sinks.ts'

function problemOf(type: string, options: unknown): { readonly code?: string; readonly message: string } {
  try {
    validateSinkOptions(type, options)
  } catch (error) {
    return error as { code?: string; message: string }
  }
  throw new Error('Wanted an error, got none')
}

describe('func/sinks/config', () => {
  const datawayUrl = 'https://openway.guance.com'
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['datakit', {}, /'url' is missing: wanted Where DataKit listens/],
    ['datakit', 'x', /the options are no object/],
    ['datakit', { url: 'localhost:9529' }, /scheme 'localhost': wanted http or https/],
    ['datakit', { url: '127.0.0.1' }, /'url' is no URL: wanted http/],
    ['datakit', { url: 'http://h:9529/v1/write/metric' }, /path '\/v1\/write': wanted the part before it/],
    ['datakit', { url: 'http://h:9529', token: 'x' }, /'token' is unknown: wanted one of url, batchPoints/],
    ['datakit', { url: 'http://h:9529', batchPoints: 0 }, /'batchPoints' must be >= 1: wanted Most points/],
    ['datakit', { url: 'http://h:9529', batchPoints: 'many' }, /'batchPoints' must be integer/],
    ['dataway', { url: datawayUrl }, /'token' is missing: wanted Token of the workspace/],
    [
      'dataway',
      { url: `${datawayUrl}?token=SECRET1`, token: 'SECRET2' },
      /query \('token'\): the token goes into the option 'token'/,
    ],
    [
      'influxdb',
      { url: 'http://u:SECRET1@h', database: 'd' },
      /holds a user or password: these go into the options/,
    ],
    ['influxdb', { url: 'http://h/?p=SECRET1', database: 'd' }, /query \('p'\)/],
    ['influxdb', { url: 'http://h', database: 'd', password: 'SECRET1' }, /'user' is missing/],
    [
      'influxdb2',
      { url: 'http://h', org: 'o', bucket: 'b', token: '' },
      /'token' must NOT have fewer than 1/,
    ],
    ['file', { path: 'x', format: 'csv' }, /'format' is wrong: wanted one of line, ndjson/],
  ]
  for (const [type, options, message] of wrong) {
    it(`should name what is wrong with ${type} ${JSON.stringify(options)}`, () => {
      const error = problemOf(type, options)
      expect(error.code).to.equal('FUNC_ERR_SINK_OPTIONS_INVALID')
      expect(error.message).to.match(message).and.not.include('SECRET')
    })
  }

  it('should name every problem at once', () => {
    expect(problemOf('influxdb', { batchPoints: 0 }).message)
      .to.include("'url'")
      .and.include("'database'")
      .and.include('>= 1')
  })

  it('should name the types when there is none of that name', () => {
    const error = problemOf('kafka', {})
    expect(error.code).to.equal('FUNC_ERR_SINK_TYPE_UNKNOWN')
    expect(error.message).to.include('local, datakit, dataway, influxdb, influxdb2, victoriametrics, file')
  })

  it('should part secrets from options and fill defaults in', () => {
    const raw = {
      url: 'http://h',
      database: 'd',
      user: 'u',
      password: 'p',
      batchPoints: '100',
      createDatabase: 'true',
    }
    const { options, secrets } = validateSinkOptions('influxdb', raw)
    expect(secrets).to.deep.equal({ password: 'p' })
    expect(options).to.deep.include({ user: 'u', batchPoints: 100, createDatabase: true, maxAttempts: 6 })
    expect(options).to.not.have.property('password')
  })

  it("should take the token out of a DataWay's address", () => {
    const { options, secrets } = validateSinkOptions('dataway', { url: `${datawayUrl}/?token=tkn_x` })
    expect(options.url).to.equal(datawayUrl)
    expect(secrets).to.deep.equal({ token: 'tkn_x' })
  })

  it('should describe every option of every type, secrets without default', () => {
    for (const { type, title, description, schema } of SINK_TYPES) {
      expect(title.en, type).to.match(/^[A-Z]/)
      expect(description, type).to.match(/^[A-Z].*[^.]$/)
      for (const [name, option] of Object.entries(schema.properties)) {
        expect(option.title, `${type}.${name}`).to.match(/^[A-Z]/)
        expect(option.description, `${type}.${name}`).to.match(/[^.]$/)
        if (option.writeOnly) expect(option).to.not.have.property('default')
        if (/token|password/.test(name)) expect(option.writeOnly, `${type}.${name}`).to.equal(true)
      }
    }
  })

  it('should make a sink without touching the network', () => {
    const config = {
      name: 'out',
      type: 'datakit',
      options: { url: 'http://127.0.0.1:1' },
      secrets: {},
      required: true,
    }
    expect(createSink(config, sinkDependencies().deps)).to.deep.include({ name: 'out', type: 'datakit' })
  })
})
