import { getEventListeners, once } from 'node:events'
import { expect } from 'chai'
import fc from 'fast-check'
import { FuncError } from '#func/errors.ts'
import type { Json, Point } from '#func/script.ts'
import { createDelivery, type DeliveryOptions } from '#func/sinks/delivery/delivery.ts'
import { withReceipt } from '#func/sinks/receipt.ts'
import type { Sink, WriteReceipt } from '#func/sinks/sink.ts'
import { toPlainPoint } from '../../../support/plain-point.ts'
import { rejection, sinkDependencies, testPoint, testPoints } from '../../../support/sinks/sinks.ts'

const RECEIPT: WriteReceipt = {
  acknowledged: 0,
  rejected: 0,
  dropped: 0,
  trimmed: 0,
  bytes: 0,
  requests: 0,
  retries: 0,
}
const refusal = () => new FuncError('FUNC_ERR_SINK_REFUSED', 'Cannot write points')

interface FakeSink extends Sink {
  readonly batches: (readonly Point[])[]
  readonly ids: string[]
  closed: boolean
}

/** A sink in memory; `act` may wait or throw before the points count as acknowledged. */
function fakeSink(
  name: string,
  act: (call: number, signal: AbortSignal) => void | Promise<void> = () => {},
): FakeSink {
  const sink: FakeSink = {
    name,
    type: 'fake',
    batches: [],
    ids: [],
    closed: false,
    async write(_category, points, signal) {
      sink.batches.push(points.map(toPlainPoint))
      await act(sink.batches.length, signal)
      sink.ids.push(...points.map((point) => point.tags.id ?? ''))
      return { ...RECEIPT, acknowledged: points.length, requests: 1 }
    },
    check: async () => ({ ok: true, message: '' }),
    async close() {
      sink.closed = true
    },
  }
  return sink
}

function setUp(sinks: DeliveryOptions['sinks'], options: Partial<DeliveryOptions> = {}) {
  const commits: Record<string, Json>[] = []
  const { deps, logged } = sinkDependencies()
  const controller = new AbortController()
  const delivery = createDelivery({
    sinks,
    commit: async (values) => void commits.push(values),
    log: deps.log,
    signal: controller.signal,
    batchPoints: 0,
    ...options,
  })
  const committed = () => Object.assign({}, ...commits) as Record<string, Json>
  const write = (...ids: number[]) =>
    delivery.writer.write(
      'metric',
      ids.map((id) => testPoint(id)),
    )
  return { delivery, write, commits, committed, logged, controller }
}

const turns = () => new Promise((resolve) => setImmediate(resolve))
const gate = () => Promise.withResolvers<void>()

