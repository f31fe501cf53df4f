import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda'
import { expect } from 'chai'
import { mappingAt, mappingsOf } from '#func/simulator/lambda/mappings.ts'
import type { FunctionChange } from '#func/simulator/simulator.ts'
import { semantic } from '../../../support/semantic.ts'
import { clientsOf, NOW, rejection, simulate, statusOf } from '../clients.ts'

const REGION = 'us-east-1'
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:'

describe('simulator semantics of Lambda', () => {
  let clock = NOW
  const simulator = simulate({ functions: 260, now: () => clock })
  beforeEach(() => {
    clock = NOW
  })
  const lambda = () => clientsOf(simulator()).lambda
  const oracle = () => simulator().oracle
  const functions = () => oracle().functions(REGION)
  const withAlias = () => functions().find(({ aliases }) => aliases.length > 0)!

  /** The changes of two weeks. */
  function changes(): readonly FunctionChange[] {
    return oracle().changes(REGION, { startMs: NOW.getTime() - 14 * DAY_MS, endMs: NOW.getTime() })
  }

  async function at(ms: number, FunctionName: string): Promise<FunctionConfiguration> {
    clock = new Date(ms)
    return await lambda().getFunctionConfiguration({ FunctionName })
  }

  async function mappingsAt(ms: number): Promise<readonly EventSourceMappingConfiguration[]> {
    clock = new Date(ms)
    return (await lambda().listEventSourceMappings({})).EventSourceMappings ?? []
  }

  semantic('lambda.list-functions-page', async () => {
    const { Functions, NextMarker } = await lambda().listFunctions({ MaxItems: 10_000 })
    expect(Functions).to.have.length(50)
    expect(NextMarker).to.be.a('string')
  })

  semantic('lambda.versions-count', async () => {
    const { Functions = [] } = await lambda().listFunctions({ FunctionVersion: 'ALL' })
    expect(Functions).to.have.length(50)
    expect(new Set(Functions.map(({ FunctionName }) => FunctionName)).size).to.be.lessThan(50)
  })

  semantic('lambda.list-subset', async () => {
    const { Functions = [] } = await lambda().listFunctions({})
    for (const fn of Functions)
      expect(fn).to.not.have.any.keys('State', 'LastUpdateStatus', 'RuntimeVersionConfig')
    const one = await lambda().getFunctionConfiguration({ FunctionName: 'checkoutPayment' })
    expect(one).to.include.keys('State', 'LastUpdateStatus', 'RuntimeVersionConfig')
  })

  semantic('lambda.master-region', async () => {
    const error = await rejection(lambda().listFunctions({ MasterRegion: REGION }))
    expect(error.name).to.equal('InvalidParameterValueException')
    const { Functions } = await lambda().listFunctions({ MasterRegion: 'ALL', FunctionVersion: 'ALL' })
    expect(Functions).to.eql([])
  })

  semantic('lambda.unknown-qualifier', async () => {
    for (const Qualifier of ['9999', 'nobody']) {
      const error = await rejection(lambda().getFunction({ FunctionName: withAlias().name, Qualifier }))
      expect([error.name, statusOf(error)]).to.eql(['ResourceNotFoundException', 404])
      expect(error.message).to.equal(`Function not found: ${ARN}${withAlias().name}:${Qualifier}`)
    }
  })

  semantic('lambda.alias-configuration', async () => {
    const { name: FunctionName, aliases } = withAlias()
    const alias = await lambda().getFunctionConfiguration({ FunctionName, Qualifier: 'live' })
    const Version = aliases[0]!.versions[0]!.version
    expect([alias.Version, alias.FunctionArn]).to.eql([Version, `${ARN}${FunctionName}:live`])
    const version = await lambda().getFunctionConfiguration({ FunctionName, Qualifier: Version })
    expect(version.RevisionId).to.equal(alias.RevisionId)
    const latest = await lambda().getFunctionConfiguration({ FunctionName })
    expect(latest.RevisionId).to.not.equal(alias.RevisionId)
  })

  semantic('lambda.partial-names', async () => {
    const { name } = withAlias()
    for (const FunctionName of [name, `${ARN}${name}`, `123456789012:function:${name}`]) {
      expect((await lambda().getFunction({ FunctionName })).Configuration?.Version).to.equal('$LATEST')
      const live = await lambda().getFunction({ FunctionName: `${FunctionName}:live` })
      expect(live.Configuration?.FunctionArn).to.equal(`${ARN}${name}:live`)
    }
    const both = lambda().getFunction({ FunctionName: `${name}:live`, Qualifier: '1' })
    expect((await rejection(both)).name).to.equal('InvalidParameterValueException')
  })

  semantic('lambda.pending', async () => {
    const { functionName, atMs } = changes().find(({ what, failed }) => what === 'created' && !failed)!
    const early = await at(atMs + 1000, functionName)
    expect([early.State, early.StateReasonCode]).to.eql(['Pending', 'Creating'])
    expect((await at(atMs + 2 * MINUTE_MS, functionName)).State).to.equal('Active')
    clock = new Date(atMs - 1000)
    const before = await rejection(lambda().getFunction({ FunctionName: functionName }))
    expect(statusOf(before)).to.equal(404)
  })

  semantic('lambda.inactive', async () => {
    const idle = await at(NOW.getTime(), 'legacy-soap-bridge')
    expect([idle.State, idle.StateReasonCode]).to.eql(['Inactive', 'Idle'])
  })

  semantic('lambda.failed', async () => {
    const { functionName, atMs } = changes().find(({ what, failed }) => what === 'created' && failed)!
    const broken = await at(atMs + 5 * MINUTE_MS, functionName)
    expect([broken.State, broken.LastUpdateStatus]).to.eql(['Failed', 'Failed'])
    expect(broken.StateReasonCode).to.match(/^(Image|Invalid|Subnet|Eni|Insufficient)/)
  })

  semantic('lambda.update', async () => {
    const { functionName, atMs } = changes().find(({ what, failed }) => what === 'code' && !failed)!
    const during = await at(atMs + 1000, functionName)
    expect([during.State, during.LastUpdateStatus]).to.eql(['Active', 'InProgress'])
    const after = await at(atMs + 5 * MINUTE_MS, functionName)
    expect([after.State, after.LastUpdateStatus]).to.eql(['Active', 'Successful'])
    expect(Date.parse(after.LastModified!.replace('+0000', 'Z'))).to.equal(atMs)
  })

  semantic('lambda.update-failed', async () => {
    const isMeant = ({ what, failed }: FunctionChange) => failed && what === 'code'
    const { functionName, atMs } = changes().find(isMeant)!
    const before = await at(atMs - 1000, functionName)
    const after = await at(atMs + 5 * MINUTE_MS, functionName)
    expect(after.LastUpdateStatus).to.equal('Failed')
    expect(after.LastUpdateStatusReasonCode).to.be.a('string')
    const parts = ({ CodeSha256, MemorySize, Environment, Layers }: FunctionConfiguration) => [
      ...[CodeSha256, MemorySize, Environment, Layers],
    ]
    expect(parts(after)).to.eql(parts(before))
  })

  semantic('lambda.revision', async () => {
    const { functionName, atMs } = changes().find(({ what, failed }) => what === 'code' && !failed)!
    const [before, after, later] = [
      await at(atMs - 1000, functionName),
      await at(atMs, functionName),
      await at(atMs + 1000, functionName),
    ]
    expect(after.RevisionId).to.not.equal(before.RevisionId)
    expect(after.CodeSha256).to.not.equal(before.CodeSha256)
    expect(later.RevisionId).to.equal(after.RevisionId)
    for (const kind of ['memory', 'environment'] as const) {
      const change = changes().find(({ what, failed }) => what === kind && !failed)
      if (change === undefined) continue
      const [old, young] = [
        await at(change.atMs - 1, change.functionName),
        await at(change.atMs, change.functionName),
      ]
      expect(young.RevisionId).to.not.equal(old.RevisionId)
      expect(young.CodeSha256).to.equal(old.CodeSha256)
      if (kind === 'memory') expect(young.MemorySize).to.not.equal(old.MemorySize)
    }
  })

  semantic('lambda.runtime-update', async () => {
    const changed = new Set(changes().map(({ functionName }) => functionName))
    let updated = 0
    for (const { name } of functions()
      .filter((fn) => fn.runtime !== undefined && !changed.has(fn.name))
      .slice(0, 20)) {
      const [before, after] = [await at(NOW.getTime() - 13 * DAY_MS, name), await at(NOW.getTime(), name)]
      const versions = [before, after].map((fn) => fn.RuntimeVersionConfig?.RuntimeVersionArn)
      updated += versions[0] === versions[1] ? 0 : 1
      expect([after.RevisionId, after.LastModified]).to.eql([before.RevisionId, before.LastModified])
    }
    expect(updated).to.be.within(1, 19)
  })

  semantic('lambda.url-of-alias', async () => {
    const found = { own: 0, alias: 0 }
    for (const { name: FunctionName } of functions().filter(
      ({ kind, aliases }) => kind === 'web' && aliases.length > 0,
    )) {
      const ask = (Qualifier?: string) =>
        lambda()
          .getFunctionUrlConfig({ FunctionName, ...(Qualifier === undefined ? {} : { Qualifier }) })
          .catch((error) => error)
      const [own, alias] = [await ask(), await ask('live')]
      if (own.FunctionUrl !== undefined) expect(own.FunctionArn).to.equal(`${ARN}${FunctionName}`)
      else expect([own.name, statusOf(own)]).to.eql(['ResourceNotFoundException', 404])
      if (alias.FunctionUrl !== undefined) expect(alias.FunctionArn).to.equal(`${ARN}${FunctionName}:live`)
      found.own += own.FunctionUrl === undefined ? 0 : 1
      found.alias += own.FunctionUrl === undefined && alias.FunctionUrl !== undefined ? 1 : 0
    }
    expect(found.own).to.be.greaterThan(0)
    expect(found.alias).to.be.greaterThan(0)
  })

  semantic('lambda.url-list', async () => {
    const counts: number[] = []
    for (const { name: FunctionName } of functions().filter(({ kind }) => kind === 'web')) {
      const { FunctionUrlConfigs = [] } = await lambda().listFunctionUrlConfigs({ FunctionName })
      counts.push(FunctionUrlConfigs.length)
    }
    expect(Math.max(...counts)).to.equal(2)
    expect(Math.min(...counts)).to.equal(1)
  })

  semantic('lambda.mappings-page', async () => {
    const one = await lambda().listEventSourceMappings({ MaxItems: 10_000 })
    expect(one.EventSourceMappings!.length).to.be.at.most(100)
    const two = await lambda().listEventSourceMappings({ MaxItems: 7 })
    expect(two.EventSourceMappings).to.have.length(7)
    expect(two.NextMarker).to.be.a('string')
  })

  semantic('lambda.mapping-states', async () => {
    const fortnight = Array.from({ length: 14 * 1440 }, (_, i) => NOW.getTime() - i * MINUTE_MS)
    const mappings = oracle()
      .functions(REGION)
      .flatMap((fn) => mappingsOf(fn))
    for (const state of ['Enabled', 'Updating', 'Disabling', 'Disabled', 'Enabling']) {
      const ms = fortnight.find((each) =>
        mappings.some((mapping) => mappingAt(mapping, each).state === state),
      )!
      const found = await mappingsAt(ms)
      expect(found.map(({ State }) => State)).to.include(state)
      for (const { LastModified } of found) expect(LastModified!.getTime()).to.be.at.most(ms)
    }
    const isOfQueue = ({ functionName }: FunctionChange) =>
      mappingsOf(
        simulator()
          .oracle.functions(REGION, clock.getTime())
          .find(({ name }) => name === functionName)!,
      ).length > 0
    for (const [what, state, lateMs] of [
      ['created', 'Creating', 1000],
      ['deleted', 'Deleting', -1000],
    ] as const) {
      const change = changes().find((each) => {
        clock = new Date(each.atMs + lateMs)
        return each.what === what && isOfQueue(each)
      })!
      expect((await mappingsAt(change.atMs + lateMs)).map(({ State }) => State)).to.include(state)
    }
  })

  semantic('lambda.mapping-self-managed', async () => {
    const { EventSourceMappings = [] } = await lambda().listEventSourceMappings({
      FunctionName: 'ledger-kafka-projector',
    })
    const own = EventSourceMappings.find(
      ({ SelfManagedEventSource }) => SelfManagedEventSource !== undefined,
    )!
    expect(own.EventSourceArn).to.equal(undefined)
    expect(own.SelfManagedEventSource!.Endpoints!.KAFKA_BOOTSTRAP_SERVERS).to.have.length(2)
    expect(EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn?.split(':')[2])).to.eql([
      'kafka',
      undefined,
    ])
  })

  semantic('lambda.mapping-of-alias', async () => {
    const list = async (FunctionName: string) =>
      (await lambda().listEventSourceMappings({ FunctionName })).EventSourceMappings!
    const [mapping] = await list('pricing-engine:live')
    expect(mapping!.FunctionArn).to.equal(`${ARN}pricing-engine:live`)
    expect(await list('pricing-engine')).to.eql([])
    expect(await lambda().getEventSourceMapping({ UUID: mapping!.UUID! })).to.deep.include(mapping!)
    const unknown = await rejection(list('nobody'))
    expect([unknown.name, statusOf(unknown)]).to.eql(['ResourceNotFoundException', 404])
  })

  semantic('lambda.aliases-of-version', async () => {
    const { name: FunctionName, aliases } = withAlias()
    const named = async (FunctionVersion: string) =>
      (await lambda().listAliases({ FunctionName, FunctionVersion })).Aliases!.map(({ Name }) => Name)
    expect(await named(aliases[0]!.versions[0]!.version)).to.eql(['live'])
    expect(await named('9999')).to.eql([])
    const unknown = lambda().getAlias({ FunctionName, Name: 'nobody' })
    expect(statusOf(await rejection(unknown))).to.equal(404)
  })

  semantic('lambda.alias-weights', async () => {
    const { name: FunctionName, aliases } = functions().find((fn) => fn.aliases[0]?.versions.length === 2)!
    const [main, second] = aliases[0]!.versions
    const alias = await lambda().getAlias({ FunctionName, Name: 'live' })
    expect(alias.FunctionVersion).to.equal(main!.version)
    expect(alias.RoutingConfig?.AdditionalVersionWeights).to.eql({ [second!.version]: second!.share })
  })

  semantic('lambda.versions', async () => {
    const { name: FunctionName, aliases } = withAlias()
    const { Versions = [] } = await lambda().listVersionsByFunction({ FunctionName })
    const versions = Versions.map(({ Version }) => Version!)
    expect(versions[0]).to.equal('$LATEST')
    expect(versions).to.include.members(aliases[0]!.versions.map(({ version }) => version))
    expect(Versions.map(({ FunctionArn }) => FunctionArn)).to.eql(
      versions.map((each) => `${ARN}${FunctionName}:${each}`),
    )
    expect(new Set(Versions.map(({ RevisionId }) => RevisionId)).size).to.equal(versions.length)
  })

  semantic('lambda.no-reserved', async () => {
    const asked = async (FunctionName: string) =>
      (await lambda().getFunctionConcurrency({ FunctionName })).ReservedConcurrentExecutions
    expect(await asked('search-suggest-prod')).to.equal(3)
    expect(await asked('checkoutPayment')).to.equal(undefined)
  })

  semantic('lambda.provisioned-not-found', async () => {
    const FunctionName = 'pricing-engine'
    const live = await lambda().getProvisionedConcurrencyConfig({ FunctionName, Qualifier: 'live' })
    expect([live.Status, live.RequestedProvisionedConcurrentExecutions]).to.eql(['READY', 20])
    const { ProvisionedConcurrencyConfigs } = await lambda().listProvisionedConcurrencyConfigs({
      FunctionName,
    })
    expect(ProvisionedConcurrencyConfigs!.map(({ FunctionArn }) => FunctionArn)).to.eql([
      `${ARN}${FunctionName}:live`,
    ])
    const none = lambda().getProvisionedConcurrencyConfig({ FunctionName, Qualifier: '$LATEST' })
    const error = await rejection(none)
    expect([error.name, statusOf(error)]).to.eql(['ProvisionedConcurrencyConfigNotFoundException', 404])
  })

  semantic('lambda.unreserved', async () => {
    const { AccountLimit, AccountUsage } = await lambda().getAccountSettings({})
    const now = oracle().functions(REGION, NOW.getTime())
    const reserved = now.reduce((sum, fn) => sum + (fn.archetype.reserved ?? 0), 0)
    expect(reserved).to.be.greaterThan(0)
    expect(AccountLimit!.UnreservedConcurrentExecutions).to.equal(
      AccountLimit!.ConcurrentExecutions! - reserved,
    )
    expect(AccountUsage!.FunctionCount).to.equal(now.length)
    expect(AccountUsage!.TotalCodeSize).to.be.within(1, AccountLimit!.TotalCodeSize!)
  })

  semantic('lambda.event-invoke-not-found', async () => {
    const none = await rejection(lambda().getFunctionEventInvokeConfig({ FunctionName: 'checkoutPayment' }))
    expect([none.name, statusOf(none)]).to.eql(['ResourceNotFoundException', 404])
    const found: (number | undefined)[] = []
    for (const { name: FunctionName } of functions().filter(({ kind }) => kind === 'async')) {
      const { FunctionEventInvokeConfigs = [] } = await lambda().listFunctionEventInvokeConfigs({
        FunctionName,
      })
      for (const config of FunctionEventInvokeConfigs) {
        const { $metadata: _, ...one } = await lambda().getFunctionEventInvokeConfig({ FunctionName })
        expect(one).to.eql(config)
        found.push(config.MaximumRetryAttempts)
      }
    }
    expect([...new Set(found)]).to.have.members([0, 1, 2])
  })

  semantic('lambda.recursion', async () => {
    const loops = new Set<string | undefined>()
    for (const { name: FunctionName } of functions().slice(0, 60)) {
      loops.add((await lambda().getFunctionRecursionConfig({ FunctionName })).RecursiveLoop)
    }
    expect([...loops]).to.have.members(['Terminate', 'Allow'])
  })

  semantic('lambda.layers', async () => {
    const { Layers = [] } = await lambda().listLayers({ CompatibleRuntime: 'python3.13' })
    expect(Layers.map(({ LayerName }) => LayerName)).to.eql(['data-tools'])
    const { LayerVersions = [] } = await lambda().listLayerVersions({ LayerName: 'data-tools' })
    expect(LayerVersions[0]).to.eql(Layers[0]!.LatestMatchingVersion)
    expect(LayerVersions.map(({ Version }) => Version)).to.eql(
      Array.from({ length: LayerVersions.length }, (_, i) => LayerVersions.length - i),
    )
    const unknown = lambda().listLayerVersions({ LayerName: 'nobody' })
    expect(statusOf(await rejection(unknown))).to.equal(404)
  })

  semantic('lambda.capacity-provider', async () => {
    const { CapacityProviders = [] } = await lambda().listCapacityProviders({})
    expect(CapacityProviders.map(({ State }) => State)).to.eql(['Active'])
    const { FunctionVersions = [] } = await lambda().listFunctionVersionsByCapacityProvider({
      CapacityProviderName: 'shared',
    })
    const managed = functions().filter(({ kind }) => kind === 'kafka')
    expect(FunctionVersions.map(({ FunctionArn }) => FunctionArn)).to.eql(
      managed.map(({ name }) => `${ARN}${name}:$LATEST.PUBLISHED`),
    )
  })

  semantic('lambda.durable-order', async () => {
    const durable = await firstDurable()
    const starts = async (ReverseOrder: boolean) => {
      const { DurableExecutions = [] } = await lambda().listDurableExecutionsByFunction({
        FunctionName: durable,
        ReverseOrder,
      })
      return DurableExecutions.map(({ StartTimestamp }) => StartTimestamp!.getTime())
    }
    const [newest, oldest] = [await starts(false), await starts(true)]
    expect(newest).to.have.length(100)
    expect(newest).to.eql(newest.toSorted((a, b) => b - a))
    expect(oldest).to.eql(oldest.toSorted((a, b) => a - b))
    expect(oldest[0]).to.be.lessThan(newest.at(-1)!)
  })

  semantic('lambda.durable-filters', async () => {
    const FunctionName = await firstDurable()
    const StartedAfter = new Date(NOW.getTime() - 2 * DAY_MS)
    const { DurableExecutions = [] } = await lambda().listDurableExecutionsByFunction({
      ...{ FunctionName, StartedAfter, MaxItems: 1000 },
      Statuses: ['RUNNING', 'FAILED'],
    })
    const statuses = DurableExecutions.map(({ Status }) => Status!)
    expect([...new Set(statuses)]).to.have.members(['RUNNING', 'FAILED'])
    for (const { Status, StartTimestamp, EndTimestamp, DurableExecutionArn } of DurableExecutions) {
      expect(StartTimestamp!.getTime()).to.be.greaterThan(StartedAfter.getTime())
      expect(EndTimestamp === undefined).to.equal(Status === 'RUNNING')
      const one = await lambda().getDurableExecution({ DurableExecutionArn: DurableExecutionArn! })
      expect([one.Status, one.StartTimestamp]).to.eql([Status, StartTimestamp])
    }
  })

  async function firstDurable(): Promise<string> {
    for (const { name: FunctionName } of functions().filter(({ kind }) => kind === 'async')) {
      const { DurableConfig } = await lambda().getFunctionConfiguration({ FunctionName })
      if (DurableConfig !== undefined) return FunctionName
    }
    throw new Error('No function is durable')
  }
})
