import type { GetLogEventsCommandInput, InputLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, MINUTE, NOW, rejection, simulate } from '../clients.ts'
import { readLogs } from '../logs/read-logs.ts'

const GROUP = '/aws/lambda/checkoutPayment'
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

describe('simulator semantics of log streams', () => {
  const simulator = simulate({ faults: { quotas: {} } })
  const logs = () => clientsOf(simulator()).logs
  let streams = 0

  async function makeStream(logGroupName = GROUP): Promise<{ logGroupName: string; logStreamName: string }> {
    streams += 1
    const stream = { logGroupName, logStreamName: `own-${streams}` }
    await logs().createLogStream(stream)
    return stream
  }

  function eventsAt(...offsets: readonly number[]): InputLogEvent[] {
    return offsets.map((offset, i) => ({ timestamp: NOW.getTime() + offset, message: `line ${i}` }))
  }

  async function putRefusal(logEvents: InputLogEvent[]): Promise<string> {
    return (await rejection(logs().putLogEvents({ ...(await makeStream()), logEvents }))).message
  }

  semantic('logs.stream-order', async () => {
    const ordered = async (orderBy: 'LogStreamName' | 'LastEventTime', descending: boolean) =>
      (await logs().describeLogStreams({ logGroupName: GROUP, orderBy, descending })).logStreams!
    const names = (await ordered('LogStreamName', false)).map(({ logStreamName }) => logStreamName!)
    expect(names).to.eql(names.toSorted((a, b) => (a < b ? -1 : 1)))
    const times = (await ordered('LastEventTime', true)).map(
      ({ lastEventTimestamp = 0 }) => lastEventTimestamp,
    )
    expect(times).to.eql(times.toSorted((a, b) => b - a))
    const both = logs().describeLogStreams({
      ...{ logGroupName: GROUP, orderBy: 'LastEventTime' },
      logStreamNamePrefix: '2026',
    })
    expect((await rejection(both)).name).to.equal('InvalidParameterException')
  })

  semantic('logs.stream-bytes', async () => {
    const { logStreamName } = await makeStream()
    const { logStreams = [] } = await logs().describeLogStreams({
      ...{ logGroupName: GROUP, logStreamNamePrefix: logStreamName },
    })
    expect(logStreams.map(({ storedBytes }) => storedBytes)).to.eql([0])
    expect(logStreams[0]).to.not.have.property('lastEventTimestamp')
  })

  /** A stream of the simulated ones, with its events as FilterLogEvents has them. */
  async function busyStream() {
    const startTime = NOW.getTime() - 20 * MINUTE
    const { events } = await readLogs(logs(), { logGroupName: GROUP, startTime })
    const [first] = events
    const logStreamName = first!.logStreamName!
    const own = events.filter((event) => event.logStreamName === logStreamName)
    const messages = own.map(({ message }) => message)
    return { input: { logGroupName: GROUP, logStreamName, startTime }, own, messages }
  }

  /** All pages in one direction, until the token comes back. */
  async function walk(input: GetLogEventsCommandInput, forwards: boolean): Promise<(string | undefined)[]> {
    const found: (string | undefined)[] = []
    let token: string | undefined
    for (;;) {
      const page = await logs().getLogEvents({
        ...{ ...input, startFromHead: forwards },
        ...(token === undefined ? {} : { nextToken: token }),
      })
      const messages = page.events!.map(({ message }) => message)
      if (forwards) found.push(...messages)
      else found.unshift(...messages)
      const next = forwards ? page.nextForwardToken : page.nextBackwardToken
      if (next === token) return found
      token = next
    }
  }

  semantic('logs.get-tail', async () => {
    const { input, messages } = await busyStream()
    const tail = await logs().getLogEvents({ ...input, limit: 5 })
    expect(tail.events!.map(({ message }) => message)).to.eql(messages.slice(-5))
    const head = await logs().getLogEvents({ ...input, limit: 5, startFromHead: true })
    expect(head.events!.map(({ message }) => message)).to.eql(messages.slice(0, 5))
    const unknown = logs().getLogEvents({ logGroupName: GROUP, logStreamName: 'nobody' })
    expect((await rejection(unknown)).name).to.equal('ResourceNotFoundException')
  })

  semantic('logs.get-end-exclusive', async () => {
    const { input, own } = await busyStream()
    const times = own.map(({ timestamp }) => timestamp!)
    const [startTime, endTime] = [times[2]!, times.at(-1)!]
    const { events = [] } = await logs().getLogEvents({ ...input, startTime, endTime })
    expect(events.map(({ timestamp }) => timestamp)).to.eql(
      times.filter((ms) => ms >= startTime && ms < endTime),
    )
  })

  semantic('logs.get-same-token', async () => {
    const { input, messages } = await busyStream()
    const limit = Math.floor(messages.length / 5) - 1
    expect(limit).to.be.greaterThan(2)
    expect(await walk({ ...input, limit }, true)).to.eql(messages)
    expect(await walk({ ...input, limit }, false)).to.eql(messages)
  })

  semantic('logs.get-forward-token', async () => {
    const { input, messages } = await busyStream()
    const { nextForwardToken, nextBackwardToken } = await logs().getLogEvents({ ...input, limit: 5 })
    const forwards = logs().getLogEvents({ ...input, nextToken: nextForwardToken! })
    expect((await rejection(forwards)).name).to.equal('InvalidParameterException')
    const back = await logs().getLogEvents({ ...input, limit: 5, nextToken: nextBackwardToken! })
    expect(back.events!.map(({ message }) => message)).to.eql(messages.slice(-10, -5))
  })

  semantic('logs.put-order', async () => {
    expect(await putRefusal(eventsAt(-1000, -2000))).to.match(/chronological order/)
  })

  semantic('logs.put-span', async () => {
    expect(await putRefusal(eventsAt(-25 * HOUR_MS, -1000))).to.match(/cannot span more than 24 hours/)
    await logs().putLogEvents({ ...(await makeStream()), logEvents: eventsAt(-24 * HOUR_MS, 0) })
  })

  semantic('logs.put-bytes', async () => {
    const event = (length: number) => ({ timestamp: NOW.getTime(), message: 'x'.repeat(length) })
    const half = 1_048_576 / 2 - 26
    await logs().putLogEvents({ ...(await makeStream()), logEvents: [event(half), event(half)] })
    expect(await putRefusal([event(half), event(half + 1)])).to.match(/^Upload too large: 1048577 bytes/)
    expect(await putRefusal([event(1_048_576)])).to.match(/^Log event too large/)
  })

  semantic('logs.put-count', async () => {
    const logEvents = Array.from({ length: 10_001 }, () => ({ timestamp: NOW.getTime(), message: 'x' }))
    expect(await putRefusal(logEvents)).to.match(/less than or equal to 10000/)
    expect(await putRefusal([])).to.match(/greater than or equal to 1/)
    await logs().putLogEvents({ ...(await makeStream()), logEvents: logEvents.slice(1) })
  })

  semantic('logs.put-too-old', async () => {
    const logGroupName = 'kept-for-three-days'
    await logs().createLogGroup({ logGroupName })
    await logs().putRetentionPolicy({ logGroupName, retentionInDays: 3 })
    const stream = await makeStream(logGroupName)
    const logEvents = eventsAt(-15 * DAY_MS, -4 * DAY_MS, -1000, 0)
    const { rejectedLogEventsInfo } = await logs().putLogEvents({ ...stream, logEvents })
    expect(rejectedLogEventsInfo).to.eql({ tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 2 })
    const { events } = await readLogs(logs(), { logGroupName })
    expect(events.map(({ message }) => message)).to.eql(['line 2', 'line 3'])
  })

  semantic('logs.put-too-new', async () => {
    const stream = await makeStream()
    const logEvents = eventsAt(0, 2 * HOUR_MS, 2 * HOUR_MS + 1)
    const { rejectedLogEventsInfo } = await logs().putLogEvents({ ...stream, logEvents })
    expect(rejectedLogEventsInfo).to.eql({ tooNewLogEventStartIndex: 2 })
  })

  semantic('logs.large-event', async () => {
    const stream = await makeStream()
    const message = 'é'.repeat((1_048_576 - 26) / 2)
    for (const offset of [-3, -2, -1]) {
      const timestamp = NOW.getTime() + offset
      await logs().putLogEvents({ ...stream, logEvents: [{ timestamp, message }] })
    }
    const { logGroupName, logStreamName } = stream
    const { events, pages } = await readLogs(logs(), {
      ...{ logGroupName, logStreamNames: [logStreamName] },
      startTime: NOW.getTime() - MINUTE,
    })
    expect(events.map((event) => event.message === message)).to.eql([true, true, true])
    expect(pages.filter((count) => count > 0)).to.eql([1, 1, 1])
  })
})
