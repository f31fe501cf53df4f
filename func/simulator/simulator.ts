import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FuncError, messageOf } from '../errors.ts'
import type { SimRole } from './call.ts'
import { Counters, type RequestEntry } from './counters.ts'
import { createKeyStore, type Key } from './credentials.ts'
import { type Faults, faultsIn } from './faults.ts'
import { ACCOUNT_ID, createWorld, type Oracle, oracleOf } from './oracle.ts'
import { partitionOf, REGIONS } from './regions.ts'
import { respond } from './respond.ts'
import type { SignedRequest } from './sigv4.ts'
import type { Site } from './site.ts'

export type { SimRole } from './call.ts'
export type { RequestEntry } from './counters.ts'
export type { Faults, RegionFaults } from './faults.ts'
export type { SimFunction } from './functions.ts'
export { ACCOUNT_ID, createOracle, type MetricIdentity, type Oracle, type OracleOptions } from './oracle.ts'
export { REGIONS } from './regions.ts'
export type { SignedRequest } from './sigv4.ts'

/** The keys of AWS's own documentation: they belong to nobody. */
export const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE'
export const SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

/** A role of the caller's own account, and one of another account that asks for an external id. */
export const ROLE_ARN = roleArn(ACCOUNT_ID)
export const OTHER_ACCOUNT_ID = '210987654321'
export const OTHER_ROLE_ARN = `arn:aws:iam::${OTHER_ACCOUNT_ID}:role/funcbox-monitoring`
export const EXTERNAL_ID = 'funcbox-external-id'

export interface SimulatorOptions {
  /** @default 0: any free port */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /** Functions in each region. */
  readonly functions: number
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
  /** The simulated time: minutes after it have no values. */
  readonly now: () => Date
  readonly faults?: Faults
  /** Every function has all twenty metrics of AWS/Lambda: for benchmarks. @default false */
  readonly everyMetric?: boolean
  /** Functions have errors, throttles, cold starts, growing lag … around this time. @default {they do not} */
  readonly incidentsAround?: Date
  /** Sees each request as it came, signature included: for recordings. */
  readonly onRequest?: (request: SignedRequest) => void
}

/** A running simulated AWS account. Give `url` to any AWS SDK client as its `endpoint`. */
export interface Simulator {
  readonly url: string
  readonly port: number
  readonly oracle: Oracle
  /**
   * Requests by action, e.g. `cloudwatch:GetMetricData`; also `errors`, `throttles`, and of GetMetricData `queries`,
   * `datapoints` and `billedMetrics` (per request and metric, five statistics count once).
   */
  readonly counters: Readonly<Record<string, number>>
  setFaults(faults: Faults): void
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
    now: options.now,
    world,
    keys: createKeyStore(rootKey(options, account), options.seed, options.now),
    counters: new Counters(),
    roles: options.roles ?? defaultRoles(account),
    accountAlias: options.accountAlias ?? `funcbox-sim-${account.slice(-4)}`,
    enabledRegions: new Set(options.regions ?? REGIONS),
    faults: options.faults ?? {},
    stopping: new AbortController(),
    numbers: new Map(),
    onRequest: options.onRequest,
  }
  const server = await listen(site, options)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    port,
    oracle: oracleOf(world, account, (region) => faultsIn(site.faults, region).lateMinutes ?? 0),
    get counters() {
      return site.counters.values
    },
    setFaults(faults) {
      site.faults = faults
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
