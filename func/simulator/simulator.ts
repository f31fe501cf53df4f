import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FuncError, messageOf } from '../errors.ts'
import type { FleetOptions } from './fleet.ts'
import type { SimLink } from './links.ts'
import { ACCOUNT_ID, createWorld, type Oracle, oracleOf } from './oracle.ts'
import { partitionOf, REGIONS } from './regions.ts'
import type { Site } from './site.ts'
import { createKeyStore, type Key } from './wire/access/credentials.ts'
import type { SignedRequest } from './wire/access/sigv4.ts'
import type { SimRole } from './wire/call.ts'
import { Counters, type RequestEntry } from './wire/counters.ts'
import { type Faults, faultsIn } from './wire/faults.ts'
import { QuotaGuard, type Quotas } from './wire/quotas.ts'
import { respond } from './wire/respond.ts'

export type { FunctionChange } from './lambda/changes.ts'
export type { SimFunction } from './lambda/functions.ts'
export type { SimLink } from './links.ts'
export type { Flood, LogOptions } from './logs/log-event.ts'
export type { LoggedInvocation, LoggedSample, LogRange, LogTruth } from './logs/log-truth.ts'
export { ACCOUNT_ID, createOracle, type MetricIdentity, type Oracle, type OracleOptions } from './oracle.ts'
export { REGIONS } from './regions.ts'
export type { Denial, PolicyKind } from './wire/access/denials.ts'
export type { SignedRequest } from './wire/access/sigv4.ts'
export type { SimRole } from './wire/call.ts'
export type { RequestEntry } from './wire/counters.ts'
export { DAMAGES, type Damage, type DamageKind } from './wire/damage.ts'
export type { Faults, RegionFaults } from './wire/faults.ts'
export { QUOTAS, type QuotaName, type Quotas } from './wire/quotas.ts'

/** The keys of AWS's own documentation: they belong to nobody. */
export const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE'
export const SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

/** A role of the caller's own account, and one of another account that asks for an external id. */
export const ROLE_ARN = roleArn(ACCOUNT_ID)
export const OTHER_ACCOUNT_ID = '210987654321'
export const OTHER_ROLE_ARN = `arn:aws:iam::${OTHER_ACCOUNT_ID}:role/funcbox-monitoring`
export const EXTERNAL_ID = 'funcbox-external-id'

export interface SimulatorOptions extends FleetOptions {
  /** @default 0: any free port */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /** Same seed, same account: names, values, and the fate of requests. */
  readonly seed: number
  /** @default '123456789012' */
  readonly accountId?: string
  /** @default `funcbox-sim-<last four digits of the account>` */
  readonly accountAlias?: string
  /** Regions switched on; calls to others are answered like those of unknown credentials. @default all known */
  readonly regions?: readonly string[]
  /** @default ACCESS_KEY_ID */
  readonly accessKeyId?: string
  /** @default SECRET_ACCESS_KEY */
  readonly secretAccessKey?: string
  /** Roles that AssumeRole accepts. @default ROLE_ARN, and OTHER_ROLE_ARN with EXTERNAL_ID */
  readonly roles?: readonly SimRole[]
  /** Accounts whose metrics another one sees: CloudWatch cross-account observability. @default none */
  readonly links?: readonly SimLink[]
  /**
   * The simulated time: minutes after it have no values, and requests must be signed at it. The `Date` of answers says
   * it, by which SDKs set their own clock right.
   */
  readonly now: () => Date
  readonly faults?: Faults
  /** Quotas that are off, or of another height, unless a fault names them. @default those that AWS documents */
  readonly quotas?: Quotas
  /** Real time for the quotas, whatever day is simulated: milliseconds from any start. @default performance.now */
  readonly uptimeMs?: () => number
  /** Sees each request as it came, signature included: for recordings. */
  readonly onRequest?: (request: SignedRequest) => void
}

