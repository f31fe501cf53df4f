import { expect } from 'chai'
import { clientsOf, NOW, rejection, simulate } from '../../clients.ts'

const GROUP = '/aws/lambda/checkoutPayment'
const STREAM = 'by-hand'

describe('simulator PutLogEvents', () => {
  const simulator = simulate({ functions: 3 })
  const logs = () => clientsOf(simulator()).logs
  const stream = { logGroupName: GROUP, logStreamName: STREAM }

  it('should keep lines of a stream of its own, among the simulated ones', async () => {
    await logs().createLogStream(stream)
    const timestamp = NOW.getTime() - 90_000
    const old = { timestamp: NOW.getTime() - 15 * 86_400_000, message: 'too old' }
    const logEvents = [old, { timestamp, message: 'first\n' }, { timestamp, message: 'second\n' }]
    await logs().putLogEvents({ ...stream, logEvents })
    const { events = [] } = await logs().filterLogEvents({ logGroupName: GROUP, startTime: timestamp - 5000 })
    const own = events.filter(({ logStreamName }) => logStreamName === STREAM)
    expect(own.map(({ message }) => message)).to.have.members(['first\n', 'second\n'])
    expect(new Set(own.map(({ eventId }) => eventId)).size).to.equal(2)
    expect(own.every(({ ingestionTime }) => ingestionTime === NOW.getTime())).to.equal(true)
    expect(events.length).to.be.greaterThan(own.length)
    const times = events.map((event) => event.timestamp ?? 0)
    expect(times).to.eql(times.toSorted((a, b) => a - b))
  })

  it('should refuse streams that are not there, are there already, or have no legal name', async () => {
    const logEvents = [{ timestamp: NOW.getTime(), message: 'one' }]
    const put = (logStreamName: string) => logs().putLogEvents({ ...stream, logStreamName, logEvents })
    expect((await rejection(put('unknown'))).name).to.equal('ResourceNotFoundException')
    await logs().createLogStream({ ...stream, logStreamName: 'other' })
    const again = logs().createLogStream({ ...stream, logStreamName: 'other' })
    expect((await rejection(again)).name).to.equal('ResourceAlreadyExistsException')
    const illegal = logs().createLogStream({ ...stream, logStreamName: 'a:b' })
    expect((await rejection(illegal)).name).to.equal('InvalidParameterException')
  })
})
