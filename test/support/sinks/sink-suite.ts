/** What every sink over HTTP must do, whatever it speaks. */
import { expect } from 'chai'
import type { FuncError } from '#func/errors.ts'
import type { Json } from '#func/script.ts'
import { createSink } from '#func/sinks/config.ts'
import type { Sink } from '#func/sinks/sink.ts'
import { type Answer, freePort, type ReceivedRequest, type Receiver, startReceiver } from './receiver.ts'
import { rejection, sinkDependencies, type TestSinkDependencies, testPoints } from './sinks.ts'

export interface HttpSinkCase {
  readonly type: string
  readonly options: Readonly<Record<string, Json>>
  readonly secrets: Readonly<Record<string, string>>
  /** Path and query of a write in the category `metric`. */
  readonly writeUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly accepted: Answer
  /** How the receiver answers a check. */
  readonly healthy: (request: ReceivedRequest) => Answer
  /** Answers of status 2xx that are not the receiver's. */
  readonly foreign: readonly Answer[]
  /** How the receiver refuses a body because of its content. */
  readonly refused: Answer
  readonly busy: Answer
  readonly unauthorized: Answer
}

const signal = new AbortController().signal

export function testHttpSink(name: string, sinkCase: HttpSinkCase): void {
  describe(name, () => {
    let receiver: Receiver
    let test: TestSinkDependencies
    let sink: Sink

    const open = (options: Readonly<Record<string, Json>> = {}): Sink => {
      const { type, secrets } = sinkCase
      const all = { url: receiver.url, ...sinkCase.options, ...options }
      return createSink({ name: 'out', type, options: all, secrets, required: true }, test.deps)
    }

    beforeEach(async () => {
      receiver = await startReceiver(() => sinkCase.accepted)
      test = sinkDependencies()
      sink = open()
    })

    afterEach(async () => {
      await sink.close()
      await receiver.close()
    })

    it('should write accepted points where the receiver wants them', async () => {
      const receipt = await sink.write('metric', testPoints(3), signal)
      expect(receipt).to.deep.include({ acknowledged: 3, rejected: 0, dropped: 0, requests: 1, retries: 0 })
      const [request] = receiver.requests
      expect(request?.url).to.equal(sinkCase.writeUrl)
      expect(request?.headers).to.deep.include({ ...sinkCase.headers, 'user-agent': 'funcbox/1.2.3' })
      expect(request?.lines[1]).to.equal('m,id=p1 value=1 1700000000001000000')
      expect(receipt.bytes).to.equal(request?.body.length)
    })

    it('should take only what the receiver documents for an acknowledgement', async () => {
      const page = { status: 200, body: '<html><title>Sign in</title></html>' }
      for (const answer of [
        page,
        { status: 202 },
        { status: 200, body: '{"login":"/sso"}' },
        ...sinkCase.foreign,
      ]) {
        receiver.answer = () => answer
        const error = await rejection(sink.write('metric', testPoints(2), signal))
        expect(error.code).to.equal('FUNC_ERR_SINK_ANSWER')
        const health = await sink.check(signal)
        expect(health).to.deep.include({ ok: false })
      }
      receiver.answer = () => page
      expect((await sink.check(signal)).message)
        .to.include("a web page, 'Sign in'")
        .and.include("'url'")
    })

    it('should take no complaint of another program for health', async () => {
      for (const answer of [
        { status: 400, body: 'unsupported path requested: /write' },
        { status: 422, body: '{"message":"no"}' },
        { status: 413 },
      ]) {
        receiver.answer = () => answer
        expect(await sink.check(signal)).to.deep.include({ ok: false })
      }
    })

    it('should say where a receiver has moved to, without what may be a token', async () => {
      receiver.answer = () => ({ status: 301, headers: { location: 'https://new.example/login?token=abc' } })
      const error = await rejection(sink.write('metric', testPoints(2), signal))
      expect(error).to.deep.include({ code: 'FUNC_ERR_SINK_ANSWER' })
      expect(error.message).to.include('301').and.include('https://new.example/login').and.not.include('abc')
      expect((error as FuncError).todo)
        .to.include("Set the option 'url'")
        .and.not.include('abc')
    })

    it('should send plain bodies to a receiver that takes no compressed ones, and say so once', async () => {
      await sink.close()
      sink = open({ batchPoints: 10, gzipAboveBytes: 0 })
      receiver.answer = ({ headers }) =>
        headers['content-encoding'] === undefined ? sinkCase.accepted : { status: 415 }
      const receipt = await sink.write('metric', testPoints(30), signal)
      expect(receipt).to.deep.include({ acknowledged: 30, requests: 4 })
      expect(test.logged.map(({ message }) => message)).to.deep.equal([
        'The receiver takes no compressed bodies: set gzipAboveBytes of the sink so that none is',
      ])
      receiver.answer = () => ({ status: 415 })
      const error = await rejection(open({ gzipAboveBytes: 0 }).write('metric', testPoints(1), signal))
      expect((error as FuncError).todo).to.include('gzipAboveBytes')
    })

    it('should learn once how large a body may be, and name the option', async () => {
      const limit = 500
      receiver.answer = ({ body }) => (body.length > limit ? { status: 413 } : sinkCase.accepted)
      const receipt = await sink.write('metric', testPoints(200), signal)
      expect(receipt).to.deep.include({ acknowledged: 200, rejected: 0 })
      const before = receiver.requests.length
      await sink.write('metric', testPoints(200), signal)
      const later = receiver.requests.slice(before)
      expect(later.every(({ body }) => body.length <= limit)).to.equal(true)
      expect(test.logged.filter(({ message }) => message.includes('batchBytes'))).to.have.lengthOf(1)
    })

    it('should prove by a marked point that points arrive', async () => {
      receiver.answer = (request) =>
        request.lines.length > 0 ? sinkCase.accepted : sinkCase.healthy(request)
      const health = await sink.check(signal, { write: true })
      const probe = receiver.requests
        .flatMap(({ lines }) => lines)
        .find((line) => line.startsWith('funcbox_probe,'))
      expect(probe).to.match(/^funcbox_probe,probe=\w+ value=1 \d{19}$/)
      expect(health.message).to.include(probe?.split(' ')[0])
      receiver.answer = (request) => (request.lines.length > 0 ? sinkCase.refused : sinkCase.healthy(request))
      expect(await sink.check(signal, { write: true })).to.deep.include({ ok: false })
    })

    it('should send nothing when there is nothing to send', async () => {
      await sink.write('metric', [], signal)
      const receipt = await sink.write(
        'metric',
        [{ ...testPoints(1)[0]!, fields: { value: Number.NaN } }],
        signal,
      )
      expect(receipt).to.deep.include({ acknowledged: 0, dropped: 1, requests: 0 })
      expect(receiver.requests).to.have.lengthOf(0)
    })

    it('should split by points and by bytes, and compress large bodies', async () => {
      await sink.close()
      sink = open({ batchPoints: 10, gzipAboveBytes: 100 })
      expect((await sink.write('metric', testPoints(25), signal)).requests).to.equal(3)
      expect(receiver.requests.map((request) => request.lines.length)).to.deep.equal([10, 10, 5])
      expect(receiver.requests[0]?.headers['content-encoding']).to.equal('gzip')
      await sink.close()
      sink = open({ batchBytes: 1024 })
      await sink.write('metric', testPoints(100), signal)
      const sizes = receiver.requests.slice(3).map((request) => request.body.length)
      expect(Math.max(...sizes)).to.be.within(900, 1024)
      expect(receiver.requests.flatMap((request) => request.lines)).to.have.lengthOf(125)
    })

    it('should find the refused points and write all others', async () => {
      const isBad = (line: string) => /id=p(7|40),?/.test(line.split(' ')[0]!)
      receiver.answer = ({ lines }) => (lines.some(isBad) ? sinkCase.refused : sinkCase.accepted)
      const receipt = await sink.write('metric', testPoints(64), signal)
      expect(receipt).to.deep.include({ acknowledged: 62, rejected: 2, retries: 0 })
      const refused = test.logged.filter((line) => line.message.startsWith('The receiver refused'))
      expect(refused.map((line) => line.fields.tags)).to.deep.equal([{ id: 'p7' }, { id: 'p40' }])
      expect(receiver.requests.length).to.be.below(30)
    })

    it('should stop rather than halve for ever when all is refused', async () => {
      receiver.answer = () => sinkCase.refused
      const error = await rejection(sink.write('metric', testPoints(1000), signal))
      expect(error.code).to.equal('FUNC_ERR_SINK_REFUSED')
      expect(receiver.requests.length).to.be.below(50)
    })

    it('should wait as long as a busy receiver asks, in seconds or as a date', async () => {
      const dates = ['7', 'Thu, 01 Jan 2026 00:00:09 GMT']
      receiver.answer = (_request, index) =>
        index < 2 ? { ...sinkCase.busy, headers: { 'retry-after': dates[index]! } } : sinkCase.accepted
      const receipt = await sink.write('metric', testPoints(2), signal)
      expect(receipt).to.deep.include({ acknowledged: 2, requests: 3, retries: 2 })
      expect(test.sleeps).to.deep.equal([7000, 9000])
    })

    it('should back off with jitter and give up after its attempts', async () => {
      receiver.answer = () => ({ status: 503, body: 'overloaded' })
      const error = await rejection(sink.write('metric', testPoints(1), signal))
      expect(error.code).to.equal('FUNC_ERR_SINK_UNAVAILABLE')
      expect(error.message).to.include('overloaded').and.include('6 attempts')
      expect(test.sleeps).to.deep.equal([250, 500, 1000, 2000, 4000])
    })

    it('should give up at once when asked to wait beyond reason', async () => {
      receiver.answer = () => ({ ...sinkCase.busy, headers: { 'retry-after': '86400' } })
      const error = await rejection(sink.write('metric', testPoints(1), signal))
      expect(error.code).to.equal('FUNC_ERR_SINK_UNAVAILABLE')
      expect(receiver.requests).to.have.lengthOf(1)
    })

    it('should fail at once and clearly when not let in, without showing secrets', async () => {
      const secrets = Object.values(sinkCase.secrets).join(' ')
      for (const [answer, code] of [
        [{ ...sinkCase.unauthorized, body: `bad ${secrets}` }, 'FUNC_ERR_SINK_UNAUTHORIZED'],
        [{ status: 403 }, 'FUNC_ERR_SINK_FORBIDDEN'],
        [{ status: 404, body: '<html>no</html>' }, 'FUNC_ERR_SINK_NOT_FOUND'],
      ] as const) {
        receiver.requests.length = 0
        receiver.answer = () => answer
        const error = await rejection(sink.write('metric', testPoints(10), signal))
        expect(error.code).to.equal(code)
        expect(error.message).to.include("sink 'out'").and.not.include('<html>')
        expect(receiver.requests).to.have.lengthOf(1)
        for (const secret of Object.values(sinkCase.secrets)) {
          expect(`${error.message}${error.stack}${JSON.stringify(test.logged)}`).to.not.include(secret)
        }
      }
    })

    it('should try again after a timeout and after a cut connection', async () => {
      await sink.close()
      sink = open({ timeoutSeconds: 0.2 })
      receiver.answer = (_request, index) => (['hang', 'reset'] as const)[index] ?? sinkCase.accepted
      const receipt = await sink.write('metric', testPoints(2), signal)
      expect(receipt).to.deep.include({ acknowledged: 2, requests: 3, retries: 2 })
    })

    it('should end a request and a wait at once when aborted', async () => {
      const controller = new AbortController()
      receiver.answer = () => {
        setImmediate(() => controller.abort(new Error('stopped')))
        return 'hang'
      }
      expect((await rejection(sink.write('metric', testPoints(1), controller.signal))).message).to.equal(
        'stopped',
      )
      expect((await rejection(sink.write('metric', testPoints(1), controller.signal))).message).to.equal(
        'stopped',
      )
      expect(receiver.requests).to.have.lengthOf(1)
    })

    it('should report when nobody listens', async () => {
      await sink.close()
      sink = open({ url: `http://127.0.0.1:${await freePort()}`, maxAttempts: 2 })
      const error = await rejection(sink.write('metric', testPoints(1), signal))
      expect(error.code).to.equal('FUNC_ERR_SINK_UNREACHABLE')
      expect(error.message).to.include('ECONNREFUSED')
      expect(error.cause).to.be.instanceOf(Error)
      const health = await sink.check(signal)
      expect(health.ok).to.equal(false)
      expect(health.message).to.include('ECONNREFUSED').and.include('Check that the receiver runs')
    })

    it('should write when a receiver that was down is up again', async () => {
      const port = await freePort()
      await sink.close()
      sink = open({ url: `http://127.0.0.1:${port}` })
      let late: Receiver | undefined
      test.onSleep = async () => {
        if (test.sleeps.length === 2) late = await startReceiver(() => sinkCase.accepted, port)
      }
      const receipt = await sink.write('metric', testPoints(1), signal)
      await late?.close()
      expect(receipt).to.deep.include({ acknowledged: 1, retries: 2 })
    })

    it('should be healthy when let in, and say what to do when not', async () => {
      receiver.answer = (request) => sinkCase.healthy(request)
      expect(await sink.check(signal)).to.deep.include({ ok: true })
      receiver.answer = () => sinkCase.unauthorized
      const health = await sink.check(signal)
      expect(health.ok).to.equal(false)
      expect(health.message)
        .to.match(/^\S.*\. \S.*$/)
        .and.not.include('\n')
      for (const secret of Object.values(sinkCase.secrets)) expect(health.message).to.not.include(secret)
    })
  })
}