describe('func/sinks/delivery', () => {
  it('should give points to the sinks that they are for, and commit what comes after them', async () => {
    const [one, two] = [fakeSink('one'), fakeSink('two')]
    const { delivery, commits } = setUp([
      { sink: one, required: true, id: 'one@1' },
      { sink: two, required: true },
    ])
    expect(delivery.writer.sinks).to.deep.equal([
      { id: 'one@1', settledOnly: false },
      { id: 'two', settledOnly: false },
    ])
    await delivery.writer.write('metric', [testPoint(0)], ['one@1'])
    await delivery.writer.write('metric', [testPoint(1)], ['two'])
    await delivery.writer.write('metric', [testPoint(2)])
    delivery.stage('key', 1)
    await delivery.flush()
    expect(one.ids).to.deep.equal(['p0', 'p2'])
    expect(two.ids).to.deep.equal(['p1', 'p2'])
    expect(commits).to.deep.equal([{ key: 1 }])
    await delivery.close()
  })

  it('should refuse to work without sinks', () => {
    expect(() => setUp([])).to.throw(FuncError, /no sink is configured/)
  })

  describe('state', () => {
    it('should not be committed when the sink fails', async () => {
      const sink = fakeSink('a', () => Promise.reject(refusal()))
      const { delivery, write, committed } = setUp([{ sink, required: true }])
      await write(1)
      delivery.stage('k', 1)
      expect((await rejection(delivery.flush())).code).to.equal('FUNC_ERR_SINK_REFUSED')
      expect(committed()).to.deep.equal({})
    })

    it('should be committed up to what was accepted before a failure', async () => {
      const sink = fakeSink('a', (call) => (call === 2 ? Promise.reject(refusal()) : undefined))
      const { delivery, write, committed } = setUp([{ sink, required: true }], { chunkPoints: 1 })
      await write(1)
      delivery.stage('first', 1)
      await write(2)
      delivery.stage('second', 2)
      await write(3).catch(() => {})
      delivery.stage('third', 3)
      await rejection(delivery.flush())
      expect(committed()).to.deep.equal({ first: 1 })
      expect(sink.ids).to.deep.equal(['p1'])
    })

    it('should be committed when the receiver refused single points', async () => {
      const sink = fakeSink('a')
      sink.write = async (_category, points) => ({ ...RECEIPT, acknowledged: points.length - 1, rejected: 1 })
      const { delivery, write, committed } = setUp([{ sink, required: true }])
      await write(1, 2)
      delivery.stage('k', 1)
      await delivery.flush()
      expect(committed()).to.deep.equal({ k: 1 })
      expect(delivery.figures().a).to.deep.include({ acknowledged: 1, rejected: 1 })
    })

    it('should be committed as soon as accepted, without waiting for the end', async () => {
      const { delivery, write, commits } = setUp([{ sink: fakeSink('a'), required: true }])
      await write(1)
      delivery.stage('k', 1)
      await turns()
      expect(commits).to.deep.equal([{ k: 1 }])
      await write(2)
      delivery.stage('k', 2)
      await delivery.flush()
      expect(commits).to.deep.equal([{ k: 1 }, { k: 2 }])
    })

    it('should be committed when there was nothing to write', async () => {
      const { delivery, committed } = setUp([{ sink: fakeSink('a'), required: true }])
      await delivery.writer.write('metric', [])
      delivery.stage('k', 1)
      await delivery.flush()
      expect(committed()).to.deep.equal({ k: 1 })
    })

    it('should wait for every required sink, and for no other', async () => {
      const slow = gate()
      const stuck = gate()
      const sinks = [
        { sink: fakeSink('fast'), required: true },
        { sink: fakeSink('slow', () => slow.promise), required: true },
        { sink: fakeSink('stuck', () => stuck.promise), required: false },
      ]
      const { delivery, write, committed } = setUp(sinks, { bestEffortFlushMs: 10 })
      await write(1)
      delivery.stage('k', 1)
      await turns()
      expect(committed()).to.deep.equal({})
      slow.resolve()
      await turns()
      expect(committed()).to.deep.equal({ k: 1 })
      await delivery.flush()
      expect(delivery.figures().stuck).to.deep.include({ acknowledged: 0, dropped: 1 })
      stuck.resolve()
      await turns()
      expect(delivery.figures().stuck).to.deep.include({ acknowledged: 0, dropped: 1 })
    })

    it('should be committed with best-effort sinks only', async () => {
      const sink = fakeSink('a', () => Promise.reject(refusal()))
      const { delivery, write, committed } = setUp([{ sink, required: false }])
      await write(1)
      delivery.stage('k', 1)
      await delivery.flush()
      expect(committed()).to.deep.equal({ k: 1 })
    })

    it('should be committed in order and in batches while a commit takes its time', async () => {
      const first = gate()
      const commits: Record<string, Json>[] = []
      const commit = async (values: Record<string, Json>) => {
        commits.push(values)
        if (commits.length === 1) await first.promise
      }
      const { delivery, write } = setUp([{ sink: fakeSink('a'), required: true }], { commit })
      for (const id of [1, 2, 3]) {
        await write(id)
        delivery.stage('last', id)
        delivery.stage(`k${id}`, id)
        await turns()
      }
      first.resolve()
      await delivery.flush()
      expect(commits).to.deep.equal([
        { last: 1, k1: 1 },
        { last: 3, k2: 2, k3: 3 },
      ])
    })

    it('should fail the run when it cannot be committed', async () => {
      const commit = () => Promise.reject(new Error('locked'))
      const { delivery, write } = setUp([{ sink: fakeSink('a'), required: true }], { commit })
      await write(1)
      delivery.stage('k', 1)
      const error = await rejection(delivery.flush())
      expect(error.code).to.equal('FUNC_ERR_STATE_COMMIT')
      expect(error.message).to.include("'k'").and.include('locked')
      expect((await rejection(write(2))).code).to.equal('FUNC_ERR_STATE_COMMIT')
    })
  })

  describe('writing', () => {
    it('should hold the script back while a required buffer is full', async () => {
      const held = gate()
      const { delivery, write } = setUp([{ sink: fakeSink('a', () => held.promise), required: true }], {
        bufferPoints: 2,
      })
      await write(1, 2)
      let taken = false
      const third = write(3).then(() => {
        taken = true
      })
      await turns()
      expect(taken).to.equal(false)
      held.resolve()
      await third
      await delivery.flush()
    })

    it('should hold it back by bytes too', async () => {
      const held = gate()
      const sink = fakeSink('a', () => held.promise)
      const { delivery } = setUp([{ sink, required: true }], { bufferBytes: 1000 })
      const large = [testPoint(1, { s: 'x'.repeat(2000) })]
      const blocked = await Promise.race([
        delivery.writer.write('logging', large),
        turns().then(() => 'blocked'),
      ])
      expect(blocked).to.equal('blocked')
      held.resolve()
      await delivery.flush()
    })

    it('should let more wait for a best-effort sink, which would lose it', async () => {
      const held = gate()
      const sink = fakeSink('a', () => held.promise)
      const limits = { bufferBytes: 8000, requiredBufferBytes: 1000 }
      const { delivery } = setUp([{ sink, required: false }], limits)
      for (const id of [1, 2, 3])
        await delivery.writer.write('logging', [testPoint(id, { s: 'x'.repeat(2000) })])
      held.resolve()
      await delivery.flush()
      expect(delivery.figures().a).to.deep.include({ acknowledged: 3, dropped: 0 })
    })

    it('should hold it back for a required sink before that', async () => {
      const held = gate()
      const sink = fakeSink('a', () => held.promise)
      const limits = { bufferBytes: 8000, requiredBufferBytes: 1000 }
      const { delivery } = setUp([{ sink, required: true }], limits)
      const large = [testPoint(1, { s: 'x'.repeat(2000) })]
      const written = delivery.writer.write('logging', large).then(() => 'written')
      expect(await Promise.race([written, turns().then(() => 'blocked')])).to.equal('blocked')
      held.resolve()
      await delivery.flush()
    })

    it('should keep the order, join small writes, and part categories', async () => {
      const held = gate()
      const sink = fakeSink('a', (call) => (call === 1 ? held.promise : undefined))
      const { delivery, write } = setUp([{ sink, required: true }], { chunkPoints: 3 })
      await write(0)
      for (const id of [1, 2, 3, 4]) await write(id)
      await delivery.writer.write('logging', [testPoint(5)])
      await write(6)
      held.resolve()
      await delivery.flush()
      expect(sink.batches.map((batch) => batch.map((point) => point.tags.id))).to.deep.equal([
        ['p0'],
        ['p1', 'p2', 'p3'],
        ['p4'],
        ['p5'],
        ['p6'],
      ])
    })

    describe('few points', () => {
      function delaying(options: Partial<DeliveryOptions> = {}) {
        const sink = fakeSink('a')
        const over = gate()
        const sleep = (_ms: number, signal: AbortSignal) =>
          Promise.race([
            over.promise,
            new Promise<void>((_, reject) => signal.addEventListener('abort', reject)),
          ])
        return { ...setUp([{ sink, required: true }], { batchPoints: 4, sleep, ...options }), sink, over }
      }

      it('should wait for others for a while, and go together', async () => {
        const { write, sink, over } = delaying()
        await write(0)
        await write(1, 2)
        await turns()
        expect(sink.batches).to.have.length(0)
        over.resolve()
        await turns()
        expect(sink.ids).to.deep.equal(['p0', 'p1', 'p2'])
        expect(sink.batches).to.have.length(1)
      })

      it('should wait no longer once they are enough', async () => {
        const { write, sink } = delaying()
        await write(0)
        await write(1, 2, 3)
        await turns()
        expect(sink.ids).to.deep.equal(['p0', 'p1', 'p2', 'p3'])
      })

      it('should wait no longer when the buffer is full', async () => {
        const { write, sink } = delaying({ bufferPoints: 1 })
        await write(0)
        await write(1)
        expect(sink.ids).to.deep.equal(['p0', 'p1'])
      })

      it('should wait no longer than the run lasts', async () => {
        const { write, sink, delivery } = delaying()
        await write(0)
        await delivery.flush()
        expect(sink.ids).to.deep.equal(['p0'])
      })

      it('should not be sent after an abort', async () => {
        const { write, sink, delivery, controller } = delaying()
        await write(0)
        controller.abort(new Error('stopped'))
        expect((await rejection(delivery.flush())).message).to.equal('stopped')
        expect(sink.batches).to.have.length(0)
      })
    })

    it('should reject with the error of a required sink, waiting or new', async () => {
      const held = gate()
      const sink = fakeSink('a', () => held.promise)
      const { write, delivery, logged } = setUp([{ sink, required: true }], { bufferPoints: 1 })
      const waiting = rejection(write(1, 2))
      held.reject(refusal())
      expect((await waiting).code).to.equal('FUNC_ERR_SINK_REFUSED')
      expect((await rejection(write(3))).code).to.equal('FUNC_ERR_SINK_REFUSED')
      await rejection(delivery.flush())
      expect(logged.map((line) => line.message)).to.deep.equal(['A sink failed'])
      expect(logged[0]?.fields).to.deep.include({
        ...{ sink: 'a', required: true, consequence: 'the run fails', code: 'FUNC_ERR_SINK_REFUSED' },
      })
    })

    it('should still deliver to the other sinks when one fails', async () => {
      const good = fakeSink('good', () => turns() as Promise<void>)
      const bad = fakeSink('bad', () => Promise.reject(refusal()))
      const { delivery, write } = setUp([
        { sink: bad, required: true },
        { sink: good, required: true },
      ])
      await write(1, 2)
      await rejection(delivery.flush())
      expect(good.ids).to.deep.equal(['p1', 'p2'])
    })

    it('should go on without a failed best-effort sink, logged once and counted', async () => {
      const bad = fakeSink('bad', () => {
        throw withReceipt(refusal(), { ...RECEIPT, acknowledged: 1, requests: 2 })
      })
      const good = fakeSink('good')
      const { delivery, write, logged } = setUp([
        { sink: bad, required: false },
        { sink: good, required: true },
      ])
      await write(1, 2, 3)
      await turns()
      await write(4)
      await delivery.flush()
      expect(good.ids).to.have.lengthOf(4)
      expect(bad.batches).to.have.lengthOf(1)
      expect(delivery.figures().bad).to.deep.include({ acknowledged: 1, dropped: 3, requests: 2 })
      expect(logged.map(({ message }) => message)).to.deep.equal(['A sink failed'])
      expect(logged[0]?.fields).to.deep.include({
        ...{ sink: 'bad', required: false, consequence: 'it gets nothing more in this run' },
      })
    })

    it('should drop the oldest points of a slow best-effort sink', async () => {
      const held = gate()
      const slow = fakeSink('slow', () => held.promise)
      const { delivery, write, logged } = setUp(
        [
          { sink: slow, required: false },
          { sink: fakeSink('good'), required: true },
        ],
        { bufferPoints: 3 },
      )
      for (const id of [1, 2, 3, 4, 5, 6]) await write(id)
      held.resolve()
      await delivery.flush()
      expect(slow.ids).to.deep.equal(['p1', 'p5', 'p6'])
      expect(delivery.figures().slow).to.deep.include({ acknowledged: 3, dropped: 3 })
      expect(logged).to.deep.equal([
        {
          ...{ level: 'warn', message: 'A best-effort sink is too slow and loses its oldest points' },
          fields: { sink: 'slow' },
        },
      ])
    })

    describe('a late best-effort sink', () => {
      /** A required sink that is done and a best-effort one that never is. Only the grace after an abort is over. */
      const setUpLate = (isOver: (ms: number) => boolean) => {
        const slept: number[] = []
        const sleep = (ms: number) => {
          slept.push(ms)
          return isOver(ms) ? Promise.resolve() : new Promise<void>(() => {})
        }
        const sinks = [
          { sink: fakeSink('late', () => new Promise(() => {})), required: false },
          { sink: fakeSink('good'), required: true },
        ]
        return { ...setUp(sinks, { sleep }), slept }
      }

      it('should be waited for, and then given up', async () => {
        const { delivery, write, logged, slept } = setUpLate(() => true)
        await write(1)
        await delivery.flush()
        expect(slept).to.deep.equal([5000])
        expect(delivery.figures().late).to.deep.include({ acknowledged: 0, dropped: 1 })
        expect(logged[0]?.fields.error).to.equal('Not done 5000 ms after the required sinks')
      })

      it('should be waited for no longer than the grace when an abort comes', async () => {
        const { delivery, write, controller, slept } = setUpLate((ms) => ms < 5000)
        await write(1)
        const flushed = delivery.flush()
        await turns()
        controller.abort(new Error('stopped'))
        await flushed
        expect(slept).to.deep.equal([5000, 400])
      })

      it('should be waited for no longer than the grace after an abort', async () => {
        const { delivery, write, controller, slept } = setUpLate((ms) => ms < 5000)
        await write(1)
        await turns()
        controller.abort(new Error('stopped'))
        await delivery.flush()
        expect(slept).to.deep.equal([400])
      })

      it('should have its time when another sink fails, too', async () => {
        const slept: number[] = []
        const sleep = async (ms: number) => void slept.push(ms)
        const sinks = [
          { sink: fakeSink('late', () => new Promise(() => {})), required: false },
          { sink: fakeSink('bad', () => Promise.reject(refusal())), required: true },
        ]
        const { delivery, write } = setUp(sinks, { sleep })
        await write(1).catch(() => {})
        await rejection(delivery.flush())
        expect(slept[0]).to.equal(5000)
      })
    })
  })

  describe('the end', () => {
    it('should come soon after an abort, even when a sink does not listen', async () => {
      const sink = fakeSink('a', (call) => (call === 1 ? undefined : new Promise(() => {})))
      const { delivery, write, committed, controller, logged } = setUp([{ sink, required: true }])
      await write(1)
      delivery.stage('first', 1)
      await turns()
      await write(2)
      delivery.stage('second', 2)
      const started = performance.now()
      const flushed = rejection(delivery.flush())
      controller.abort(new Error('stopped'))
      expect((await flushed).message).to.equal('stopped')
      expect(performance.now() - started).to.be.below(20_000)
      expect(committed()).to.deep.equal({ first: 1 })
      expect((await rejection(write(3))).message).to.equal('stopped')
      expect(logged).to.deep.equal([])
    })

    it('should commit what a sink acknowledges while it ends after an abort', async () => {
      const ending = (count: number) => (_call: number, signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', async () => {
            for (let turn = 0; turn < count; turn++) await turns()
            resolve()
          })
        })
      const sinks = [fakeSink('quick', ending(0)), fakeSink('slow', ending(3))]
      const { delivery, write, committed, controller } = setUp(
        sinks.map((sink) => ({ sink, required: true })),
      )
      await write(1)
      delivery.stage('k', 1)
      const flushed = rejection(delivery.flush())
      controller.abort(new Error('stopped'))
      await flushed
      expect(committed()).to.deep.equal({ k: 1 })
    })

    it('should not blame a sink that ends because of an abort', async () => {
      const sink = fakeSink('a', async (_call, signal) => {
        await once(signal, 'abort')
        throw refusal()
      })
      const { delivery, write, controller, logged } = setUp([{ sink, required: true }])
      await write(1)
      const flushed = rejection(delivery.flush())
      await turns()
      controller.abort(new Error('stopped'))
      expect((await flushed).message).to.equal('stopped')
      await turns()
      expect(logged).to.deep.equal([])
    })

    it('should release a script that waits for room when aborted', async () => {
      const sink = fakeSink('a', () => new Promise(() => {}))
      const { write, controller } = setUp([{ sink, required: true }], { bufferPoints: 1 })
      const waiting = rejection(write(1, 2))
      controller.abort(new Error('stopped'))
      expect((await waiting).message).to.equal('stopped')
    })

    it('should refuse more once it is closed, however idle it was', async () => {
      const sink = fakeSink('a')
      const { delivery, write, controller } = setUp([{ sink, required: true }])
      await delivery.close()
      const refused = await rejection(write(1))
      expect(refused.code).to.equal('FUNC_ERR_SINK_CLOSED')
      expect(refused.message).to.equal('Cannot write points as the delivery of this run is closed')
      expect(sink.batches).to.deep.equal([])
      expect(getEventListeners(controller.signal, 'abort'), 'what waits for an abort').to.deep.equal([])
    })

    it('should close every sink, and log one that cannot be closed', async () => {
      const broken = fakeSink('broken')
      broken.close = () => Promise.reject(new FuncError('FUNC_ERR_SINK_REFUSED', 'no answer'))
      const other = fakeSink('other')
      const { delivery, logged } = setUp([broken, other].map((sink) => ({ sink, required: true })))
      await delivery.close()
      expect(other.closed).to.equal(true)
      expect(logged.map(({ message }) => message)).to.deep.equal(['Cannot close a sink'])
      expect(logged[0]?.fields).to.deep.include({ code: 'FUNC_ERR_SINK_REFUSED', error: 'no answer' })
    })

    it('should hand no empty write to a sink', async () => {
      const sink = fakeSink('a')
      const { delivery, write } = setUp([{ sink, required: true }])
      await write()
      await delivery.flush()
      expect(sink.batches).to.deep.equal([])
    })

    it('should close the sinks, and refuse and commit nothing more', async () => {
      const sink = fakeSink('a', () => new Promise(() => {}))
      const { delivery, write, committed } = setUp([{ sink, required: true }])
      await write(1)
      delivery.stage('k', 1)
      await delivery.close()
      expect(sink.closed).to.equal(true)
      expect((await rejection(write(2))).code).to.equal('FUNC_ERR_SINK_CLOSED')
      expect(delivery.figures().a).to.deep.include({ dropped: 1 })
      await turns()
      expect(committed()).to.deep.equal({})
    })
  })

  it('should never commit state that covers an unacknowledged point', async () => {
    const outcome = fc.constantFrom<'ok' | 'later' | 'fail'>('ok', 'ok', 'ok', 'later', 'fail')
    const sink = fc.record({ required: fc.boolean(), outcomes: fc.array(outcome, { maxLength: 8 }) })
    const step = fc.oneof(
      fc.record({ write: fc.integer({ min: 0, max: 4 }) }),
      fc.constant({ stage: true }),
      fc.constant({ turn: true }),
    )
    const scenario = fc.record({
      sinks: fc.array(sink, { minLength: 1, maxLength: 3 }),
      steps: fc.array(step, { maxLength: 15 }),
      abortAt: fc.option(fc.nat(15), { freq: 4 }),
      bufferPoints: fc.integer({ min: 1, max: 8 }),
      batchPoints: fc.integer({ min: 0, max: 6 }),
      chunkPoints: fc.integer({ min: 1, max: 5 }),
    })
    await fc.assert(fc.asyncProperty(scenario, runScenario), { numRuns: 150 })
  })
})

