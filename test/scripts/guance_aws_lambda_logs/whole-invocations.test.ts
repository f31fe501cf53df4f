/** Lines without an id belong to the invocation whose START was last seen in their stream. */
import { expect } from 'chai'
import type { FakeEvent } from '../../support/aws/fake-logs.ts'
import { LogsDrill, MINUTE, NOON } from '../../support/aws/logs-drill.ts'

const GROUP = '/aws/lambda/orders'
const SECOND = 1000
const stream = (number: number) => `2026/08/01/[7]${String(number).padStart(32, '0')}`
const idOf = (number: number, index: number) =>
  `8f5e0d4a-3b1c-4b7e-9f60-${String(number * 1000 + index).padStart(12, '0')}`

/** One invocation of ten seconds: plain prints between START and REPORT. */
function invocation(number: number, index: number, at: number, prints = 3): FakeEvent[] {
  const id = idOf(number, index)
  const event = (name: string, offset: number, message: string) => ({
    ...{ id: `${number}-${index}-${name}`, at: at + offset, message, stream: stream(number) },
  })
  return [
    event('start', 0, `START RequestId: ${id} Version: 7\n`),
    ...Array.from({ length: prints }, (_, print) =>
      event(`print${print}`, 1000 + print, `took step ${print}\n`),
    ),
    event('end', 9000, `END RequestId: ${id}\n`),
    event('report', 9000, `REPORT RequestId: ${id}\tDuration: 9000.00 ms\t\n`),
  ]
}

describe('guance_aws_lambda_logs whole invocations', () => {
  it('should write all lines of an invocation or none, over pages, streams and runs', async () => {
    const drill = new LogsDrill({}, { logs: { collect: true, sample: 0.5 } })
    drill.logs.pageSize = 7
    const from = NOON - 30 * MINUTE
    for (let run = 0; run < 3; run += 1) {
      const start = run === 0 ? from : drill.now - 5 * MINUTE
      for (let at = start; at < drill.now; at += 10 * SECOND) {
        for (const number of [1, 2, 3]) {
          const offset = number * 1500
          drill.logs.add(GROUP, ...invocation(number, (at - from) / 10_000, at + offset))
        }
      }
      await drill.run()
      drill.now += 5 * MINUTE
    }
    await drill.run()
    const byRequest = Map.groupBy(drill.written, ({ fields }) => fields.RequestId)
    expect(byRequest.has(undefined as never)).to.equal(false)
    const sizes = new Set([...byRequest.values()].map((lines) => lines.length))
    expect([...sizes]).to.deep.equal([6])
    const written = byRequest.size / (3 * 240)
    expect(written).to.be.within(0.4, 0.6)
    for (const [id, lines] of byRequest) {
      const printed = lines.map(({ fields }) => String(fields.EventId).split('-'))
      expect(printed.every(([number, index]) => idOf(Number(number), Number(index)) === id)).to.equal(true)
    }
  })

  it('should know in the next run what was under way, and give nothing to lines after a report', async () => {
    const drill = new LogsDrill({}, { logs: { collect: true } })
    const [start, print, , , , report] = invocation(1, 0, NOON - 12 * MINUTE) as [FakeEvent, ...FakeEvent[]]
    drill.logs.add(GROUP, start)
    await drill.run()
    drill.now += 5 * MINUTE
    drill.logs.add(
      GROUP,
      ...[
        { ...print!, at: NOON + MINUTE },
        { ...report!, at: NOON + 2 * MINUTE },
      ],
      { ...print!, id: 'after', at: NOON + 3 * MINUTE },
    )
    await drill.run()
    expect(drill.written.map(({ fields }) => [fields.EventId, fields.RequestId])).to.deep.equal([
      ['1-0-start', idOf(1, 0)],
      ['1-0-print0', idOf(1, 0)],
      ['1-0-report', idOf(1, 0)],
      ['after', undefined],
    ])
  })

  it('should take the starts of JSON logs, and those that no rule keeps', async () => {
    const drill = new LogsDrill({}, { logs: { collect: true, drop: ['platform[.]'] } })
    const platform = (type: string) => JSON.stringify({ type, record: { requestId: idOf(1, 0) } })
    const at = (offset: number, message: string) => ({
      ...{ id: String(offset), at: NOON - 5 * MINUTE + offset, message, stream: stream(1) },
    })
    drill.logs.add(
      GROUP,
      at(0, platform('platform.start')),
      at(1, 'plain'),
      at(2, platform('platform.report')),
    )
    await drill.run()
    expect(drill.written.map(({ fields }) => [fields.message, fields.RequestId])).to.deep.equal([
      ['plain', idOf(1, 0)],
    ])
  })
})
