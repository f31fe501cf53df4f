import { expect } from 'chai'
import type { FuncError } from '#func/errors.ts'
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
    writeUrl: '/v1/write/metric?precision=n&input=funcbox',
    headers: {},
    healthy: ({ method }) =>
      method === 'GET'
        ? json(200, { content: { version: '1.70.0' } })
        : json(400, { error_code: 'datakit.emptyBody', message: 'body is empty' }),
    foreign: [json(200, { error_code: 'datakit.invalidToken', message: 'no' })],
    accepted: { status: 200 },
    refused: json(400, { error_code: 'datakit.invalidLinePoint', message: 'bad line (pos: 1)' }),
    busy: json(429, { error_code: 'datakit.reachMaxAPILimit', message: 'reach max API limit' }),
    unauthorized: { status: 401 },
  })

  testHttpSink('dataway', {
    type: 'dataway',
    options: {},
    secrets: { token: 'tkn_very/secret' },
    writeUrl: '/v1/write/metric?token=tkn_very%2Fsecret',
    headers: {},
    healthy: () => json(200, { content: {} }),
    foreign: [json(200, { success: false, content: {} })],
    accepted: { status: 200 },
    refused: { status: 413 },
    busy: { status: 429 },
    unauthorized: { status: 401 },
  })

  testHttpSink('influxdb', {
    type: 'influxdb',
    options: { database: 'aws', retentionPolicy: 'week', user: 'me' },
    secrets: { password: 'pass:word' },
    writeUrl: '/write?db=aws&rp=week&precision=ns',
    headers: { authorization: `Basic ${Buffer.from('me:pass:word').toString('base64')}` },
    healthy: () => ({ status: 204 }),
    foreign: [{ status: 200 }],
    accepted: { status: 204 },
    refused: json(400, { error: 'unable to parse' }),
    busy: { status: 503 },
    unauthorized: json(401, { error: 'authorization failed' }),
  })

  testHttpSink('influxdb2', {
    type: 'influxdb2',
    options: { org: 'my org', bucket: 'aws' },
    secrets: { token: 'abcdef==' },
    writeUrl: '/api/v2/write?org=my+org&bucket=aws&precision=ns',
    headers: { authorization: 'Token abcdef==' },
    healthy: () => json(400, { code: 'invalid', message: 'writing requires points' }),
    foreign: [{ status: 200 }],
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
        if (url.startsWith('/query')) {
          exists = true
          return json(200, { results: [{ statement_id: 0 }] })
        }
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

    it('should read the reason from a JSON error that is longer than what is kept of it', async () => {
      const message = `invalid line (pos: 1) "x": ${'y'.repeat(100_000)}`
      receiver.answer = () => json(400, { error_code: 'datakit.invalidLinePoint', message })
      const test = sinkDependencies()
      const sink = open('datakit', {}, {}, test)
      await sink.write('metric', testPoints(1), signal)
      expect(test.logged[0]?.fields.reason)
        .to.match(/^400 datakit\.invalidLinePoint: invalid line \(pos: 1\) "x": y+/)
        .and.have.lengthOf.below(600)
      await sink.close()
    })

    it('should send DataKit no series whose key it refuses', async () => {
      receiver.answer = () => ({ status: 200 })
      const tags = Object.fromEntries(Array.from({ length: 100 }, (_, key) => [`k${key}`, 'v'.repeat(1000)]))
      const sink = open('datakit', {})
      const [point] = testPoints(1)
      const receipt = await sink.write('metric', [...testPoints(2), { ...point!, tags }], signal)
      expect(receipt).to.deep.include({ acknowledged: 2, dropped: 1, requests: 1 })
      await sink.close()
    })

    it('should name a remedy of its own for each kind of wrong place', async () => {
      const remedies = [
        [json(404, { error: 'database not found: "aws"' }), 'createDatabase'],
        [{ status: 404, body: '404 page not found' }, "'url'"],
        [json(500, { error: 'retention policy not found: week' }), "'retentionPolicy'"],
        [json(404, { code: 'not found', message: 'bucket "b" not found' }), "'bucket'"],
        [json(403, { error_code: 'beyondDataUsage', message: '' }), 'plan or quota'],
      ] as const
      for (const [answer, remedy] of remedies) {
        receiver.answer = () => answer
        const sink = open('influxdb', { database: 'aws' })
        const error = await sink.write('metric', testPoints(1), signal).catch((thrown: unknown) => thrown)
        expect((error as FuncError).todo).to.include(remedy)
        expect((await sink.check(signal)).message).to.include(remedy)
        await sink.close()
      }
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
