/** Failed invocations by kind of error: counts a minute, and one sample of each kind. */
import { expect } from 'chai'
import { LogsDrill, MINUTE, NOON } from '../../support/aws/logs-drill.ts'

const GROUP = '/aws/lambda/orders'
const ID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const report = (extra = '') => `REPORT RequestId: ${ID}\tDuration: 5.00 ms\tBilled Duration: 5 ms\t${extra}`
const thrown = (order: number) =>
  `[ERROR] OrderError: Order ${order} is gone\nTraceback (most recent call last):\n  File "/var/task/app.py", line 7, in handler\n    take(order)\n`

describe('guance_aws_lambda_logs error groups', () => {
  const start = () => new LogsDrill({ functions: [{ name: 'orders' }] }, { logs: { collect: false } })
  const add = (drill: LogsDrill, id: string, at: number, message: string) =>
    drill.logs.add(GROUP, { id, at, message })
  const counts = (drill: LogsDrill) =>
    [...drill.metrics.values()]
      .filter(({ measurement }) => measurement === 'aws_lambda_error')
      .map(({ tags, fields, timestamp }) => [tags.error_type, (timestamp - NOON) / MINUTE, fields.count])

  it('should count failures of one kind a minute, whatever varies, and write one sample', async () => {
    const drill = start()
    for (let order = 0; order < 3; order += 1) {
      add(drill, `error-${order}`, NOON - 5 * MINUTE + order * 1000, thrown(order))
      add(drill, `report-${order}`, NOON - 5 * MINUTE + order * 1000 + 1, report())
    }
    add(drill, 'late', NOON - 3 * MINUTE, thrown(9))
    add(drill, 'report-late', NOON - 3 * MINUTE, report())
    for (let run = 0; run < 3; run += 1) {
      await drill.run()
      drill.now += 5 * MINUTE
    }
    expect(counts(drill)).to.deep.equal([
      ['OrderError', -5, 3],
      ['OrderError', -3, 1],
    ])
    expect(drill.written.map(({ measurement, fields }) => [measurement, fields.pattern])).to.deep.equal([
      ['aws_lambda_error', 'Order <*> is gone'],
    ])
  })

  it('should count a failure once that several lines show, also over a run', async () => {
    const drill = start()
    const exit = `RequestId: ${ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n`
    add(drill, 'a', NOON - 10 * MINUTE - 1, exit)
    await drill.run()
    drill.now += 5 * MINUTE
    await drill.run()
    drill.now += 5 * MINUTE
    add(drill, 'b', NOON + MINUTE, report('Status: error\tError Type: Runtime.ExitError'))
    await drill.run()
    expect(counts(drill)).to.deep.equal([['Runtime.ExitError', 1, 1]])
  })

  it('should keep no more than 200 kinds apart', async () => {
    const drill = start()
    for (let kind = 0; kind < 300; kind += 1) {
      const name = [...String(kind)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
      add(drill, `e${kind}`, NOON - 5 * MINUTE + kind * 2, thrown(1).replace('Order ', `Order ${name} `))
      add(drill, `r${kind}`, NOON - 5 * MINUTE + kind * 2 + 1, report())
    }
    await drill.run()
    const found = counts(drill)
    expect(found).to.have.length(201)
    expect(found.find(([type]) => type === 'others')?.[2]).to.equal(100)
  })
})
