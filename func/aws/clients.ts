/** `context.aws`: the SDK's clients, cached per account, region and service. The front door of this folder. */
import { setTimeout as wait } from 'node:timers/promises'
import { Account } from '@aws-sdk/client-account'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { Lambda } from '@aws-sdk/client-lambda'
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api'
import { STS } from '@aws-sdk/client-sts'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import { BytePool } from '../bytes/byte-pool.ts'
import { createAgents, type Network, networkSecrets } from '../network.ts'
import type { AwsAccount, AwsClients, AwsTarget, Logger, MetricReader } from '../script.ts'
import { AwsClock, ClockedHandler, signByClock } from './aws-clock.ts'
import type { BudgetMemory } from './budget-memory.ts'
import { type AwsService, type BudgetsOptions, createBudgets, type Limits } from './budgets.ts'
import {
  accountIdentity,
  accountSecrets,
  type CredentialProvider,
  type Credentials,
  createCredentialProvider,
  quotaOwner,
} from './credentials.ts'
import type { DirectOptions } from './fast-path/direct-call.ts'
import { createMetricReader } from './fast-path/metric-reader.ts'
import { type Detour, type Instruments, instrument } from './instrument.ts'
import { callEndpointOfProfile } from './profile-endpoint.ts'
import { checkRegionForm, partitionOf } from './regions.ts'
import { type AwsUsage, createUsage, type UsageRecorder } from './usage.ts'

export interface AwsSettings {
  /** @default {5000} */
  readonly connectionTimeoutMs?: number
  /** One attempt, from sending to the last byte. @default {30000} */
  readonly requestTimeoutMs?: number
  /** Per host. @default {50} */
  readonly maxSockets?: number
  /** Of the SDK, per round. @default {3} */
  readonly maxAttempts?: number
  /** How often a call that is still throttled after these attempts is made again. @default {3} */
  readonly throttleRounds?: number
  /** @default {straight, and the usual authorities} */
  readonly network?: Network
  /** Replaces single entries of the table of limits. */
  readonly limits?: Limits
}

export interface AwsClientsOptions {
  /** Ends every call and wait when aborted, also those that were given no signal. */
  readonly signal?: AbortSignal
  /** Where calls are counted; a new one when absent. */
  readonly usage?: UsageRecorder
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Where rates are kept, so that all tasks of a process share them. @default {rates of these clients alone} */
  readonly budgetMemory?: BudgetMemory
  /** Of the rates: milliseconds, any origin, the same for all that share the memory. @default {the process's monotonic clock} */
  readonly clock?: () => number
  /** @default {setTimeout} */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly log?: Pick<Logger, 'debug' | 'warn'>
  readonly settings?: AwsSettings
  /** Asked in place of sending the calls of the script; the assuming of roles is sent. */
  readonly detour?: Detour
}

export interface AwsClientsHandle extends AwsClients {
  readonly clock: Pick<AwsClock, 'offset' | 'planned'>
  usage(): AwsUsage
  /** Closes all connections. */
  close(): void
}

interface ClientConfig {
  readonly region: string
  readonly credentials: CredentialProvider
  readonly requestHandler: NodeHttpHandler
  readonly maxAttempts: number
  readonly retryMode: 'standard'
  readonly endpoint?: string
}

type ClientMaker = <
  T extends CloudWatch | CloudWatchLogs | Lambda | ResourceGroupsTaggingAPI | Account | STS,
>(
  service: AwsService,
  target: AwsTarget,
  create: (config: ClientConfig) => T,
) => T

/** @throws FUNC_ERR_AWS_REGION_UNKNOWN and FUNC_ERR_AWS_CREDENTIALS_INVALID when a client is asked for. */
export function createAwsClients(options: AwsClientsOptions): AwsClientsHandle {
  const { settings = {}, usage = createUsage() } = options
  const clock = new AwsClock(options.now)
  const requestHandler = createRequestHandler(settings, clock)
  const cached = createCache()
  const base = createClientBase(options, { cached, clock, usage, requestHandler })
  const clientOf: ClientMaker = (service, target, create) =>
    cached(`${service} ${target.region} ${accountIdentity(target.account)}`, () => {
      checkRegionForm(target.region)
      const client = callEndpointOfProfile(create(base.configOf(target)), target.account)
      options.log?.debug({ service, region: target.region }, 'Made an AWS client')
      return instrumented(client, base.toolsOf(service, target))
    })
  const cloudwatchOf = (target: AwsTarget) =>
    clientOf('cloudwatch', target, (config) => new CloudWatch(config))
  return {
    cloudwatch: cloudwatchOf,
    metrics: metricReaders(options, { ...base, cached, cloudwatchOf }),
    logs: (target) => clientOf('logs', target, (config) => new CloudWatchLogs(config)),
    lambda: (target) => clientOf('lambda', target, (config) => new Lambda(config)),
    tagging: (target) => clientOf('tagging', target, (config) => new ResourceGroupsTaggingAPI(config)),
    sts: (target) => clientOf('sts', target, (config) => new STS(config)),
    account: (target) => clientOf('account', target, (config) => new Account(config)),
    clock,
    usage: () => usage.snapshot(),
    close: () => requestHandler.destroy(),
  }
}

interface Shared {
  readonly cached: Cache
  readonly clock: AwsClock
  readonly usage: UsageRecorder
  readonly requestHandler: NodeHttpHandler
}