interface Scenario {
  readonly sinks: readonly { readonly required: boolean; readonly outcomes: readonly string[] }[]
  readonly steps: readonly object[]
  readonly abortAt: number | null
  readonly bufferPoints: number
  readonly batchPoints: number
  readonly chunkPoints: number
}

async function runScenario(scenario: Scenario): Promise<void> {
  const sinks = scenario.sinks.map(({ required, outcomes }, index) => {
    const sink = fakeSink(`s${index}`, async (call) => {
      const outcome = outcomes[call - 1]
      if (outcome === 'later') await turns()
      if (outcome === 'fail') throw refusal()
    })
    return { sink, required }
  })
  const covers = new Map<string, number>()
  const problems: string[] = []
  const commit = async (values: Readonly<Record<string, Json>>): Promise<void> => {
    for (const key of Object.keys(values)) {
      for (const { sink, required } of sinks) {
        const needed = covers.get(key) ?? Number.POSITIVE_INFINITY
        if (required && sink.ids.length < needed) problems.push(`${key} before ${sink.name}`)
      }
    }
    committed.push(...Object.keys(values))
  }
  const committed: string[] = []
  const { bufferPoints, batchPoints, chunkPoints } = scenario
  const { delivery, controller } = setUp(sinks, {
    ...{ commit, bufferPoints, chunkPoints, batchPoints },
    ...{ batchDelayMs: 1, bestEffortFlushMs: 20 },
  })
  let written = 0
  let failed = false
  for (const [index, step] of scenario.steps.entries()) {
    if (index === scenario.abortAt) controller.abort(new Error('stopped'))
    if ('write' in step) {
      const points = testPoints(Number(step.write))
      await delivery.writer.write('metric', points).then(
        () => {
          written += points.length
        },
        () => {
          failed = true
          written += points.length
        },
      )
    } else if ('stage' in step) {
      const key = `k${covers.size}`
      covers.set(key, written)
      delivery.stage(key, null)
    } else await turns()
  }
  await delivery.flush().catch(() => {
    failed = true
  })
  await delivery.close()
  expect(problems).to.deep.equal([])
  expect(committed).to.deep.equal([...covers.keys()].slice(0, committed.length))
  if (!failed) expect(committed).to.have.lengthOf(covers.size)
}
