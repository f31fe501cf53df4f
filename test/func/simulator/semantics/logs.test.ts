import type { FilteredLogEvent, FilterLogEventsCommandInput, LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { expect } from 'chai'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, MINUTE, NOW, rejection, simulate } from '../clients.ts'
import { readLogs } from '../logs/read-logs.ts'

const GROUP = '/aws/lambda/checkoutPayment'
const DAY_MS = 86_400_000
const OTHER = '210987654321'
const END = Math.floor(NOW.getTime() / MINUTE) * MINUTE

describe('simulator semantics of CloudWatch Logs', () => {
  let clock = NOW
  const simulator = simulate({
    functions: 120,
    now: () => clock,
    faults: { quotas: {} },
    links: [{ source: OTHER, regions: ['us-east-1'] }],
  })
  beforeEach(() => {
    clock = NOW
  })
  afterEach(() => simulator().setFaults({ quotas: {} }))
  const logs = () => clientsOf(simulator()).logs
  const oracle = () => simulator().oracle
  const window: FilterLogEventsCommandInput = {
    logGroupName: GROUP,
    startTime: END - MINUTE,
    endTime: END - 1,
  }
  const keyOf = ({ timestamp = 0, ingestionTime = 0 }: FilteredLogEvent) =>
    timestamp * 1e6 + ingestionTime - timestamp

  async function refusal(input: FilterLogEventsCommandInput): Promise<string> {
    return (await rejection(logs().filterLogEvents({ ...window, ...input }))).name
  }

  async function allGroups(input = {}): Promise<LogGroup[]> {
    const groups: LogGroup[] = []
    let nextToken: string | undefined
    do {
      const page = await logs().describeLogGroups({
        ...input,
        ...(nextToken === undefined ? {} : { nextToken }),
      })
      groups.push(...(page.logGroups ?? []))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    return groups
  }

  /** The group of the other account's busiest function. */
  async function linkedGroup(): Promise<LogGroup> {
    const truth = oracle()
      .forAccount(OTHER)
      .logTruth('us-east-1', { startMs: END - MINUTE, endMs: END })
    const runs = Map.groupBy(
      truth.invocations.filter(({ reported }) => reported),
      ({ group }) => group,
    )
    const [name] = [...runs].toSorted(([, a], [, b]) => b.length - a.length)[0]!
    const theirs = await allGroups({ includeLinkedAccounts: true, accountIdentifiers: [OTHER] })
    return theirs.find(({ logGroupName }) => logGroupName === name)!
  }

  /** A group of one's own with some events. */
  async function makeGroup(
    logGroupName: string,
    settings: object,
    messages: readonly string[],
  ): Promise<void> {
    await logs().createLogGroup({ logGroupName, ...settings })
    await logs().createLogStream({ logGroupName, logStreamName: 'own' })
    const logEvents = messages.map((message, i) => ({ timestamp: NOW.getTime() - 1000 + i, message }))
    await logs().putLogEvents({ logGroupName, logStreamName: 'own', logEvents })
  }

  semantic('logs.limit-of-filtered-events', async () => {
    const { events, pages } = await readLogs(logs(), { ...window, limit: 37 })
    expect(events.length).to.be.greaterThan(100)
    expect(Math.max(...pages)).to.equal(37)
  })

  semantic('logs.filter-both-ends', async () => {
    const { events } = await readLogs(logs(), window)
    const times = [events[10]!.timestamp!, events.at(-10)!.timestamp!]
    const within = await readLogs(logs(), { ...window, startTime: times[0], endTime: times[1] })
    expect([within.events[0]!.timestamp, within.events.at(-1)!.timestamp]).to.eql(times)
  })

  semantic('logs.filter-order', async () => {
    const { events } = await readLogs(logs(), window)
    const keys = events.map(keyOf)
    expect(keys).to.eql(keys.toSorted((a, b) => a - b))
    const changes = events.filter(
      ({ logStreamName }, i) => i > 0 && logStreamName !== events[i - 1]!.logStreamName,
    )
    expect(changes.length).to.be.greaterThan(new Set(events.map(({ logStreamName }) => logStreamName)).size)
  })

  semantic('logs.filter-newest-first', async () => {
    const { events } = await readLogs(logs(), window)
    const newest = await readLogs(logs(), { ...window, startFromHead: false })
    expect(newest.events).to.eql(events.toReversed())
    const small = await readLogs(logs(), { ...window, startFromHead: false, limit: 31 })
    expect(small.events).to.eql(newest.events)
  })

  semantic('logs.filter-newest-since', async () => {
    const startFromHead = false
    expect(await refusal({ startTime: Date.parse('2023-12-31T23:59:59Z'), startFromHead })).to.equal(
      'InvalidParameterException',
    )
    await logs().filterLogEvents({ ...window, startTime: END - 1, startFromHead })
  })

  semantic('logs.filter-direction-of-token', async () => {
    const first = await logs().filterLogEvents({ ...window, startFromHead: false, limit: 20 })
    const second = await logs().filterLogEvents({
      ...{ ...window, limit: 20, startFromHead: true },
      nextToken: first.nextToken!,
    })
    expect(keyOf(second.events![0]!)).to.be.at.most(keyOf(first.events!.at(-1)!))
  })

  semantic('logs.filter-partial-pages', async () => {
    const { pages } = await readLogs(logs(), { ...window, limit: 20 })
    expect(pages.slice(0, -1).some((count) => count < 20)).to.equal(true)
    const nothing = await readLogs(logs(), {
      ...{ ...window, filterPattern: '"never printed"' },
      startTime: END - 12 * 60 * MINUTE,
    })
    expect(nothing.pages.length).to.be.greaterThan(3)
    expect(nothing.events).to.eql([])
  })

  semantic('logs.filter-token-expires', async () => {
    const { nextToken = '' } = await logs().filterLogEvents({ ...window, limit: 10 })
    clock = new Date(NOW.getTime() + DAY_MS)
    await logs().filterLogEvents({ ...window, limit: 10, nextToken })
    clock = new Date(NOW.getTime() + DAY_MS + 2000)
    expect(await refusal({ ...window, limit: 10, nextToken })).to.equal('InvalidParameterException')
  })

  semantic('logs.filter-searched-streams', async () => {
    expect((await logs().filterLogEvents(window)).searchedLogStreams).to.eql([])
  })

  semantic('logs.filter-one-group', async () => {
    expect(await refusal({ logGroupIdentifier: GROUP })).to.equal('InvalidParameterException')
    const { logGroupName: _, ...rest } = window
    expect((await rejection(logs().filterLogEvents(rest))).name).to.equal('InvalidParameterException')
    const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`
    const byArn = await logs().filterLogEvents({ ...rest, logGroupIdentifier: arn, limit: 1 })
    expect(byArn.events).to.have.length(1)
    const withStar = logs().filterLogEvents({ ...rest, logGroupIdentifier: `${arn}:*` })
    expect((await rejection(withStar)).name).to.equal('InvalidParameterException')
  })

  semantic('logs.filter-streams-exclusive', async () => {
    expect(await refusal({ logStreamNames: ['a'], logStreamNamePrefix: 'a' })).to.equal(
      'InvalidParameterException',
    )
  })

  semantic('logs.filter-stream-count', async () => {
    const logStreamNames = Array.from({ length: 101 }, (_, i) => `s${i}`)
    expect(await refusal({ logStreamNames })).to.equal('InvalidParameterException')
    const none = await logs().filterLogEvents({ ...window, logStreamNames: logStreamNames.slice(1) })
    expect(none.events).to.eql([])
  })

  semantic('logs.filter-page-bytes', async () => {
    const { events, pages } = await readLogs(logs(), { ...window, startTime: END - 30 * MINUTE })
    let first = 0
    for (const count of pages) {
      const page = events.slice(first, first + count)
      const bytes = page.reduce((sum, { message = '' }) => sum + Buffer.byteLength(message) + 26, 0)
      expect(bytes).to.be.at.most(1_048_576)
      first += count
    }
  })

  semantic('logs.filter-interleaved', async () => {
    const apart = await logs().filterLogEvents({ ...window, interleaved: false, limit: 1 })
    const { events } = await readLogs(logs(), window)
    expect(apart.events).to.eql(events.slice(0, 1))
  })

  semantic('logs.infrequent-access', async () => {
    const logGroupName = 'infrequent'
    await makeGroup(logGroupName, { logGroupClass: 'INFREQUENT_ACCESS' }, ['one'])
    for (const call of [
      logs().filterLogEvents({ logGroupName }),
      logs().getLogEvents({ logGroupName, logStreamName: 'own' }),
    ]) {
      const error = await rejection(call)
      expect(error.name).to.equal('InvalidOperationException')
      expect(error.message).to.match(
        /^The log group infrequent is of log-group-class INFREQUENT_ACCESS\. \w+LogEvents is not/,
      )
    }
    await logs().describeLogStreams({ logGroupName })
  })

  semantic('logs.retention', async () => {
    const logGroupName = 'kept-for-a-day'
    await makeGroup(logGroupName, {}, ['one'])
    await logs().putRetentionPolicy({ logGroupName, retentionInDays: 1 })
    clock = new Date(NOW.getTime() + DAY_MS - 60_000)
    expect((await readLogs(logs(), { logGroupName })).events).to.have.length(1)
    clock = new Date(NOW.getTime() + DAY_MS)
    expect((await readLogs(logs(), { logGroupName })).events).to.eql([])
    const [group] = await allGroups({ logGroupNamePrefix: logGroupName })
    expect(group!.retentionInDays).to.equal(1)
  })

  semantic('logs.group-pattern-exclusive', async () => {
    const both = logs().describeLogGroups({ logGroupNamePrefix: 'a', logGroupNamePattern: 'b' })
    expect((await rejection(both)).name).to.equal('InvalidParameterException')
  })

  semantic('logs.group-pattern-members', async () => {
    const [group] = await allGroups({ logGroupNamePattern: 'checkout' })
    expect(group).to.have.all.keys('arn', 'creationTime', 'logGroupName')
    const [whole] = await allGroups({ logGroupNamePrefix: GROUP })
    expect(whole).to.include({ logGroupClass: 'STANDARD', metricFilterCount: 0 })
    expect(whole!.storedBytes).to.be.greaterThan(0)
  })

  semantic('logs.group-order', async () => {
    const names = (await allGroups()).map(({ logGroupName }) => logGroupName!)
    expect(names).to.eql(names.toSorted((a, b) => (a < b ? -1 : 1)))
  })

  semantic('logs.group-page', async () => {
    const { logGroups, nextToken } = await logs().describeLogGroups({})
    expect(logGroups).to.have.length(50)
    expect(nextToken).to.be.a('string')
    expect((await rejection(logs().describeLogGroups({ limit: 51 }))).name).to.equal(
      'InvalidParameterException',
    )
  })

  semantic('logs.encrypted-group', async () => {
    const [encrypted, open] = ['encrypted', 'open']
    const kmsKeyId = 'arn:aws:kms:us-east-1:123456789012:key/0f0f0f0f-1e1e-2d2d-3c3c-4b4b4b4b4b4b'
    await makeGroup(encrypted, { kmsKeyId }, ['one'])
    await makeGroup(open, {}, ['one'])
    simulator().setFaults({ quotas: {}, deny: [{ action: 'kms:Decrypt' }] })
    const reads = (logGroupName: string) => [
      () => logs().filterLogEvents({ logGroupName }),
      () => logs().getLogEvents({ logGroupName, logStreamName: 'own' }),
      () => logs().startQuery({ logGroupName, startTime: 0, endTime: 1, queryString: 'fields @message' }),
    ]
    for (const read of reads(encrypted)) {
      const { name, message } = await rejection(read())
      expect([name, message]).to.eql([
        'AccessDeniedException',
        `User: arn:aws:iam::123456789012:user/funcbox is not authorized to perform: kms:Decrypt on resource: ${kmsKeyId} because no identity-based policy allows the kms:Decrypt action`,
      ])
    }
    for (const read of reads(open)) await read()
  })

  semantic('logs.group-class-filter', async () => {
    await logs().createLogGroup({ logGroupName: 'delivery', logGroupClass: 'DELIVERY' })
    const classes = new Set((await allGroups()).map(({ logGroupClass }) => logGroupClass))
    expect([...classes]).to.include.members(['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'])
    for (const logGroupClass of classes) {
      const found = await allGroups({ logGroupClass })
      expect(new Set(found.map((group) => group.logGroupClass))).to.eql(new Set([logGroupClass]))
    }
  })

  semantic('logs.group-identifiers', async () => {
    const { logGroupArn: arn } = await linkedGroup()
    const found = await allGroups({ logGroupIdentifiers: [GROUP, arn!, 'nobody'] })
    expect(found.map(({ logGroupArn }) => logGroupArn!.split(':')[4])).to.eql(['123456789012', OTHER])
    const both = logs().describeLogGroups({ logGroupIdentifiers: [GROUP], logGroupNamePrefix: 'a' })
    expect((await rejection(both)).name).to.equal('InvalidParameterException')
  })

  semantic('logs.group-arns', async () => {
    const [group] = await allGroups({ logGroupNamePrefix: GROUP })
    expect(group!.logGroupArn).to.equal(`arn:aws:logs:us-east-1:123456789012:log-group:${GROUP}`)
    expect(group!.arn).to.equal(`${group!.logGroupArn}:*`)
    const { tags } = await logs().listTagsForResource({ resourceArn: group!.logGroupArn })
    expect(tags).to.be.an('object')
    expect((await rejection(logs().listTagsForResource({ resourceArn: group!.arn }))).name).to.equal(
      'InvalidParameterException',
    )
  })

  semantic('logs.linked-groups', async () => {
    const accounts = (groups: readonly LogGroup[]) => [
      ...new Set(groups.map(({ arn }) => arn!.split(':')[4])),
    ]
    expect(accounts(await allGroups())).to.eql(['123456789012'])
    expect(accounts(await allGroups({ includeLinkedAccounts: true }))).to.eql(['123456789012', OTHER])
    const one = await allGroups({ includeLinkedAccounts: true, accountIdentifiers: [OTHER] })
    expect(accounts(one)).to.eql([OTHER])
    const listed = await logs().listLogGroups({ includeLinkedAccounts: true, limit: 1000 })
    const arns = listed.logGroups!.map(({ logGroupArn = '' }) => ({ arn: logGroupArn }))
    expect(accounts(arns)).to.eql(['123456789012', OTHER])
    const some = await logs().listLogGroups({ logGroupNamePattern: '^/aws/lambda/check|notify' })
    for (const { logGroupName } of some.logGroups!)
      expect(logGroupName).to.match(/^\/aws\/lambda\/check|notify/)
  })

  semantic('logs.linked-by-arn', async () => {
    const { logGroupName: _, ...rest } = window
    const { logGroupArn, logGroupName } = await linkedGroup()
    const theirs = await readLogs(logs(), { ...rest, logGroupIdentifier: logGroupArn! })
    expect(theirs.events.length).to.be.greaterThan(100)
    const { invocations } = oracle()
      .forAccount(OTHER)
      .logTruth('us-east-1', { startMs: END - MINUTE, endMs: END })
    const streams = new Set(
      invocations.filter(({ group }) => group === logGroupName).map(({ stream }) => stream),
    )
    for (const { logStreamName } of theirs.events) expect(streams.has(logStreamName!)).to.equal(true)
  })

  semantic('logs.unlinked', async () => {
    const { logGroupName: _, ...rest } = window
    const logGroupIdentifier = `arn:aws:logs:us-east-1:111122223333:log-group:${GROUP}`
    const error = await rejection(logs().filterLogEvents({ ...rest, logGroupIdentifier }))
    expect(error.name).to.equal('AccessDeniedException')
  })

  semantic('logs.group-names', async () => {
    const error = await rejection(logs().createLogGroup({ logGroupName: 'aws/mine' }))
    expect(error.name).to.equal('InvalidParameterException')
    const twice = await rejection(logs().createLogGroup({ logGroupName: GROUP }))
    expect(twice.name).to.equal('ResourceAlreadyExistsException')
  })
})
