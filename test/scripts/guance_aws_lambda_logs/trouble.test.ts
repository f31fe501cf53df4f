/** Events that come twice, and groups that cannot be read. */
import { expect } from 'chai'
import { FuncError } from '#func/errors.ts'
import type { UnitsFailedError } from '#func/script.ts'
import { LogsDrill, MINUTE, NOON, REGION } from '../../support/aws/logs-drill.ts'

const groupOf = (name: string) => `/aws/lambda/${name}`
const report = (id: string) => `REPORT RequestId: ${id}\tDuration: 5.00 ms\tBilled Duration: 5 ms\t`
const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

describe('guance_aws_lambda_logs trouble', () => {
  it('should count an event once that comes twice, and uniform lines of other events each', async () => {
    const drill = new LogsDrill({ functions: [{ name: 'orders' }] }, {})
    const metric = `MONITORING|${(NOON - MINUTE) / 1000}|1|count|orders`
    const at = NOON - MINUTE
    const twice = [
      { id: 'a', at, message: report('request-1') },
      { id: 'b', at, message: metric },
    ]
    drill.logs.add(groupOf('orders'), ...twice, ...twice, { id: 'c', at, message: metric })
    const { points, counts } = await drill.run()
    const sum = (field: string) =>
      points.metric.reduce((before, { fields }) => before + Number(fields[field] ?? 0), 0)
    expect({ invocations: sum('enhanced_invocations'), orders: sum('orders') }).to.deep.equal({
      invocations: 1,
      orders: 2,
    })
    expect(counts).to.include({ repeated: 2 })
  })

  for (const [what, code] of [
    ['time out', 'FUNC_ERR_AWS_UNREACHABLE'],
    ['are denied', 'FUNC_ERR_AWS_ACCESS_DENIED'],
  ] as const) {
    const bad = names(3, 'bad')
    const good = names(40, 'good')
    const start = () => {
      const drill = new LogsDrill({ functions: [...bad, ...good].map((name) => ({ name })) }, {})
      for (const name of [...bad, ...good]) {
        drill.logs.add(groupOf(name), { id: name, at: NOON - MINUTE, message: report(`request-${name}`) })
      }
      drill.logs.failAt = (_, { logGroupName = '' }) =>
        logGroupName.includes('/bad') ? new FuncError(code, `Cannot read ${logGroupName}`) : undefined
      return drill
    }

    it(`should read all other groups when three ${what}, and name these`, async () => {
      const { error, points } = await start().run()
      expect(
        (error as UnitsFailedError).failures.map(({ unit, code: failed }) => [unit, failed]).sort(),
      ).to.deep.equal(bad.map((name) => [`${REGION} ${groupOf(name)}`, code]))
      expect(points.metric).to.have.length(good.length)
    })

    it(`should ask for groups that ${what} behind all others in the next run`, async () => {
      const drill = start()
      await drill.run()
      drill.now += 5 * MINUTE
      const before = drill.logs.calls.length
      await drill.run()
      const asked = drill.logs.calls.slice(before).map(({ logGroupName = '' }) => logGroupName)
      expect(asked.slice(-3).every((name) => name.includes('/bad'))).to.equal(true)
      expect(asked).to.have.length(bad.length + good.length)
    })
  }

  it('should give up a region of which ten groups failed and none was read', async () => {
    const drill = new LogsDrill({ functions: names(100, 'f').map((name) => ({ name })) }, {})
    for (const name of names(100, 'f')) drill.logs.groups.set(groupOf(name), [])
    drill.logs.failAt = () => new FuncError('FUNC_ERR_AWS_UNREACHABLE', 'Cannot reach logs')
    const { error } = await drill.run()
    expect((error as UnitsFailedError).failures.map(({ unit }) => unit)).to.deep.equal([`${REGION} logs`])
    expect(drill.logs.calls.length).to.be.within(10, 14)
  })

  it('should leave out a group whose key is denied, with one warning and what to do', async () => {
    const drill = new LogsDrill({ functions: [{ name: 'sealed' }, { name: 'orders' }] }, {})
    for (const name of ['sealed', 'orders']) {
      drill.logs.add(groupOf(name), { id: name, at: NOON - MINUTE, message: report(`request-${name}`) })
    }
    drill.logs.failAt = (_, { logGroupName = '' }) =>
      logGroupName.includes('sealed')
        ? new FuncError('FUNC_ERR_AWS_ACCESS_DENIED', 'Cannot read: not authorized to perform: kms:Decrypt')
        : undefined
    const { error, logs, counts } = await drill.run()
    expect(error).to.equal(undefined)
    expect(counts).to.include({ groupsUnreadable: 1, groupsRead: 1 })
    const warnings = logs.filter(({ message }) => message.startsWith('Leaving out a log group'))
    expect(warnings.map(({ message }) => message)).to.deep.equal([
      'Leaving out a log group: its key may not be used; allow kms:Decrypt on the key that the group names',
    ])
    drill.now += 5 * MINUTE
    const next = await drill.run()
    expect(next.logs.filter(({ message }) => message.startsWith('Leaving out'))).to.have.length(0)
  })
})