interface ClientBase {
  readonly configOf: (target: AwsTarget) => ClientConfig
  readonly toolsOf: (service: AwsService, target: AwsTarget) => Instruments
}

/** What every client is made with. */
function createClientBase(options: AwsClientsOptions, shared: Shared): ClientBase {
  const { cached, clock, usage, requestHandler } = shared
  const { settings = {}, signal, detour, sleep = sleepFor } = options
  const budgets = createBudgets(budgetsOptions(options, sleep))
  const secretsOf = (account: AwsAccount) =>
    cached(
      `secrets ${accountIdentity(account)}`,
      () => new Set([...accountSecrets(account), ...networkSecrets(settings.network ?? {})]),
    )
  const toolsOf = (service: AwsService, { account, region }: AwsTarget): Instruments => ({
    ...{ service, account: quotaOwner(account), region, secrets: secretsOf(account) },
    ...{ budgets, clock, usage, signal, throttleRounds: settings.throttleRounds ?? 3 },
    ...{ roles: [account.role_arn ?? []].flat().length, detour, sent: new WeakSet() },
  })
  const configWith = ({ account, region }: AwsTarget, credentials: CredentialProvider): ClientConfig => ({
    ...{ region, credentials, requestHandler, retryMode: 'standard' },
    maxAttempts: settings.maxAttempts ?? 3,
    ...endpointOf(account),
  })
  const createSts = (target: AwsTarget, credentials: CredentialProvider): STS =>
    instrumented(callEndpointOfProfile(new STS(configWith(target, credentials)), target.account), {
      ...toolsOf('sts', target),
      detour: undefined,
    })
  // Keys are good in all regions of a partition: they are got once, in whichever is asked first.
  const credentialsOf = ({ account, region }: AwsTarget) =>
    cached(`credentials ${partitionOf(region)} ${accountIdentity(account)}`, () =>
      createCredentialProvider({
        ...{ account, region, now: clock.now },
        createSts: (region, given) => createSts({ account, region }, given),
        onCredentials: addTo(secretsOf(account)),
        chainConfig: { requestHandler, ...endpointOf(account) },
      }),
    )
  return { toolsOf, configOf: (target) => configWith(target, credentialsOf(target)) }
}

interface ReaderParts extends ClientBase {
  readonly cached: Cache
  readonly cloudwatchOf: (target: AwsTarget) => CloudWatch
}

function metricReaders(
  { detour, log }: AwsClientsOptions,
  { cached, cloudwatchOf, configOf, toolsOf }: ReaderParts,
): (target: AwsTarget) => MetricReader {
  const pool = new BytePool()
  let isWarned = false
  const warnOnce = (fields: Readonly<Record<string, unknown>>) => {
    if (!isWarned) log?.warn(fields, 'Reading metrics through the AWS SDK, which takes more CPU')
    isWarned = true
  }
  const directOf = (target: AwsTarget): DirectOptions => ({
    ...{ pool, tools: toolsOf('cloudwatch', target), config: cloudwatchOf(target).config },
    createSigningClient: (requestHandler) =>
      callEndpointOfProfile(new CloudWatch({ ...configOf(target), requestHandler }), target.account),
    onFallback: (reason) => warnOnce({ region: target.region, reason }),
  })
  return (target) =>
    cached(`metrics ${target.region} ${accountIdentity(target.account)}`, () =>
      // A detour has to see all calls as the SDK makes them.
      createMetricReader(cloudwatchOf(target), detour === undefined ? directOf(target) : undefined),
    )
}

function budgetsOptions(
  { settings: { limits } = {}, budgetMemory: memory, now, clock = monotonicMs }: AwsClientsOptions,
  sleep: BudgetsOptions['sleep'],
): BudgetsOptions {
  return { now, clock, sleep, ...(limits && { limits }), ...(memory && { memory }) }
}

/** One clock for all threads of the process, whatever happens to the time of day. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

function instrumented<T extends { readonly config: object; readonly middlewareStack: unknown }>(
  client: T,
  tools: Instruments,
): T {
  signByClock(client.config, tools.clock)
  instrument<object, object>(client.middlewareStack as never, tools)
  return client
}

function addTo(secrets: Set<string>): (credentials: Credentials) => void {
  return ({ secretAccessKey, sessionToken = '' }) => void secrets.add(secretAccessKey).add(sessionToken)
}

function createRequestHandler(settings: AwsSettings, clock: AwsClock): NodeHttpHandler {
  return new ClockedHandler(clock, {
    connectionTimeout: settings.connectionTimeoutMs ?? 5000,
    requestTimeout: settings.requestTimeoutMs ?? 30_000,
    throwOnRequestTimeout: true,
    ...createAgents(settings.network ?? {}, { maxSockets: settings.maxSockets ?? 50 }),
  })
}

function endpointOf({ endpoint }: AwsAccount): { endpoint?: string } {
  return endpoint === undefined || endpoint === '' ? {} : { endpoint }
}

type Cache = <T>(key: string, create: () => T) => T

/** One map for values of several types: a key says which type it holds. */
function createCache(): Cache {
  const values = new Map<string, unknown>()
  return <T>(key: string, create: () => T): T => {
    if (!values.has(key)) values.set(key, create())
    return values.get(key) as T
  }
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, signal === undefined ? {} : { signal })
}
