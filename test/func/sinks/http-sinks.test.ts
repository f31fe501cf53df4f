import { expect } from 'chai'
import { createSink } from '#func/sinks/config.ts'
import { type Receiver, startReceiver } from '../../support/sinks/receiver.ts'
import { testHttpSink } from '../../support/sinks/sink-suite.ts'
import { sinkDependencies, testPoints } from '../../support/sinks/sinks.ts'

const signal = new AbortController().signal
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })

describe('func/sinks over HTTP', () => {
  testHttpSink('datakit', {
    type: 'datakit',
    options: {},
    secrets: {},
    writeUrl: '/v1/write/metric?precision=ms&input=funcbox',
    headers: {},
    accepted: { status: 200 },
    refused: json(400, { error_code: 'datakit.invalidLinePoint', message: 'bad line (pos: 1)' }),
    busy: json(429, { error_code: 'datakit.reachMaxAPILimit', message: 'reach max API limit' }),
    unauthorized: { status: 401 },
  })

  testHttpSink('dataway', {
    type: 'dataway',
    options: {},
    secrets: { token: 'tkn_very/secret' },
    writeUrl: '/v1/write/metric?token=tkn_very%2Fsecret&precision=ms',
    headers: {},
    accepted: { status: 200 },
    refused: { status: 413 },
    busy: { status: 429 },
    unauthorized: { status: 401 },
  })

  testHttpSink('influxdb', {
    type: 'influxdb',
    options: { database: 'aws', retentionPolicy: 'week', user: 'me' },
    secrets: { password: 'pass:word' },
    writeUrl: '/write?db=aws&rp=week&precision=ms',
    headers: { authorization: `Basic ${Buffer.from('me:pass:word').toString('base64')}` },
    accepted: { status: 204 },
    refused: json(400, { error: 'unable to parse' }),
    busy: { status: 503 },
    unauthorized: json(401, { error: 'authorization failed' }),
  })

  testHttpSink('influxdb2', {
    type: 'influxdb2',
    options: { org: 'my org', bucket: 'aws' },
    secrets: { token: 'abcdef==' },
    writeUrl: '/api/v2/write?org=my+org&bucket=aws&precision=ms',
    headers: { authorization: 'Token abcdef==' },
    accepted: { status: 204 },
    refused: json(422, { code: 'unprocessable entity', message: 'bad' }),
    busy: { status: 429 },
    unauthorized: json(401, { code: 'unauthorized', message: 'unauthorized access' }),
  })

  describe('particulars', () => {
    let receiver: Receiver
    beforeEach(async () => {
      receiver = await startReceiver(() => ({ status: 204 }))
    })
    afterEach(() => receiver.close())

    const open = (type: string, options: object, secrets = {}, test = sinkDependencies()) =>
      createSink(
        { name: 'out', type, options: { url: receiver.url, ...options }, secrets, required: true },
        test.deps,
      )

    it("should take InfluxDB's partial write as written, less what it dropped", async () => {
      const error = 'partial write: field type conflict: input field "f" dropped=2'
      receiver.answer = () => json(400, { error })
      const test = sinkDependencies()
      const sink = open('influxdb', { database: 'aws' }, {}, test)
      const receipt = await sink.write('metric', testPoints(10), signal)
      expect(receipt).to.deep.include({ acknowledged: 8, rejected: 2, requests: 1 })
      expect(test.logged[0]?.fields.reason).to.include('field type conflict')
      await sink.close()
    })

    it('should not take a partial write for granted that does not count unparsable lines', async () => {
      const error = "partial write: unable to parse 'x': invalid dropped=0"
      receiver.answer = ({ lines }) =>
        lines.some((line) => line.includes('p3')) ? json(400, { error }) : { status: 204 }
      const sink = open('influxdb', { database: 'aws' })
      const receipt = await sink.write('metric', testPoints(4), signal)
      expect(receipt).to.deep.include({ acknowledged: 3, rejected: 1 })
      await sink.close()
    })

    it('should create a missing database on a check that is asked to', async () => {
      let exists = false
      receiver.answer = ({ url }) => {
        if (url.startsWith('/query')) exists = true
        return exists ? { status: 204 } : json(404, { error: 'database not found: "a b"' })
      }
      const closed = open('influxdb', { database: 'a b' })
      expect((await closed.check(signal)).message)
        .to.include('404')
        .and.include('database not found')
      const sink = open('influxdb', { database: 'a b', createDatabase: true })
      expect(await sink.check(signal)).to.deep.include({ ok: true })
      expect(receiver.requests.at(-2)?.url).to.equal('/query?q=CREATE+DATABASE+%22a+b%22')
      await Promise.all([closed.close(), sink.close()])
    })

    it('should fail on a category that DataKit does not know, without halving', async () => {
      receiver.answer = () =>
        json(400, { error_code: 'datakit.invalidCategory', message: 'invalid category' })
      const sink = open('datakit', {})
      const error = await sink.write('metric', testPoints(10), signal).catch((thrown: unknown) => thrown)
      expect(error).to.deep.include({ code: 'FUNC_ERR_SINK_NOT_FOUND' })
      expect(receiver.requests).to.have.lengthOf(1)
      await sink.close()
    })

    it('should keep a path in front of its own', async () => {
      const sink = open('datakit', { url: `${receiver.url}/proxy/` })
      await sink.write('custom_object', testPoints(1), signal)
      expect(receiver.requests[0]?.url).to.match(/^\/proxy\/v1\/write\/custom_object\?/)
      await sink.close()
    })

    it('should use one connection for many requests', async () => {
      const sink = open('datakit', { batchPoints: 1 })
      await sink.write('metric', testPoints(5), signal)
      expect(new Set(receiver.requests.map((request) => request.remotePort)).size).to.equal(1)
      expect(receiver.requests).to.have.lengthOf(5)
      await sink.close()
    })
  })
})
