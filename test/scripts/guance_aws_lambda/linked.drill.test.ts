/** Metrics of linked accounts: every value of every account, each under its own tags. */
import { inspect } from 'node:util'
import { expect } from 'chai'
import { createAwsClients } from '#func/aws/clients.ts'
import type { Json, Point, UnitsFailedError } from '#func/script.ts'
import {
  ACCESS_KEY_ID,
  ACCOUNT_ID,
  type Faults,
  SECRET_ACCESS_KEY,
  type SimLink,
  type Simulator,
  startSimulator,
} from '#func/simulator/simulator.ts'
import type { Config } from '../../../scripts/guance_aws_lambda/config.gen.ts'
import { run } from '../../../scripts/guance_aws_lambda/main.ts'
import { parseMarks } from '../../../scripts/guance_integration_core/windows/marks.ts'
import { onClock } from '../../support/aws/on-clock.ts'
import { createTestContext, type TestContext } from '../../support/aws/script-context.ts'
import { checkedConfig } from '../../support/aws/script-suite.ts'

const MINUTE = 60_000
const NOON = Date.parse('2026-08-01T12:00:00Z')
const REGION = 'us-east-1'
const SHOP = '111122223333'
const BANK = '444455556666'
const LINKS: readonly SimLink[] = [{ source: SHOP }, { source: BANK }]
const WINDOW = 'window/us-east-1/AWS-Lambda'
describe('guance_aws_lambda of linked accounts', function () {
  this.timeout(120_000)
  let simulator: Simulator
  let now = NOON
  afterEach(() => simulator.close())

  const start = async (links = LINKS, faults: Faults = {}) => {
    now = NOON + 17_000
    simulator = await startSimulator({ functions: 15, seed: 7, now: () => new Date(now), links, faults })
  }

  const collect = async (config: Record<string, Json> = {}, state: Record<string, Json> = {}) => {
    const aws = onClock(createAwsClients({ now: () => now }), () => now)
    const test = createTestContext({ aws, triggeredAt: new Date(now), state })
    const account = {
      ...{ ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY, endpoint: simulator.url },
      extra_tags: { account_name: 'hub', team: 'ops' },
    }
    const given = { regions: [REGION], function_urls: false, account, ...config }
    const checked = checkedConfig('guance_aws_lambda', given)
    expect(checked.complaints).to.equal('')
    const error = await run(checked.config as Config, test.context).catch((reason: unknown) => reason)
    aws.close()
    return { ...test, error }
  }

  const ownerOf = ({ tags }: Point) => tags.AccountId ?? ACCOUNT_ID
  const ownersOf = ({ points }: TestContext) => [...new Set(points.metric.map(ownerOf))].sort()
  const isUsual = (names: readonly string[]) =>
    names.length === 0 ||
    (names.length === 1 && ['FunctionName', 'EventSourceMappingUUID'].includes(names[0]!))

  /** All Sums of the usual metrics of some accounts, as they can be read now. */
  const truth = (accounts: readonly string[], from: number, to: number) => {
    const values: Record<string, number> = {}
    for (const account of accounts) {
      const oracle = simulator.oracle.forAccount(account)
      for (const metric of oracle.metrics(REGION, 'AWS/Lambda')) {
        if (!isUsual(metric.dimensions.map(({ Name }) => Name))) continue
        const name = metric.dimensions[0]?.Value ?? ''
        for (let time = from; time < to; time += MINUTE) {
          const value = oracle.value(REGION, metric, 'Sum', time, 60, now)
          if (value !== undefined) values[`${account} ${name} ${time} ${metric.name}`] = value
        }
      }
    }
    return values
  }

  const collected = (...tests: readonly TestContext[]) => {
    const values: Record<string, number> = {}
    for (const point of tests.flatMap(({ points }) => points.metric)) {
      const name = point.tags.EventSourceMappingUUID ?? point.tags.FunctionName ?? ''
      for (const [field, value] of Object.entries(point.fields)) {
        const key = `${ownerOf(point)} ${name} ${point.timestamp} ${field.replace(/_Sum$/, '')}`
        if (field.endsWith('_Sum')) values[key] = Number(value)
      }
    }
    return values
  }

  it('should bring every value of every account, equal names apart', async () => {
    await start()
    const result = await collect({ linked_accounts: true, account_names: { [SHOP]: 'shop' } })
    expect(result.error).to.equal(undefined)
    const wanted = truth([ACCOUNT_ID, SHOP, BANK], NOON - 60 * MINUTE, NOON)
    expect(collected(result)).to.deep.equal(wanted)
    const names = Object.keys(wanted).map((key) => key.split(' '))
    const ownersByName = Map.groupBy(names, ([, name]) => name)
    const shared = [...ownersByName.values()].filter((all) => new Set(all.map(([owner]) => owner)).size > 1)
    expect(shared.length, 'names that several accounts have').to.be.above(3)
  })

  it('should tag points of a linked account with its id and name, and leave those of its own as they were', async () => {
    await start()
    const linked = await collect({ linked_accounts: true, account_names: { [SHOP]: 'shop' } })
    const namesOf = (owner: string) =>
      new Set(
        linked.points.metric.filter((point) => ownerOf(point) === owner).map(({ tags }) => tags.account_name),
      )
    expect([ACCOUNT_ID, SHOP, BANK].map((owner) => [...namesOf(owner)])).to.deep.equal([
      ['hub'],
      ['shop'],
      [BANK],
    ])
    expect(new Set(linked.points.metric.map(({ tags }) => tags.team))).to.deep.equal(new Set(['ops']))
    const alone = await collect()
    const sorted = (points: readonly Point[]) =>
      points
        .map(({ tags, fields, timestamp }) => inspect({ tags, fields, timestamp }, { sorted: true }))
        .sort()
    const own = linked.points.metric.filter(({ tags }) => tags.AccountId === undefined)
    expect(sorted(own)).to.deep.equal(sorted(alone.points.metric))
    expect(sorted(linked.points.custom_object)).to.deep.equal(sorted(alone.points.custom_object))
  })

  it('should ask STS for nothing and list no account when linked ones are not wanted', async () => {
    await start()
    const result = await collect()
    expect(ownersOf(result)).to.deep.equal([ACCOUNT_ID])
    expect(simulator.counters['sts:GetCallerIdentity']).to.equal(undefined)
  })

  it('should take only the accounts that are named, and say which of them have nothing', async () => {
    await start([{ source: SHOP }, { source: BANK }])
    const nobody = '999999999999'
    const result = await collect({ linked_accounts: [BANK, nobody, ACCOUNT_ID] })
    expect(result.error).to.equal(undefined)
    expect(ownersOf(result)).to.deep.equal([ACCOUNT_ID, BANK])
    expect(collected(result)).to.deep.equal(truth([ACCOUNT_ID, BANK], NOON - 60 * MINUTE, NOON))
    const warning = result.logs.find(({ message }) => message.startsWith('No metrics of linked accounts'))
    expect(warning?.fields.accounts).to.deep.equal([nobody])
  })

  it('should choose functions of linked accounts by name', async () => {
    await start()
    const include = ['*-*']
    const result = await collect({ linked_accounts: ['ALL'], functions: { include } })
    const names = result.points.metric
      .filter(({ tags }) => tags.AccountId === SHOP)
      .map(({ tags }) => tags.FunctionName)
    expect(names.length).to.be.above(0)
    expect(names.every((name) => name === undefined || name.includes('-'))).to.equal(true)
    expect(names).to.include(undefined)
  })

  it('should take no function of a linked account when functions are chosen by tag, and say so once', async () => {
    await start()
    const result = await collect({
      linked_accounts: true,
      regions: [REGION, 'eu-west-1'],
      functions: { tags: { team: ['*'] } },
    })
    expect(result.error).to.equal(undefined)
    const linked = result.points.metric.filter(({ tags }) => tags.AccountId !== undefined)
    expect(linked.some(({ tags }) => tags.FunctionName !== undefined)).to.equal(false)
    expect(result.points.metric.some(({ tags }) => tags.FunctionName !== undefined)).to.equal(true)
    const said = result.logs.filter(({ message }) => message.includes('its tags cannot be read'))
    expect(said).to.have.length(1)
  })

  it('should go on from the state of a run without linked accounts, and write nothing of it again', async () => {
    await start()
    const state: Record<string, Json> = {}
    await collect({}, state)
    now += 5 * MINUTE
    const later = await collect({ linked_accounts: true }, structuredClone(state))
    const alone = await collect({}, state)
    const own = later.points.metric.filter(({ tags }) => tags.AccountId === undefined)
    expect(own.length).to.equal(alone.points.metric.length)
    expect(ownersOf(later)).to.have.members([ACCOUNT_ID, SHOP, BANK])
  })

  it('should write each minute of each account once, and again only when it was revised', async () => {
    await start()
    const state: Record<string, Json> = {}
    const config = { linked_accounts: true }
    const runs = [await collect(config, state)]
    for (const minutes of [5, 10]) {
      now = NOON + minutes * MINUTE
      runs.push(await collect(config, state))
    }
    const written = runs.flatMap(({ points }) => points.metric.map((point) => JSON.stringify(point)))
    expect(new Set(written).size).to.equal(written.length)
    expect(collected(...runs)).to.deep.equal(
      truth([ACCOUNT_ID, SHOP, BANK], NOON - 60 * MINUTE, NOON + 10 * MINUTE),
    )
  })

  it('should name the account that AWS forbids to read, keep the others, and fill the gap when it may', async () => {
    await start()
    const state: Record<string, Json> = {}
    simulator.setFaults({ deny: [`${BANK}/${REGION}`] })
    const during = await collect({ linked_accounts: true }, state)
    const [failure, ...others] = (during.error as UnitsFailedError).failures
    expect(others).to.deep.equal([])
    expect(failure?.code).to.equal('FUNC_ERR_COLLECT_FORBIDDEN')
    expect(failure?.message).to.include(`of account ${BANK}`).and.not.include(SHOP)
    expect(collected(during)).to.deep.equal(truth([ACCOUNT_ID, SHOP], NOON - 60 * MINUTE, NOON))
    simulator.setFaults({})
    now = NOON + 5 * MINUTE
    const after = await collect({ linked_accounts: true }, state)
    expect(after.error).to.equal(undefined)
    expect(parseMarks(state[WINDOW])?.missing).to.deep.equal([])
    expect(collected(during, after)).to.deep.equal(
      truth([ACCOUNT_ID, SHOP, BANK], NOON - 60 * MINUTE, NOON + 5 * MINUTE),
    )
  })
})
