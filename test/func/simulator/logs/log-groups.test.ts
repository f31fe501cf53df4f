import {
  type CloudWatchLogs,
  type LogGroup,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs'
import { paginateListFunctions } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { clientsOf, NOW, rejection, simulate } from '../clients.ts'

const DEFAULT_STREAM = /^\d{4}\/\d\d\/\d\d\/\[(\$LATEST|\d+)\][0-9a-f]{32}$/
/** As Datadog's forwarder knows them. */
const CUSTOM_STREAM =
  /^[0-9]{4}\/[01][0-9]\/[0-3][0-9]\/[0-9a-zA-Z_.-]{1,75}\[(?:\$LATEST|[0-9A-Za-z_-]{1,129})\][0-9a-f]{32}$/

describe('simulator log groups', () => {
  const simulator = simulate({ functions: 150 })
  const logs = () => clientsOf(simulator()).logs

  async function allGroups(client: CloudWatchLogs, input = {}): Promise<readonly LogGroup[]> {
    const groups: LogGroup[] = []
    for await (const page of paginateDescribeLogGroups({ client }, input))
      groups.push(...(page.logGroups ?? []))
    return groups
  }

  it('should have a group for each function that runs, as its configuration says, and for deleted ones', async () => {
    const configured = new Set<string | undefined>()
    const formats = new Set<string | undefined>()
    const { lambda } = clientsOf(simulator())
    const idle = new Set(
      simulator()
        .oracle.functions('us-east-1')
        .filter(({ kind }) => kind === 'idle')
        .map(({ name }) => name),
    )
    for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
      for (const { FunctionName = '', LoggingConfig } of Functions) {
        formats.add(LoggingConfig?.LogFormat)
        if (!idle.has(FunctionName)) configured.add(LoggingConfig?.LogGroup)
      }
    }
    const all = (await allGroups(logs())).map(({ logGroupName }) => logGroupName)
    // The group of a function that comes and goes stays.
    const names = all.filter((name) => configured.has(name) || !name?.includes('/preview-'))
    expect(names).to.have.members([...configured, '/aws/lambda/deleted-0-us-east-1'])
    expect(names).to.eql(names.toSorted())
    expect([...formats]).to.have.members(['Text', 'JSON'])
    const kinds = names.map((name = '') => name.split('/')[1])
    expect(new Set(kinds)).to.eql(new Set(['apps', 'aws', 'shared']))
    expect(names.length).to.be.lessThan(150 - idle.size)
  })

  it('should describe a group as CloudWatch does', async () => {
    const logGroupNamePrefix = '/aws/lambda/checkout'
    const [group] = (await logs().describeLogGroups({ logGroupNamePrefix })).logGroups ?? []
    expect(group).to.include({ logGroupName: '/aws/lambda/checkoutPayment', logGroupClass: 'STANDARD' })
    expect(group?.logGroupArn).to.equal(
      'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/checkoutPayment',
    )
    expect(group?.arn).to.equal(`${group?.logGroupArn}:*`)
    expect(group?.creationTime).to.be.lessThan(NOW.getTime())
  })

  it('should filter by prefix or pattern, but not by both', async () => {
    const all = await allGroups(logs())
    const shared = await allGroups(logs(), { logGroupNamePrefix: '/shared/', limit: 2 })
    expect(shared).to.eql(all.filter(({ logGroupName }) => logGroupName?.startsWith('/shared/')))
    expect(shared.length).to.be.greaterThan(2)
    const some = await allGroups(logs(), { logGroupNamePattern: 'prod' })
    const matching = all.filter(({ logGroupName }) => logGroupName?.includes('prod'))
    expect(some.map(({ logGroupName }) => logGroupName)).to.eql(
      matching.map(({ logGroupName }) => logGroupName),
    )
    const both = logs().describeLogGroups({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' })
    expect((await rejection(both)).name).to.equal('InvalidParameterException')
  })

  for (const limit of [0, 51]) {
    it(`should refuse a page of ${limit}`, async () => {
      expect((await rejection(logs().describeLogGroups({ limit }))).name).to.equal(
        'InvalidParameterException',
      )
    })
  }

  it('should describe the streams that a group has, newest first when asked', async () => {
    const logGroupName = '/aws/lambda/storefront-api-prod'
    const input = { logGroupName, orderBy: 'LastEventTime' as const, descending: true }
    const { logStreams = [] } = await logs().describeLogStreams(input)
    const times = logStreams.map(({ lastEventTimestamp = 0 }) => lastEventTimestamp)
    expect(times.length).to.be.greaterThan(3)
    expect(times).to.eql(times.toSorted((a, b) => b - a))
    for (const { logStreamName } of logStreams) expect(logStreamName).to.match(DEFAULT_STREAM)
    const { events = [] } = await logs().filterLogEvents({ logGroupName, startTime: NOW.getTime() - 60_000 })
    const known = new Set(logStreams.map((stream) => stream.logStreamName))
    expect(events.length).to.be.greaterThan(50)
    expect(events.every(({ logStreamName }) => known.has(logStreamName))).to.equal(true)
  })

  it('should name the function in the streams of other groups', async () => {
    const own = new Map(
      simulator()
        .oracle.functions('us-east-1')
        .map((fn) => [fn.name, fn]),
    )
    const groups = await allGroups(logs(), { logGroupNamePrefix: '/shared/' })
    const writers = new Set<string>()
    for (const { logGroupName = '' } of groups) {
      const { logStreams = [] } = await logs().describeLogStreams({ logGroupName })
      for (const { logStreamName = '' } of logStreams) {
        expect(logStreamName).to.match(CUSTOM_STREAM)
        writers.add(logStreamName.split('/')[3]?.split('[')[0] ?? '')
      }
    }
    expect(writers.size).to.be.greaterThan(groups.length)
    for (const writer of writers) expect(own.has(writer)).to.equal(true)
  })
})

describe('simulator fleet of many quiet functions', () => {
  const simulator = simulate({ functions: 5000, busyFunctions: 20 })

  it('should list all their groups while few have anything to say', async () => {
    const { logs } = clientsOf(simulator())
    let groups = 0
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, {}))
      groups += logGroups.length
    expect(groups).to.be.greaterThan(3500)
    const hour = { startMs: NOW.getTime() - 3_600_000, endMs: NOW.getTime() }
    const { invocations } = simulator().oracle.logTruth('us-east-1', hour)
    const active = new Set(invocations.map(({ group }) => group))
    expect(active.size).to.be.within(20, 100)
  })
})