/** A running simulated AWS account. Give `url` to any AWS SDK client as its `endpoint`. */
export interface Simulator {
  readonly url: string
  readonly port: number
  readonly oracle: Oracle
  /** Its clock: requests whose date is more than five minutes off are refused. */
  now(): Date
  /**
   * Requests by action, e.g. `cloudwatch:GetMetricData`; also `errors`, `throttles`, and of GetMetricData `queries`,
   * `datapoints` and `billedMetrics` (per request and metric, five statistics count once), of FilterLogEvents `logEvents`.
   */
  readonly counters: Readonly<Record<string, number>>
  setFaults(faults: Faults): void
  setLinks(links: readonly SimLink[]): void
  /** The latest requests, oldest first; some thousands are kept. */
  requests(): readonly RequestEntry[]
  resetCounters(): void
  close(): Promise<void>
}

/** Starts a simulated AWS account on a local HTTP port. @throws {FuncError} FUNC_ERR_SIMULATOR_LISTEN */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const account = options.accountId ?? ACCOUNT_ID
  const world = createWorld(options)
  const site: Site = {
    seed: options.seed,
    account,
    now: options.now,
    world,
    keys: createKeyStore(rootKey(options, account), options.seed, options.now),
    counters: new Counters(),
    roles: options.roles ?? defaultRoles(account),
    accountAlias: options.accountAlias ?? `funcbox-sim-${account.slice(-4)}`,
    enabledRegions: new Set(options.regions ?? REGIONS),
    faults: options.faults ?? {},
    links: options.links ?? [],
    stopping: new AbortController(),
    quotas: new QuotaGuard(options.uptimeMs ?? (() => performance.now())),
    quotaChanges: options.quotas,
    numbers: new Map(),
    onRequest: options.onRequest,
  }
  const server = await listen(site, options)
  return running(site, server, options.host ?? '127.0.0.1')
}

function running(site: Site, server: Server, host: string): Simulator {
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    port,
    oracle: oracleOf(site.world, site.account, (region) => faultsIn(site.faults, region).lateMinutes ?? 0),
    get counters() {
      return site.counters.values
    },
    now: site.now,
    setFaults(faults) {
      site.faults = faults
    },
    setLinks(links) {
      site.links = links
    },
    requests: () => site.counters.entries,
    resetCounters: () => site.counters.reset(),
    async close() {
      site.stopping.abort()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function roleArn(account: string): string {
  return `arn:aws:iam::${account}:role/funcbox-reader`
}

function defaultRoles(account: string): readonly SimRole[] {
  return [{ arn: roleArn(account) }, { arn: OTHER_ROLE_ARN, externalId: EXTERNAL_ID }]
}

function rootKey(options: SimulatorOptions, account: string): Key {
  const region = options.regions?.[0] ?? 'us-east-1'
  return {
    accessKeyId: options.accessKeyId ?? ACCESS_KEY_ID,
    secretAccessKey: options.secretAccessKey ?? SECRET_ACCESS_KEY,
    principal: {
      account,
      arn: `arn:${partitionOf(region)}:iam::${account}:user/funcbox`,
      userId: 'AIDAIOSFODNN7EXAMPLE1',
      session: false,
    },
  }
}

async function listen(site: Site, options: SimulatorOptions) {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(site, request, response)
  })
  const { port = 0, host = '127.0.0.1' } = options
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Cannot start the simulator on '${host}:${port}': ${messageOf(cause)}`
      reject(new FuncError('FUNC_ERR_SIMULATOR_LISTEN', message, { cause }))
    })
    server.listen(port, host, resolve)
  })
  return server
}

/** A caller that goes away, or a simulator that closes, ends the request and nothing else. */
function serve(site: Site, request: IncomingMessage, response: ServerResponse): void {
  respond(site, request, response).catch((error: unknown) => {
    if (request.socket.destroyed || response.headersSent || site.stopping.signal.aborted) {
      request.socket.destroy()
      return
    }
    response.writeHead(500, { 'content-type': 'text/plain' })
    response.end(`The simulator failed: ${error instanceof Error ? error.stack : String(error)}`)
  })
}
