/** The cases in which receivers of logs once lost data, and a restart that must go on exactly there. */
import { expect } from 'chai'
import { FuncError } from '#func/errors.ts'
import type { UnitsFailedError } from '#func/script.ts'
import { shardOf } from '../../../scripts/guance_aws_lambda_logs/state/ledger.ts'
import { LogsDrill, MINUTE, NOON, REGION } from '../../support/aws/logs-drill.ts'

const GROUP = '/aws/lambda/orders'
const HOUR = 60 * MINUTE
const OVERLAP = 10 * MINUTE

describe('guance_aws_lambda_logs checkpoints', () => {
  let drill: LogsDrill
  const start = (config = {}) => {
    drill = new LogsDrill({}, { custom: false, enhanced: false, ...config })
    drill.logs.groups.set(GROUP, [])
  }
  /** One event every ten seconds, up to now. */
  const write = (from: number, to: number) => {
    for (let at = from; at < to; at += 10_000)
      drill.logs.add(GROUP, { id: `event-${at}`, at, message: `at ${at}` })
  }
  const readUpTo = () => {
    const key = `groups/${REGION}/${shardOf(GROUP).toString(16).padStart(2, '0')}`
    return (drill.state[key] as Record<string, { read: number }>)[GROUP]!.read
  }
  const ids = () => drill.written.map(({ fields }) => String(fields.EventId)).sort()
  const wanted = (from: number, to: number) => {
    const all: string[] = []
    for (let at = from; at < to; at += 10_000) all.push(`event-${at}`)
    return all.sort()
  }
  const failure = () => new FuncError('FUNC_ERR_AWS_SERVICE_ERROR', 'Cannot call logs:FilterLogEvents: no')
  /** Five minutes later; gives where the reading began. */
  const restart = async () => {
    write(drill.now, drill.now + 5 * MINUTE)
    drill.now += 5 * MINUTE
    drill.logs.failAt = () => undefined
    const before = drill.logs.calls.length
    const { error } = await drill.run()
    expect(error).to.equal(undefined)
    expect(readUpTo()).to.equal(drill.now)
    return drill.logs.calls[before]?.startTime
  }

  it('should begin again where it began after a failure of the API', async () => {
    start()
    write(NOON - HOUR, NOON)
    drill.logs.failAt = failure
    const { error } = await drill.run()
    expect((error as UnitsFailedError).failures).to.deep.include({
      unit: `${REGION} ${GROUP}`,
      code: 'FUNC_ERR_AWS_SERVICE_ERROR',
      message: 'Cannot call logs:FilterLogEvents: no',
    })
    expect(readUpTo()).to.equal(NOON - HOUR)
    expect(await restart()).to.equal(NOON - HOUR)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON + 5 * MINUTE))
  })

  it('should begin again at the last whole minute after an accepted page and a failure of the API', async () => {
    start()
    write(NOON - HOUR, NOON)
    drill.logs.failAt = (call) => (call === 2 ? failure() : undefined)
    const { error } = await drill.run()
    expect(error).to.be.an('error')
    // 100 events, one every ten seconds: 16 minutes and 40 seconds.
    expect(drill.written).to.have.length(100)
    expect(readUpTo()).to.equal(NOON - HOUR + 16 * MINUTE)
    expect(await restart()).to.equal(NOON - HOUR + 16 * MINUTE)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON + 5 * MINUTE))
  })

  it('should begin again where it began after the sinks refused', async () => {
    start()
    write(NOON - HOUR, NOON)
    await drill.run({ acknowledges: () => false })
    expect(drill.written).to.have.length(0)
    expect(await restart()).to.equal(NOON - HOUR)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON + 5 * MINUTE))
  })

  it('should say so when points cannot be handed over, and begin again where it began', async () => {
    start()
    write(NOON - HOUR, NOON)
    const { error } = await drill.run({ onWrite: () => Promise.reject(new Error('sinks are closed')) })
    expect((error as UnitsFailedError).failures.map(({ message }) => message)).to.include('sinks are closed')
    expect(await restart()).to.equal(NOON - HOUR)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON + 5 * MINUTE))
  })

  it('should go on an overlap before its mark after events were accepted, and write none twice', async () => {
    start()
    write(NOON - HOUR, NOON)
    const { error } = await drill.run()
    expect(error).to.equal(undefined)
    expect(readUpTo()).to.equal(NOON)
    expect(await restart()).to.equal(NOON - OVERLAP)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON + 5 * MINUTE))
  })

  it('should go on after a successful run that found nothing', async () => {
    start()
    const { error } = await drill.run()
    expect(error).to.equal(undefined)
    expect(readUpTo()).to.equal(NOON)
    expect(await restart()).to.equal(NOON - OVERLAP)
    expect(ids()).to.deep.equal(wanted(NOON, NOON + 5 * MINUTE))
  })

  it('should take events that come late, and those of the very same millisecond', async () => {
    start()
    write(NOON - HOUR, NOON)
    await drill.run()
    const at = NOON - 10_000
    drill.logs.add(GROUP, { id: 'twin', at, seen: NOON + MINUTE, message: 'same millisecond' })
    drill.logs.add(GROUP, { id: 'late', at: NOON - 9 * MINUTE, seen: NOON + MINUTE, message: 'late' })
    await restart()
    expect(ids()).to.deep.equal([...wanted(NOON - HOUR, NOON + 5 * MINUTE), 'late', 'twin'])
  })

  it('should read on over empty pages', async () => {
    start()
    write(NOON - HOUR, NOON)
    drill.logs.emptyPages = 3
    await drill.run()
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON))
  })

  it('should read up to its time, go on from there, and come to the end in time', async () => {
    start()
    write(NOON - HOUR, NOON)
    let left = 100
    drill.logs.onCall = () => {
      left -= 40
    }
    const { error } = await drill.run({ timeLeft: () => left })
    expect(error).to.equal(undefined)
    expect(drill.written).to.have.length(200)
    drill.logs.onCall = () => {}
    expect(await restart()).to.equal(NOON - HOUR + 33 * MINUTE)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON + 5 * MINUTE))
  })

  it('should write no log twice that was written before the process was killed', async () => {
    start()
    drill.logs.pageSize = 10
    write(NOON - 5 * MINUTE, NOON)
    for (let index = 0; index < 400; index++) {
      drill.logs.add(GROUP, { id: `flood-${index}`, at: NOON - MINUTE, message: 'flood' })
    }
    const stop = new AbortController()
    await drill.run({
      signal: stop.signal,
      onWrite(write) {
        if (write === 30) stop.abort(new Error('killed'))
      },
    })
    expect(drill.written.length).to.be.within(290, 310)
    await restart()
    const twice = drill.written.length - new Set(ids()).size
    expect(new Set(ids()).size).to.equal(430 + 30)
    // What was kept at page 25 is not repeated.
    expect(twice).to.be.below(60)
  })

  it('should have a group that does not exist wait, and read it from the beginning once it does', async () => {
    start()
    drill.logs.groups.clear()
    const { error, logs } = await drill.run()
    expect(error).to.equal(undefined)
    expect(logs.find(({ message }) => message === 'Read logs')!.fields).to.include({ missing: 1, read: 0 })
    drill.logs.groups.set(GROUP, [])
    await restart()
    expect(ids()).to.deep.equal(wanted(NOON, NOON + 5 * MINUTE))
  })

  it('should leave out a group whose events AWS gives to nobody, warn once, and be a success all the same', async () => {
    start()
    const unsupported = () =>
      new FuncError('FUNC_ERR_AWS_UNSUPPORTED', 'log-group-class INFREQUENT_ACCESS is not supported')
    const warnings: number[] = []
    for (const hours of [0, 1, 2]) {
      drill.now = NOON + hours * HOUR
      drill.logs.failAt = unsupported
      const { error, logs, counts } = await drill.run()
      expect(error).to.equal(undefined)
      expect(logs.find(({ message }) => message === 'Read logs')!.fields).to.include({ busyDelayMinutes: 0 })
      expect(counts).to.include({ groupsUnreadable: 1 })
      warnings.push(logs.filter(({ message }) => message.startsWith('Leaving out a log group')).length)
    }
    expect(warnings).to.eql([1, 0, 0])
  })

  it('should read the last lines of a function that was deleted since', async () => {
    const functions = [{ name: 'orders' }, { name: 'stays' }]
    drill = new LogsDrill({ functions }, { custom: false, enhanced: false })
    drill.logs.groups.set(GROUP, [])
    write(NOON - HOUR, NOON)
    await drill.run()
    write(NOON, NOON + 40 * MINUTE)
    functions.shift()
    drill.now = NOON + HOUR
    expect((await drill.run()).error).to.equal(undefined)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON + 40 * MINUTE))
  })

  it('should change nothing when it is run again in the same minute', async () => {
    start()
    write(NOON - HOUR, NOON)
    await drill.run()
    const { error } = await drill.run()
    expect(error).to.equal(undefined)
    expect(ids()).to.deep.equal(wanted(NOON - HOUR, NOON))
    expect(await restart()).to.equal(NOON - OVERLAP)
  })
})
