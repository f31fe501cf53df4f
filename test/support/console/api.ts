/** The whole API on a throw-away home, with users and keys of every role. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { apiDependencies } from '#func/host/api-dependencies.ts'
import { deployOptions, type Home, type HostContext, openHome, runnerOf } from '#func/host/home.ts'
import { createPasswords } from '#func/http/access/passwords.ts'
import { tokenSha256 } from '#func/http/access/tokens.ts'
import { buildApp } from '#func/http/app.ts'
import type { ApiDependencies } from '#func/http/deps.ts'
import { createMasker } from '#func/log.ts'
import type { Role } from '#func/model/access.ts'
import { openPointQueries } from '#func/points/query/threads/point-queries.ts'
import type { Runner } from '#func/runner/host/runner.ts'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, type Simulator } from '#func/simulator/simulator.ts'
import { deploy } from '#func/startup-scripts/deploy.ts'

export const SETUP_TOKEN = 'setup-token-of-the-tests'
export const PASSWORD = 'correct horse battery'
/** Argon2id at its least: what it costs is not tested here. */
export const CHEAP = { memoryKib: 8, passes: 1 }
const SET = 'guance_aws_lambda'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any
  readonly text: string
}

export interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Somebody who calls the API: sends cookie, key and CSRF token as is due. */
export type Caller = (method: string, url: string, options?: CallOptions) => Promise<Answer>

export interface TestApi {
  readonly app: FastifyInstance
  readonly deps: ApiDependencies
  readonly home: Home
  readonly runner: Runner
  readonly logged: readonly string[]
  readonly anonymous: Caller
  /** A person of this role, signed in. */
  person(role: Role): Promise<Caller>
  /** A program of this role. */
  program(role: Role): Promise<Caller>
  /** Headers of a person or program, for streams over real HTTP. */
  credentials(role: Role): Promise<Readonly<Record<string, string>>>
  /** Installs and deploys guance_aws_lambda on a simulated account. */
  deploy(simulator: Simulator, name?: string): Promise<void>
  close(): Promise<void>
}

export interface TestApiOptions {
  readonly clock?: () => Date
  /** Runs tasks. @default {false} */
  readonly runs?: boolean
  readonly deps?: (deps: ApiDependencies) => Partial<ApiDependencies>
  /** An existing home, kept at close. */
  readonly folder?: string
}

export async function openTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'funcbox-api-')))
  const logged: string[] = []
  const context = contextOf(folder, logged, options.clock ?? (() => new Date()))
  const home = await openHome(context)
  const runner = runnerOf('serve', home, context)
  if (options.runs === true) await runner.start({ schedule: false })
  const queries = openPointQueries({ home: folder })
  const http = home.settings.http
  const parts = { runner, queries, log: home.log, http, setupToken: SETUP_TOKEN }
  const full = apiDependencies(home, context, parts)
  const own = { ...full, access: { ...full.access, passwordCost: CHEAP }, pollMs: 20 }
  const deps = { ...own, ...options.deps?.(own) }
  const app = await buildApp(deps)
  return {
    ...{ app, deps, home, runner, logged },
    anonymous: callerOf(app, {}),
    person: async (role) => callerOf(app, await signIn(app, home, role)),
    program: async (role) => callerOf(app, await makeKey(home, role)),
    credentials: (role) => makeKey(home, role),
    async deploy(simulator, name = 'prod') {
      await home.installer.install(SET)
      const keys = { ak_id: ACCESS_KEY_ID, ak_secret: SECRET_ACCESS_KEY }
      const parameters = { ...keys, endpoint: simulator.url, regions: 'us-east-1', account_name: name }
      await deploy(deployOptions(home, context), { set: SET, name, cron: '0 0 1 1 *', parameters })
    },
    async close() {
      await app.close()
      if (options.runs === true) await runner.close()
      await queries.close()
      await home.close()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}

function contextOf(folder: string, logged: string[], clock: () => Date): HostContext {
  return {
    note: (line) => void logged.push(line),
    clock,
    env: {},
    version: '0.1.0',
    user: 'tester',
    packageRoot: resolve(import.meta.dirname, '../../..'),
    masker: createMasker(),
    home: () => folder,
  }
}

type Credentials = Readonly<Record<string, string>>

/** Sign-in itself is tested once; here it is only needed. */
async function signIn(app: FastifyInstance, { store }: Home, role: Role): Promise<Credentials> {
  const name = `${role}-person`
  const passwords = createPasswords((work) => work(), CHEAP)
  if ((await store.users.get(name)) === undefined) {
    await store.users.add({ name, role, passwordHash: await passwords.hash(PASSWORD) })
  }
  const call = callerOf(app, {})
  const { headers, body } = await call('POST', '/api/session', { body: { name, password: PASSWORD } })
  return { cookie: cookieOf(headers), 'x-csrf-token': body.csrfToken }
}

export function cookieOf(headers: Answer['headers']): string {
  return String([headers['set-cookie']].flat()[0]).split(';')[0] ?? ''
}

let keys = 0

async function makeKey({ store }: Home, role: Role): Promise<Credentials> {
  const token = `fbx_${String(keys++).padStart(43, 'k')}`
  const key = { id: `key${keys}`, name: `${role}-program`, role, createdBy: 'test', expiresAt: null }
  await store.accessKeys.add(key, tokenSha256(token))
  return { authorization: `Bearer ${token}` }
}

export function callerOf(app: FastifyInstance, credentials: Credentials): Caller {
  return async (method, url, { body, headers = {} } = {}) => {
    const options = {
      method,
      url,
      headers: { host: '127.0.0.1:8088', ...credentials, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    } as InjectOptions
    const response = await app.inject(options)
    const isJson = String(response.headers['content-type']).includes('json') && response.payload !== ''
    return {
      status: response.statusCode,
      headers: response.headers as Answer['headers'],
      body: isJson ? JSON.parse(response.payload) : undefined,
      text: response.payload,
    }
  }
}
