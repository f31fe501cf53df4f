import { expect } from 'chai'
import type { Json, Point } from '#func/script.ts'
import { createSink } from '#func/sinks/config.ts'
import { findProgram, lacking } from '../../support/requirement.ts'
import { type RealServer, startInfluxdb, startVictoriaMetrics } from '../../support/sinks/influxdb-server.ts'
import { rejection, sinkDependencies } from '../../support/sinks/sinks.ts'

const signal = new AbortController().signal
const TIME = 1_700_000_000_123

/** Names and values with everything that line protocol gives a meaning to. */
const NASTY = [
  'plain',
  'a b',
  'a,b',
  'a=b',
  'a\\b',
  'a\\,b',
  'a\\ =,b',
  '"quoted"',
  "it's",
  '度量 值',
  '🚀,🚀',
  '#hash',
  ' leading',
  'trailing ',
  'a.b/c:d*e$f',
]
const VALUES = [0.1 + 0.2, 1e21, -1e-7, 5e-324, 1.7976931348623157e308, 42, -3.5]

function openSink(
  url: string,
  options: Readonly<Record<string, Json>>,
  secrets: Readonly<Record<string, string>> = {},
) {
  const test = sinkDependencies()
  const all = { url, ...options }
  const sink = createSink({ name: 'out', type: 'influxdb', options: all, secrets, required: true }, test.deps)
  return { sink, test }
}

interface Series {
  readonly name: string
  readonly tags?: Readonly<Record<string, string>>
  readonly columns: readonly string[]
  readonly values: readonly (readonly unknown[])[]
}

async function query(url: string, q: string): Promise<Series[]> {
  const params = new URLSearchParams({ db: 'aws', epoch: 'ms', q })
  const response = await fetch(`${url}/query?${params}`)
  const { results } = (await response.json()) as { results: { series?: Series[] }[] }
  return results[0]?.series ?? []
}

describe('func/sinks/influxdb against InfluxDB 1.x', () => {
  let server: RealServer
  const program = findProgram('influxd')

  before(async function () {
    if (program === undefined) lacking(this, 'influxd')
    server = await startInfluxdb(program)
  })
  after(() => server?.close())

  it('should say that the database is missing, create it when asked to, and be healthy', async () => {
    const missing = openSink(server.url, { database: 'aws' }).sink
    expect((await missing.check(signal)).message).to.include('database not found')
    expect(
      (await rejection(missing.write('metric', [point('m', { a: 'b' }, { f: 1 })], signal))).code,
    ).to.equal('FUNC_ERR_SINK_NOT_FOUND')
    const { sink } = openSink(server.url, { database: 'aws', createDatabase: true })
    expect(await sink.check(signal)).to.deep.include({ ok: true })
    expect(await missing.check(signal)).to.deep.include({ ok: true })
    await Promise.all([missing.close(), sink.close()])
  })

  it('should give names, tags, values and timestamps back as they were', async () => {
    const { sink } = openSink(server.url, { database: 'aws' })
    // A leading # is kept as text with a backslash before it: the protocol has no other way. Measurements and
    // field keys lose a backslash before comma, equals sign and space: InfluxDB mixes them up.
    const exposed = (name: string) => name.replace(/\\(?=[ ,=])/g, '')
    const names = NASTY.filter((name) => name !== '#hash')
    const points = names.map((name, index) =>
      point(
        `n ${index} ${exposed(name)}`,
        { [`k${name}`]: name },
        { [`f${exposed(name)}`]: VALUES[index % VALUES.length] ?? 0 },
      ),
    )
    const receipt = await sink.write('metric', points, signal)
    expect(receipt).to.deep.include({ acknowledged: points.length, rejected: 0, trimmed: 0 })
    for (const { measurement, tags, fields } of points) {
      const [series] = await query(server.url, `SELECT * FROM ${quoted(measurement)} GROUP BY *`)
      expect(series?.name).to.equal(measurement)
      expect(series?.tags).to.deep.equal(tags)
      expect(series?.columns).to.deep.equal(['time', ...Object.keys(fields)])
      expect(series?.values).to.deep.equal([[TIME, ...Object.values(fields)]])
    }
    await sink.close()
  })

  it('should give fields of every type back', async () => {
    const fields = { i: 2n ** 53n, b: true, c: false, z: -0, s: 'a "b" \\ \\" , = \n 🚀 度\\', e: '' }
    const { sink } = openSink(server.url, { database: 'aws' })
    await sink.write('logging', [point('types', {}, fields)], signal)
    const [series] = await query(server.url, 'SELECT * FROM types')
    const row = Object.fromEntries(
      series?.columns.map((name, index) => [name, series.values[0]?.[index]]) ?? [],
    )
    expect(row).to.deep.equal({ ...fields, i: 2 ** 53, time: TIME })
    await sink.close()
  })

  it('should keep two events of one millisecond, and one that is sent twice once', async () => {
    const { sink } = openSink(server.url, { database: 'aws' })
    const event = (message: string, nanoseconds: number) => ({
      ...point('logs', { FunctionName: 'orders' }, { message }),
      nanoseconds,
    })
    const events = [event('END', 42), event('REPORT', 999_999)]
    await sink.write('logging', events, signal)
    await sink.write('logging', events, signal)
    const [series] = await query(server.url, 'SELECT message FROM logs')
    expect(series?.values.map(([, message]) => message)).to.deep.equal(['END', 'REPORT'])
    await sink.close()
  })

  it('should read back the point that proves a write', async () => {
    const { sink } = openSink(server.url, { database: 'aws' })
    const health = await sink.check(signal, { write: true })
    expect(health.message).to.include('which was read back')
    expect(health.ok).to.equal(true)
    await sink.close()
  })

  it('should count points of a changed field type as rejected and write the others', async () => {
    const { sink, test } = openSink(server.url, { database: 'aws' })
    await sink.write('metric', [point('conflict', { a: '0' }, { f: 1 })], signal)
    const points = [point('conflict', { a: '1' }, { f: 'text' }), point('conflict', { a: '2' }, { f: 2 })]
    const receipt = await sink.write('metric', points, signal)
    expect(receipt).to.deep.include({ acknowledged: 1, rejected: 1, requests: 1 })
    expect(test.logged[0]?.fields.reason).to.include('field type conflict')
    const [series] = await query(server.url, 'SELECT f FROM conflict')
    expect(series?.values.map((row) => row[1])).to.deep.equal([1, 2])
    await sink.close()
  })

  it('should have its own names changed rather than refused', async () => {
    const { sink } = openSink(server.url, { database: 'aws' })
    const receipt = await sink.write('metric', [point('own', { time: 'noon' }, { time: 1 })], signal)
    expect(receipt).to.deep.include({ acknowledged: 1, trimmed: 1, rejected: 0 })
    expect((await query(server.url, 'SELECT time_ FROM own'))[0]?.values).to.deep.equal([[TIME, 1]])
    await sink.close()
  })

  it('should write a large number of points compressed', async () => {
    const { sink } = openSink(server.url, { database: 'aws' })
    const points = Array.from({ length: 12_000 }, (_, index) => ({
      ...point('many', { a: String(index % 100) }, { f: index + 0.5 }),
      timestamp: TIME + index,
    }))
    const receipt = await sink.write('metric', points, signal)
    expect(receipt).to.deep.include({ acknowledged: 12_000, requests: 3 })
    expect((await query(server.url, 'SELECT COUNT(f), SUM(f) FROM many'))[0]?.values[0]).to.deep.equal([
      0,
      12_000,
      (12_000 * 12_000) / 2,
    ])
    await sink.close()
  })
})

