/** Serves a home: the schedule, and the API with the console. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { codeOf, FuncError, messageOf } from '../errors.ts'
import { newToken } from '../http/access/tokens.ts'
import { isConsoleBuilt } from '../http/console-built.ts'
import { openPointQueries } from '../points/query/threads/point-queries.ts'
import type { PointQueries } from '../points/types.ts'
import type { Runner } from '../runner/host/runner.ts'
import type { Logger } from '../script.ts'
import type { Settings } from '../settings-schema.ts'
import { apiDependencies, consoleFolder } from './api-dependencies.ts'
import { type Home, type HostContext, runnerOf, serverLogger } from './home.ts'

type HttpSettings = Settings['http']

export interface ServeOptions {
  /** Ends the server: running tasks get their signal and are recorded as stopped, open streams end. */
  readonly signal: AbortSignal
  readonly http?: HttpSettings
  /** Without API and console. @default {false} */
  readonly headless?: boolean
  /** Takes any free port where the wanted one is taken. @default {false} */
  readonly anyPort?: boolean
  /** Called once the API listens. */
  readonly onListening?: (address: Address) => void
  /** Begun once the schedule runs, and waited for at the end. */
  readonly meanwhile?: (runner: Runner) => Promise<void>
}

export interface Address {
  readonly url: string
  readonly hasConsole: boolean
  /** While there is no user. */
  readonly setupToken?: string
}

interface Parts {
  readonly runner: Runner
  readonly queries: PointQueries
  readonly log: Logger
  readonly http: HttpSettings
}

/**
 * Resolves when `signal` is aborted and everything has ended.
 *
 * @throws FUNC_ERR_HTTP_EXPOSED, FUNC_ERR_HTTP_LISTEN
 */
export async function serveHome(home: Home, context: HostContext, options: ServeOptions): Promise<void> {
  const { signal, headless = false, http = home.settings.http } = options
  if (!headless) assertProtected(http)
  const log = serverLogger(home.settings, context)
  const runner = runnerOf('serve', { ...home, log }, context)
  const queries = openPointQueries({ home: home.folder })
  let app: FastifyInstance | undefined
  let extra: Promise<void> | undefined
  try {
    await runner.start({ schedule: true })
    if (!headless) app = await serveApi(home, context, options, { runner, queries, log, http })
    const triggers = await home.store.triggers.list()
    log.info({ home: home.folder, triggers: triggers.map(({ name }) => name) }, 'Serving; Ctrl-C ends')
    extra = options.meanwhile?.(runner)
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    log.info({}, 'Ending: running tasks get their signal')
    await app?.close()
    await runner.close()
    await extra
    await queries.close()
    log.info({}, 'Ended')
  }
}

async function serveApi(
  home: Home,
  context: HostContext,
  { anyPort = false, onListening }: ServeOptions,
  parts: Parts,
): Promise<FastifyInstance> {
  // loaded when it is wanted: no other command needs it
  const { buildApp } = await import('../http/app.ts')
  const setupToken = newToken()
  const tls = await readTls(parts.http)
  const app = await buildApp(apiDependencies(home, context, { ...parts, setupToken, ...(tls && { tls }) }))
  try {
    const url = await listen(app, parts.http, anyPort)
    const isFirst = (await home.store.users.list()).length === 0
    const hasConsole = isConsoleBuilt(consoleFolder(context))
    onListening?.({ url, hasConsole, ...(isFirst && { setupToken }) })
  } catch (error) {
    await app.close()
    throw error
  }
  parts.queries.warm()
  return app
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/** @throws FUNC_ERR_HTTP_EXPOSED */
function assertProtected({ host, tlsCert, tlsKey, insecure }: HttpSettings): void {
  const hasTls = tlsCert !== '' && tlsKey !== ''
  if (hasTls || insecure || LOOPBACK.includes(host)) return
  const message = `Cannot listen on '${host}' without TLS, as passwords would cross the network in clear`
  throw new FuncError('FUNC_ERR_HTTP_EXPOSED', message)
}

async function readTls({
  tlsCert,
  tlsKey,
}: HttpSettings): Promise<{ cert: string; key: string } | undefined> {
  if (tlsCert === '' || tlsKey === '') return undefined
  try {
    return { cert: await readFile(tlsCert, 'utf8'), key: await readFile(tlsKey, 'utf8') }
  } catch (cause) {
    const message = `Cannot read certificate '${tlsCert}' and key '${tlsKey}': ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_HTTP_LISTEN', message, { cause })
  }
}

/** @throws FUNC_ERR_HTTP_LISTEN */
async function listen(app: FastifyInstance, http: HttpSettings, anyPort: boolean): Promise<string> {
  const { host, port } = http
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    if (anyPort && codeOf(cause) === 'EADDRINUSE') return app.listen({ host, port: 0 })
    const message = `Cannot listen on '${host}' port ${port}: ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_HTTP_LISTEN', message, { cause })
  }
}
