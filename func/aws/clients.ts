/** `context.aws`: the SDK's clients, cached per account, region and service. The front door of this folder. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { Account } from '@aws-sdk/client-account'
import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { Lambda } from '@aws-sdk/client-lambda'
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api'
import { STS } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { BytePool } from '../bytes/byte-pool.ts'
import type { AwsAccount, AwsClients, AwsTarget, Logger } from '../script.ts'
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
import { takeShortCut } from './fast-path/metric-data-protocol.ts'
import { repeatCalls } from './fast-path/repeated-call.ts'
import { type Detour, type Instruments, instrument, oneAttempt } from './instrument.ts'
import { checkRegion } from './regions.ts'
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
  /** How often a call that is still throttled after these attempts is begun anew. @default {3} */
  readonly throttleRounds?: number
  /** Replaces single entries of the table of limits. */
  readonly limits?: Limits
  /** Region ids newer than the table of regions. */
  readonly extraRegions?: readonly string[]
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
  readonly log?: Pick<Logger, 'debug'>
  readonly settings?: AwsSettings
  /** Asked in place of sending the calls of the script; the assuming of roles is sent. */
  readonly detour?: Detour
}

export interface AwsClientsHandle extends AwsClients {
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
  create: (config: ClientConfig, tools: Instruments) => T,
) => T

/** @throws FUNC_ERR_AWS_REGION_UNKNOWN and FUNC_ERR_AWS_CREDENTIALS_INVALID when a client is asked for. */
export function createAwsClients(options: AwsClientsOptions): AwsClientsHandle {
  const { settings = {}, usage = createUsage(), now, sleep = sleepFor } = options
  const requestHandler = createRequestHandler(settings)
  const budgets = createBudgets(budgetsOptions(options, sleep))
  const cached = createCache()
  const createCloudWatch = cloudWatchMaker()
  const secretsOf = (account: AwsAccount) =>
    cached(`secrets ${accountIdentity(account)}`, () => new Set(accountSecrets(account)))
  const instrumentsFor = (service: AwsService, { account, region }: AwsTarget): Instruments => ({
    ...{ service, account: quotaOwner(account), region, secrets: secretsOf(account) },
    ...{ budgets, usage, signal: options.signal, throttleRounds: settings.throttleRounds ?? 3 },
    ...{ roles: [account.role_arn ?? []].flat().length, detour: options.detour, sent: new WeakSet() },
  })
  const configFor = ({ account, region }: AwsTarget, credentials: CredentialProvider): ClientConfig => ({
    ...{ region, credentials, requestHandler, retryMode: 'standard' },
    maxAttempts: settings.maxAttempts ?? 3,
    ...endpointOf(account),
  })
  const createSts = (target: AwsTarget, credentials: CredentialProvider): STS =>
    instrumented(new STS(configFor(target, credentials)), withoutDetour(instrumentsFor('sts', target)))
  const credentialsOf = (target: AwsTarget) =>
    cached(`credentials ${target.region} ${accountIdentity(target.account)}`, () =>
      createCredentialProvider({
        ...{ ...target, now, createSts: (given) => createSts(target, given) },
        onCredentials: addTo(secretsOf(target.account)),
      }),
    )
  const clientOf: ClientMaker = (service, target, create) =>
    cached(`${service} ${target.region} ${accountIdentity(target.account)}`, () => {
      checkRegion(target.region, settings.extraRegions)
      const tools = instrumentsFor(service, target)
      const client = create(configFor(target, credentialsOf(target)), tools)
      options.log?.debug({ service, region: target.region }, 'Made an AWS client')
      return instrumented(client, tools)
    })
  return {
    cloudwatch: (target) => clientOf('cloudwatch', target, createCloudWatch),
    logs: (target) => clientOf('logs', target, (config) => new CloudWatchLogs(config)),
    lambda: (target) => clientOf('lambda', target, (config) => new Lambda(config)),
    tagging: (target) => clientOf('tagging', target, (config) => new ResourceGroupsTaggingAPI(config)),
    sts: (target) => clientOf('sts', target, (config) => new STS(config)),
    account: (target) => clientOf('account', target, (config) => new Account(config)),
    usage: () => usage.snapshot(),
    close: () => requestHandler.destroy(),
  }
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

function instrumented<T extends { readonly middlewareStack: unknown }>(client: T, tools: Instruments): T {
  instrument<object, object>(client.middlewareStack as never, tools)
  return client
}

function withoutDetour(tools: Instruments): Instruments {
  return { ...tools, detour: undefined }
}

function addTo(secrets: Set<string>): (credentials: Credentials) => void {
  return ({ secretAccessKey, sessionToken = '' }) => void secrets.add(secretAccessKey).add(sessionToken)
}

function cloudWatchMaker(): (config: ClientConfig, tools: Instruments) => CloudWatch {
  const pool = new BytePool()
  return (config, tools) => {
    const client = new CloudWatch(config)
    const readerOf = takeShortCut(client, pool)
    if (tools.detour !== undefined) return client
    repeatCalls(client as never, {
      ...{ readerOf, pool, signal: tools.signal },
      around: (attempt, send) => oneAttempt(attempt, send, tools),
    })
    return client
  }
}

function createRequestHandler(settings: AwsSettings): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: settings.maxSockets ?? 50 }
  return new NodeHttpHandler({
    connectionTimeout: settings.connectionTimeoutMs ?? 5000,
    requestTimeout: settings.requestTimeoutMs ?? 30_000,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
  })
}

function endpointOf({ endpoint }: AwsAccount): { endpoint?: string } {
  return endpoint === undefined || endpoint === '' ? {} : { endpoint }
}

/** One map for values of several types: a key says which type it holds. */
function createCache(): <T>(key: string, create: () => T) => T {
  const values = new Map<string, unknown>()
  return <T>(key: string, create: () => T): T => {
    if (!values.has(key)) values.set(key, create())
    return values.get(key) as T
  }
}

async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  await wait(ms, undefined, signal === undefined ? {} : { signal })
}
