/** Which events become logs, and how they look. */
import { expect } from 'chai'
import type { Json, UnitsFailedError } from '#func/script.ts'
import { hash32 } from '../../../scripts/guance_integration_core/index.ts'
import type { FakeEvent } from '../../support/aws/fake-logs.ts'
import { LogsDrill, MINUTE, NOON } from '../../support/aws/logs-drill.ts'
import { checkedConfig } from '../../support/aws/script-suite.ts'

const GROUP = '/aws/lambda/orders'
const ID = '8f5e1c2a-7c3e-4b5a-9d21-0123456789ab'
const events = (...messages: string[]): FakeEvent[] =>
  messages.map((message, index) => ({ id: `event-${index}`, at: NOON - MINUTE + index, message }))

async function logsOf(logs: Record<string, Json>, ...messages: string[]) {
  const drill = new LogsDrill({}, { logs: { collect: true, ...logs } })
  drill.logs.add(GROUP, ...events(...messages))
  const { error, points, counts } = await drill.run()
  expect(error).to.equal(undefined)
  return { points: points.logging, texts: points.logging.map(({ fields }) => fields.message), counts }
}

describe('guance_aws_lambda_logs logs', () => {
  it('should have the tags and fields that were promised', async () => {
    const line = `2026-08-01T11:59:00.000Z\t${ID}\tERROR\tCannot reach the bank\n`
    const { points } = await logsOf({}, line)
    expect(points).to.deep.equal([
      {
        measurement: 'aws_lambda',
        tags: {
          cloud_provider: 'aws',
          RegionId: 'us-east-1',
          FunctionName: 'orders',
          ExecutedVersion: '$LATEST',
          AccountId: '123456789012',
          LogGroup: GROUP,
          status: 'error',
        },
        fields: {
          message: line.trimEnd(),
          RequestId: ID,
          EventId: 'event-0',
          LogStream: `2026/08/01/[$LATEST]${'0'.repeat(32)}`,
        },
        timestamp: NOON - MINUTE,
        nanoseconds: hash32('event-0') % 1_000_000,
      },
    ])
  })

  it('should keep, drop and redact as configured', async () => {
    const { texts, counts } = await logsOf(
      { keep: ['card', 'START'], drop: ['^START '], redact: ['\\d{16}'], redact_with: '$&' },
      ...['START RequestId: x', 'card 1234567812345678 was charged', 'nothing of note'],
    )
    // The replacement is a text, not a pattern.
    expect(texts).to.deep.equal(['card $& was charged'])
    expect(counts).to.include({ dropped: 2 })
  })

  it('should hide what is cut in two', async () => {
    const { texts } = await logsOf(
      { max_length: 256, redact: ['\\d{16}'], redact_with: '****' },
      `${'x'.repeat(249)}1234567812345678 charged`,
    )
    expect(texts).to.deep.equal([`${'x'.repeat(249)}**** ch`.slice(0, 256)])
  })

  it('should hide in samples of refused lines what is hidden in logs', async () => {
    const card = '1234567812345678'
    const refused = [`MONITORING|1|x|count|orders|#card:${card}`, `${'y'.repeat(190)}${card} MONITORING|1|2`]
    const drill = new LogsDrill(
      { functions: [{ name: 'orders' }] },
      { logs: { collect: true, redact: ['\\d{16}'], redact_with: '****' } },
    )
    drill.logs.add(GROUP, ...events(...refused))
    const { logs: logged } = await drill.run()
    const samples = logged.filter(({ fields }) => fields.sample !== undefined)
    expect(samples).to.have.length(2)
    expect(samples.every(({ fields }) => String(fields.sample).includes('****'))).to.equal(true)
    expect(JSON.stringify(logged)).to.not.include('12345678')
  })

  it('should separate events of one millisecond, the same way on every read', async () => {
    const read = async () => {
      const drill = new LogsDrill({ functions: [{ name: 'orders' }] }, { logs: { collect: true } })
      const same = ['END RequestId: x', 'REPORT RequestId: x'].map((message, index) => ({
        ...{ id: `39${index}`, at: NOON - MINUTE, message },
      }))
      drill.logs.add(GROUP, ...same)
      return (await drill.run()).points.logging
    }
    const points = await read()
    expect(new Set(points.map(({ timestamp, nanoseconds }) => `${timestamp} ${nanoseconds}`)).size).to.equal(
      2,
    )
    expect(await read()).to.deep.equal(points)
  })

  it('should cut what is too long, between characters, and report how long it was', async () => {
    const { points } = await logsOf({ max_length: 256 }, `${'x'.repeat(255)}😀 and more`)
    expect(points[0]!.fields).to.include({ message: 'x'.repeat(255), cut_from: 266n })
  })

  it('should sample whole invocations, report the rate, and keep every warning and error', async () => {
    const requests = Array.from(
      { length: 200 },
      (_, index) => `${ID.slice(0, -3)}${String(index).padStart(3, '0')}`,
    )
    const line = (id: string, level: string) => `2026-08-01T11:59:00.000Z\t${id}\t${level}\tsomething\n`
    const messages = requests.flatMap((id) => [line(id, 'INFO'), line(id, 'INFO'), line(id, 'ERROR')])
    const { points, counts } = await logsOf({ sample: 0.25 }, ...messages)
    const byStatus = Map.groupBy(points, ({ tags }) => tags.status)
    expect(byStatus.get('error')).to.have.length(200)
    expect(byStatus.get('error')!.every(({ fields }) => fields.sample_rate === undefined)).to.equal(true)
    const kept = byStatus.get('info')!
    expect(kept.length).to.be.within(60, 140)
    expect(kept.every(({ fields }) => fields.sample_rate === 0.25)).to.equal(true)
    const lines = Map.groupBy(kept, ({ fields }) => fields.RequestId)
    expect([...lines.values()].every((pair) => pair.length === 2)).to.equal(true)
    expect(counts).to.include({ sampled: 400 - kept.length })
  })

  it('should distinguish the functions of a shared group by their streams, and leave out those not wanted', async () => {
    const logGroup = '/shop/lambdas'
    const functions = ['orders', 'stock', 'spam'].map((name) => ({ name, logGroup }))
    const drill = new LogsDrill({ functions }, { functions: { exclude: ['spam'] } })
    const stream = (name: string, version: string) => `2026/08/01/${name}[${version}]${'a'.repeat(32)}`
    drill.logs.add(
      logGroup,
      { id: '1', at: NOON - 3000, message: 'one', stream: stream('orders', '$LATEST') },
      { id: '2', at: NOON - 2000, message: 'two', stream: stream('stock', '7') },
      { id: '3', at: NOON - 1000, message: 'three', stream: stream('spam', '1') },
    )
    const { points } = await drill.run()
    const seen = points.logging.map(({ tags }) => [tags.FunctionName, tags.ExecutedVersion])
    expect(seen).to.deep.equal([
      ['orders', '$LATEST'],
      ['stock', '7'],
    ])
    expect(drill.logs.calls).to.have.length(1)
  })

  it('should ask CloudWatch for metric lines only where no logs are wanted', async () => {
    const functions = ['orders', 'stock'].map((name) => ({ name }))
    const drill = new LogsDrill({ functions }, { logs: { collect: true, include: ['stock'] } })
    for (const { name } of functions) drill.logs.add(`/aws/lambda/${name}`, ...events('hello'))
    const { points } = await drill.run()
    expect(points.logging.map(({ tags }) => tags.FunctionName)).to.deep.equal(['stock'])
    const patterns = Object.fromEntries(
      drill.logs.calls.map(({ logGroupName = '', filterPattern }) => [logGroupName, filterPattern]),
    )
    expect(patterns['/aws/lambda/stock']).to.equal(undefined)
    expect(patterns['/aws/lambda/orders']).to.include('?"REPORT"').and.have.length.below(1024)
  })

  it('should refuse a bad pattern before anything is read', async () => {
    const drill = new LogsDrill({}, { logs: { collect: true, drop: ['(a+)+$'] } })
    const { error } = await drill.run()
    expect(error).to.have.property('code', 'FUNC_ERR_COLLECT_CONFIG_INVALID')
    expect(drill.logs.calls).to.have.length(0)
  })

  it('should leave to the regular runs what is theirs when the past is read', async () => {
    const drill = new LogsDrill({}, { lookback: '10m' })
    drill.logs.add(GROUP, { id: 'new', at: NOON - 5 * MINUTE, message: 'new' })
    drill.logs.add(GROUP, { id: 'old', at: NOON - 20 * MINUTE, message: 'old' })
    await drill.run()
    const window = { from: new Date(NOON - 30 * MINUTE), to: new Date(NOON) }
    for (let time = 0; time < 2; time++) expect((await drill.run({ window })).error).to.equal(undefined)
    expect(drill.written.map(({ fields }) => fields.EventId)).to.deep.equal(['new', 'old'])
  })

  const bad: [string, unknown, string][] = [
    ['a sample of nothing', { logs: { sample: 0 } }, 'sample'],
    ['an overlap that is no duration', { overlap: 'long' }, 'overlap'],
    ['an unknown key', { logs: { colect: true } }, 'colect'],
  ]
  for (const [name, config, at] of bad) {
    it(`should refuse ${name}`, () => {
      const { complaints } = checkedConfig('guance_aws_lambda_logs', {
        regions: ['us-east-1'],
        ...(config as object),
      })
      expect(complaints).to.contain(at)
    })
  }

  it('should say which unit failed when functions cannot be listed', async () => {
    const drill = new LogsDrill()
    const clients = drill.logs.clients()
    const aws = { ...clients, lambda: () => ({ listFunctions: () => Promise.reject(new Error('no')) }) }
    const { error } = await drill.run({ aws: aws as never })
    expect((error as UnitsFailedError).failures.map(({ unit }) => unit)).to.deep.equal(['us-east-1 logs'])
  })
})
