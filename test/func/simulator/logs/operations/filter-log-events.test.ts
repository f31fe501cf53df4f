import type { FilterLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { type Simulator, startSimulator } from '#func/simulator/simulator.ts'
import { clientsOf, MINUTE, NOW, rejection, simulate, statusOf } from '../../clients.ts'
import { readLogs } from '../read-logs.ts'

const GROUP = '/aws/lambda/checkoutPayment'
const END = Math.floor(NOW.getTime() / MINUTE) * MINUTE

describe('simulator FilterLogEvents', () => {
  let clock = NOW
  beforeEach(() => {
    clock = NOW
  })
  const simulator = simulate({ now: () => clock })
  afterEach(() => simulator().setFaults({}))
  const logs = () => clientsOf(simulator()).logs
  const lastMinutes = (minutes: number): FilterLogEventsCommandInput => ({
    logGroupName: GROUP,
    startTime: END - minutes * MINUTE,
    endTime: END - 1,
  })

  it('should give the events of a window in order, each once, and name no searched streams', async () => {
    const answer = await logs().filterLogEvents(lastMinutes(5))
    const events = answer.events ?? []
    expect(events.length).to.be.greaterThan(500)
    expect(answer.nextToken).to.equal(undefined)
    expect(answer.searchedLogStreams).to.eql([])
    expect(new Set(events.map(({ eventId }) => eventId)).size).to.equal(events.length)
    expect(new Set(events.map(({ logStreamName }) => logStreamName)).size).to.be.greaterThan(1)
    const order = events.map(
      ({ timestamp = 0, ingestionTime = 0 }) => timestamp * 1e6 + (ingestionTime - timestamp),
    )
    expect(order).to.eql(order.toSorted((a, b) => a - b))
    const times = events.map(({ timestamp }) => timestamp)
    expect(new Set(times).size).to.be.lessThan(times.length)
    expect(events[0]?.eventId).to.match(/^3\d{55}$/)
  })

  it('should include both ends of the window', async () => {
    const { events } = await readLogs(logs(), lastMinutes(5))
    const at = events[Math.floor(events.length / 2)]?.timestamp ?? 0
    const only = await readLogs(logs(), { logGroupName: GROUP, startTime: at, endTime: at })
    expect(only.events).to.eql(events.filter(({ timestamp }) => timestamp === at))
  })

  it('should give the same events in pages of any size', async () => {
    const whole = await readLogs(logs(), lastMinutes(2))
    const small = await readLogs(logs(), { ...lastMinutes(2), limit: 37 })
    expect(small.events).to.eql(whole.events)
    expect(Math.max(...small.pages)).to.equal(37)
  })

  it('should give empty pages that go on, without losing an event', async () => {
    const whole = await readLogs(logs(), lastMinutes(2))
    simulator().setFaults({ emptyPageRate: 0.5 })
    const holed = await readLogs(logs(), { ...lastMinutes(2), limit: 50 })
    expect(holed.events).to.eql(whole.events)
    expect(holed.pages.filter((count) => count === 0).length).to.be.greaterThan(2)
  })

  it('should end a page after much was searched, whatever was found', async () => {
    const input = { ...lastMinutes(240), filterPattern: '"nobody prints this"' }
    const { events, pages } = await readLogs(logs(), input)
    expect(events).to.eql([])
    expect(pages.length).to.be.greaterThan(2)
  })

  it('should hold no page above a megabyte', async () => {
    const { events, pages } = await readLogs(logs(), lastMinutes(30))
    let first = 0
    for (const count of pages) {
      const bytes = events
        .slice(first, first + count)
        .reduce((sum, { message = '' }) => sum + Buffer.byteLength(message) + 26, 0)
      expect(bytes).to.be.at.most(1_048_576)
      first += count
    }
    expect(pages.length).to.be.greaterThan(1)
  })

  it('should show an event from its ingestion on and never before', async () => {
    const all = (await readLogs(logs(), lastMinutes(2))).events
    const event = all.find(({ timestamp = 0, ingestionTime = 0 }) => ingestionTime - timestamp > 4000)
    const { eventId, ingestionTime = 0, timestamp = 0 } = event ?? {}
    const seen = async () => (await readLogs(logs(), { ...lastMinutes(2), endTime: timestamp })).events
    clock = new Date(ingestionTime - 1)
    expect((await seen()).some((one) => one.eventId === eventId)).to.equal(false)
    clock = new Date(ingestionTime)
    expect((await seen()).some((one) => one.eventId === eventId)).to.equal(true)
  })

  it('should take a token for a day, and for its own request alone', async () => {
    const { nextToken = '' } = await logs().filterLogEvents({ ...lastMinutes(2), limit: 10 })
    const next = (change: Partial<FilterLogEventsCommandInput>) =>
      logs().filterLogEvents({ ...lastMinutes(2), limit: 10, nextToken, ...change })
    clock = new Date(NOW.getTime() + 86_400_000)
    expect((await next({ limit: 20 })).events).to.have.length(20)
    for (const change of [
      { startTime: END - 3 * MINUTE },
      { endTime: END },
      { filterPattern: 'REPORT' },
      { logGroupName: '/aws/lambda/storefront-api-prod' },
      { logStreamNamePrefix: '2026' },
      { nextToken: `x${nextToken}` },
    ]) {
      expect((await rejection(next(change))).name).to.equal('InvalidParameterException')
    }
    clock = new Date(NOW.getTime() + 86_402_000)
    const late = await rejection(next({}))
    expect([late.name, late.message]).to.eql([
      'InvalidParameterException',
      'The specified nextToken is invalid.',
    ])
  })

  it('should give the events of the named streams, or of those with a prefix', async () => {
    const { events } = await readLogs(logs(), lastMinutes(2))
    const name = events[0]?.logStreamName ?? ''
    const own = events.filter(({ logStreamName }) => logStreamName === name)
    expect(own.length).to.be.lessThan(events.length)
    expect((await readLogs(logs(), { ...lastMinutes(2), logStreamNames: [name] })).events).to.eql(own)
    expect((await readLogs(logs(), { ...lastMinutes(2), logStreamNamePrefix: name })).events).to.eql(own)
  })

  it('should take the ARN of a group, and a pattern', async () => {
    const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`
    const { logGroupName: _, ...window } = lastMinutes(2)
    const input = { ...window, logGroupIdentifier: arn, filterPattern: '?REPORT ?MONITORING' }
    const { events } = await readLogs(logs(), input)
    expect(events.length).to.be.greaterThan(100)
    for (const { message } of events) expect(message).to.match(/REPORT|MONITORING/)
  })

  for (const [name, change] of [
    ['both a name and an identifier', { logGroupIdentifier: GROUP }],
    ['names and a prefix of streams', { logStreamNames: ['a'], logStreamNamePrefix: 'a' }],
    ['a window that ends before it begins', { startTime: END, endTime: END - 1 }],
    ['a limit of 0', { limit: 0 }],
    ['a limit of 10001', { limit: 10_001 }],
    ['a pattern that it does not know', { filterPattern: '[a, b' }],
    ['101 streams', { logStreamNames: Array.from({ length: 101 }, (_, i) => `s${i}`) }],
  ] as const) {
    it(`should refuse ${name}`, async () => {
      const call = logs().filterLogEvents({ ...lastMinutes(1), ...change } as FilterLogEventsCommandInput)
      expect((await rejection(call)).name).to.equal('InvalidParameterException')
    })
  }

  it('should not know the group of a function that never ran', async () => {
    const call = logs().filterLogEvents({ logGroupName: '/aws/lambda/legacy-soap-bridge' })
    expect((await rejection(call)).name).to.equal('ResourceNotFoundException')
  })

  it('should refuse what is denied', async () => {
    simulator().setFaults({ deny: ['logs:FilterLogEvents'] })
    const error = await rejection(logs().filterLogEvents(lastMinutes(1)))
    expect([error.name, statusOf(error)]).to.eql(['AccessDeniedException', 400])
    await logs().describeLogGroups({})
  })
})

describe('simulator quotas of CloudWatch Logs', () => {
  let uptimeMs = 0
  const simulator = simulate({ quotas: {}, uptimeMs: () => uptimeMs })
  const call = (region: string) =>
    clientsOf(simulator(), { region }).logs.filterLogEvents({ logGroupName: GROUP, startTime: END - 1 })
  const granted = async (region: string, calls: number) => {
    const answers = await Promise.allSettled(Array.from({ length: calls }, () => call(region)))
    const isThrottled = (answer: PromiseSettledResult<unknown>) =>
      answer.status === 'rejected' && answer.reason.name === 'ThrottlingException'
    return answers.filter((answer) => !isThrottled(answer)).length
  }

  it('should grant as many calls a second as AWS says of each region', async () => {
    expect(await granted('us-east-1', 30)).to.equal(25)
    expect(await granted('eu-west-1', 30)).to.equal(10)
    expect(await granted('eu-central-1', 30)).to.equal(5)
    uptimeMs += 400
    expect(await granted('eu-central-1', 30)).to.equal(2)
    uptimeMs += 10_000
    expect(await granted('eu-central-1', 30)).to.equal(5)
  })

  it('should grant what a region is said to', async () => {
    uptimeMs += 1000
    const quotas = { 'logs:FilterLogEvents': 2 }
    simulator().setFaults({ byRegion: { 'us-east-1': { quotas } } })
    expect(await granted('us-east-1', 8)).to.equal(2)
    expect(await granted('eu-west-1', 12)).to.equal(10)
    simulator().setFaults({})
  })
})

describe('simulator flood of a log group', () => {
  const LINES = 1_000_000
  let simulator: Simulator
  before(async () => {
    const flood = { functionName: 'checkoutPayment', linesAMinute: LINES, fromMs: END - MINUTE, untilMs: END }
    simulator = await startSimulator({
      functions: 3,
      seed: 1,
      now: () => NOW,
      quotas: 'none',
      logs: { flood },
    })
  })
  after(() => simulator.close())

  it('should give any part of a million lines without making the others', async () => {
    const { logs } = clientsOf(simulator)
    const memoryBefore = process.memoryUsage().heapUsed
    const startTime = END - 1000
    const { events } = await readLogs(logs, { logGroupName: GROUP, startTime, endTime: END - 1 })
    const lines = events.filter(({ message = '' }) => message.startsWith('Line '))
    expect(lines).to.have.length(Math.floor(LINES / 60))
    expect(process.memoryUsage().heapUsed - memoryBefore).to.be.lessThan(200 * 1024 * 1024)
    const before = await readLogs(logs, {
      logGroupName: GROUP,
      startTime: END - 2 * MINUTE,
      endTime: END - MINUTE - 1,
    })
    expect(before.events.length).to.be.lessThan(2000)
  })
})