describe('func/sinks/influxdb against InfluxDB 1.x with users', () => {
  let server: RealServer
  const program = findProgram('influxd')

  before(async function () {
    if (program === undefined) lacking(this, 'influxd')
    server = await startInfluxdb(program, { INFLUXDB_HTTP_AUTH_ENABLED: 'true' })
    const q = `CREATE USER admin WITH PASSWORD 'se cret:x' WITH ALL PRIVILEGES`
    await fetch(`${server.url}/query`, { method: 'POST', body: new URLSearchParams({ q }) })
  })
  after(() => server?.close())

  it('should be let in with the right password only', async () => {
    const options = { database: 'aws', user: 'admin', createDatabase: true }
    const right = openSink(server.url, options, { password: 'se cret:x' }).sink
    const wrong = openSink(server.url, options, { password: 'other' }).sink
    expect(await right.check(signal)).to.deep.include({ ok: true })
    expect((await right.write('metric', [point('m', {}, { f: 1 })], signal)).acknowledged).to.equal(1)
    expect((await wrong.check(signal)).message).to.include('401')
    const error = await rejection(wrong.write('metric', [point('m', {}, { f: 1 })], signal))
    expect(error.code).to.equal('FUNC_ERR_SINK_UNAUTHORIZED')
    await Promise.all([right.close(), wrong.close()])
  })
})

describe('func/sinks/influxdb against VictoriaMetrics', () => {
  let server: RealServer
  const program = findProgram('victoria-metrics')

  before(async function () {
    if (program === undefined) lacking(this, 'victoria-metrics')
    server = await startVictoriaMetrics(program)
  })
  after(() => server?.close())

  it('should give names, tags, values and timestamps back as they were', async () => {
    const { sink } = openSink(server.url, { database: 'aws', doubleBackslash: true })
    expect(await sink.check(signal)).to.deep.include({ ok: true })
    // In field keys it takes a quote for the begin of a string; elsewhere quotes are fine.
    const names = [...NASTY, 'ends in \\'].filter((name) => name !== '#hash')
    const points = names.map((name, index) =>
      point(
        `n${index} ${name}`,
        { [`k${name}`]: name },
        { [`f${name.replaceAll('"', '')}`]: index + 0.25, text: 'a\nb' },
      ),
    )
    await sink.write('metric', points, signal)
    await fetch(`${server.url}/internal/force_flush`)
    const exported = await fetch(`${server.url}/api/v1/export?match[]={db="aws"}`)
    const lines = (await exported.text()).trim().split('\n')
    const found = lines
      .map((line) => JSON.parse(line))
      .filter((series) => !series.metric.__name__.endsWith('_text'))
    const wanted = points.map(({ measurement, tags, fields }) => {
      const [key = '', value] = Object.entries(fields)[0] ?? []
      return {
        metric: { __name__: `${measurement}_${key}`, db: 'aws', ...tags },
        values: [value],
        timestamps: [TIME],
      }
    })
    expect(found).to.have.deep.members(wanted)
    await sink.close()
  })
})

function point(measurement: string, tags: Point['tags'], fields: Point['fields']): Point {
  return { measurement, tags, fields, timestamp: TIME }
}

function quoted(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&')}"`
}
