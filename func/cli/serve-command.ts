/** `funcbox serve`: the schedule, the API and the console. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { FastifyInstance } from 'fastify'
import { codeOf, FuncError, messageOf } from '../errors.ts'
import { isConsoleBuilt } from '../http/console-built.ts'
import { newToken } from '../http/tokens.ts'
import { openPointQueries } from '../points/query/threads/point-queries.ts'
import type { Runner } from '../runner/host/runner.ts'
import type { Settings } from '../settings.ts'
import { apiDependencies, consoleFolder } from './api-dependencies.ts'
import { type CliContext, type Home, serverLogger, withHome } from './context.ts'
import { runnerOf } from './run-commands.ts'
import { parseWhole } from './values.ts'

interface ServeFlags {
  readonly host?: string
  readonly port?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly insecure?: boolean
  readonly http: boolean
}

export interface ServeOptions {
  readonly http?: Settings['http']
  /** Without API and console. @default {false} */
  readonly headless?: boolean
  /** Takes any free port where the wanted one is taken. @default {false} */
  readonly anyPort?: boolean
  /** Begun once the schedule runs, and waited for at the end. */
  readonly meanwhile?: (runner: Runner) => Promise<void>
}

export function addServeCommand(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('run the schedule, the API and the console until Ctrl-C or SIGTERM')
    .option('--host <address>', 'address to listen on; 127.0.0.1 without it')
    .option('--port <n>', 'port of API and console; 8088 without it, 0 takes any free one')
    .option('--tls-cert <file>', 'certificate chain in PEM')
    .option('--tls-key <file>', 'private key in PEM')
    .option('--insecure', 'listen beyond loopback without TLS, for instance behind a proxy that does it')
    .option('--no-http', 'run the schedule only')
    .action((flags: ServeFlags) =>
      withHome(context, (home) =>
        serveHome(home, context, { http: httpSettings(flags, home.settings), headless: !flags.http }),
      ),
    )
}

function httpSettings(
  { host, port, tlsCert, tlsKey, insecure }: ServeFlags,
  { http }: Settings,
): Settings['http'] {
  return {
    ...http,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: parseWhole(port, '--port', 0, 65_535) }),
    ...(tlsCert === undefined ? {} : { tlsCert }),
    ...(tlsKey === undefined ? {} : { tlsKey }),
    ...(insecure === undefined ? {} : { insecure }),
  }
}

/** Runs until the signal; running tasks then get theirs and are recorded as stopped, open streams end. */
export async function serveHome(home: Home, context: CliContext, options: ServeOptions = {}): Promise<void> {
  const { store, folder } = home
  const http = options.http ?? home.settings.http
  if (options.headless !== true) assertProtected(http)
  const log = serverLogger(home.settings, context)
  const runner = runnerOf('serve', { ...home, log }, context)
  const queries = openPointQueries({ home: folder })
  let app: FastifyInstance | undefined
  let extra: Promise<void> | undefined
  try {
    await runner.start({ schedule: true })
    if (options.headless !== true) {
      // loaded when it is wanted: no other command needs it
      const { buildApp } = await import('../http/app.ts')
      const setupToken = newToken()
      const tls = await readTls(http)
      const parts = { runner, queries, log, http, setupToken, ...(tls && { tls }) }
      app = await buildApp(apiDependencies(home, context, parts))
      const url = await listen(app, http, options.anyPort === true)
      const isFirst = (await store.users.list()).length === 0
      const hasConsole = isConsoleBuilt(consoleFolder(context))
      context.terminal.write(addressText(url, { hasConsole, ...(isFirst && { setupToken }) }))
      queries.warm()
    }
    const triggers = await store.triggers.list()
    log.info({ home: folder, triggers: triggers.map(({ name }) => name) }, 'Serving; Ctrl-C ends')
    extra = options.meanwhile?.(runner)
    if (!context.signal.aborted) await once(context.signal, 'abort')
  } finally {
    log.info({}, 'Ending: running tasks get their signal')
    await app?.close()
    await runner.close()
    await extra
    await queries.close()
    log.info({}, 'Ended')
  }
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/** @throws FUNC_ERR_HTTP_EXPOSED */
function assertProtected({ host, tlsCert, tlsKey, insecure }: Settings['http']): void {
  const hasTls = tlsCert !== '' && tlsKey !== ''
  if (hasTls || insecure || LOOPBACK.includes(host)) return
  const message = `Cannot listen on '${host}' without TLS, as passwords would cross the network in clear`
  throw new FuncError('FUNC_ERR_HTTP_EXPOSED', message)
}

async function readTls({
  tlsCert,
  tlsKey,
}: Settings['http']): Promise<{ cert: string; key: string } | undefined> {
  if (tlsCert === '' || tlsKey === '') return undefined
  try {
    return { cert: await readFile(tlsCert, 'utf8'), key: await readFile(tlsKey, 'utf8') }
  } catch (cause) {
    const message = `Cannot read certificate '${tlsCert}' and key '${tlsKey}': ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_HTTP_LISTEN', message, { cause })
  }
}

/** @throws FUNC_ERR_HTTP_LISTEN */
async function listen(app: FastifyInstance, http: Settings['http'], anyPort: boolean): Promise<string> {
  const { host, port } = http
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    if (anyPort && codeOf(cause) === 'EADDRINUSE') return app.listen({ host, port: 0 })
    const message = `Cannot listen on '${host}' port ${port}: ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_HTTP_LISTEN', message, { cause })
  }
}

interface AddressFacts {
  readonly hasConsole: boolean
  /** While there is no user. */
  readonly setupToken?: string
}

/** In a link the token stands behind #, which browsers keep to themselves: it lands in no log on the way. */
export function addressText(url: string, { hasConsole, setupToken }: AddressFacts): string {
  const lines = hasConsole
    ? [`console and API on ${url}`, `first start: make the first user at ${url}/setup#${setupToken}`]
    : [
        `API on ${url} (the console is not built: npm ci builds it)`,
        `first start: make the first user with POST ${url}/api/setup and the token ${setupToken}`,
      ]
  return (setupToken === undefined ? lines.slice(0, 1) : lines).join('\n')
}
