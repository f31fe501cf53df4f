/** `funcbox serve`: the schedule, the API and the console. */
import type { Command } from 'commander'
import type { Address } from '../host/serve.ts'
import { withHome } from '../host/with-home.ts'
import type { Settings } from '../settings-schema.ts'
import type { CliContext } from './context.ts'
import { parseWhole } from './values.ts'

interface ServeFlags {
  readonly host?: string
  readonly port?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly insecure?: boolean
  readonly http: boolean
}

export function addServeCommand(program: Command, context: CliContext): void {
  const { signal, terminal } = context
  program
    .command('serve')
    .description('run the schedule, the API and the console until Ctrl-C or SIGTERM')
    .option('--host <address>', 'address to listen on; 127.0.0.1 without it')
    .option('--port <n>', 'port of API and console; 8088 without it, 0 takes any free one')
    .option('--tls-cert <file>', 'certificate chain in PEM')
    .option('--tls-key <file>', 'private key in PEM')
    .option('--insecure', 'listen beyond loopback without TLS, for instance behind a proxy that does it')
    .option('--no-http', 'run the schedule only')
    .action(async (flags: ServeFlags) => {
      const { serveHome } = await import('../host/serve.ts')
      return withHome(context, (home) => {
        const http = httpSettings(flags, home.settings)
        const onListening = (address: Address) => terminal.write(addressText(address))
        return serveHome(home, context, { signal, http, headless: !flags.http, onListening })
      })
    })
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

/** In a link the token stands behind #, which browsers keep to themselves: it lands in no log on the way. */
export function addressText({ url, hasConsole, setupToken }: Address): string {
  const lines = hasConsole
    ? [`console and API on ${url}`, `first start: make the first user at ${url}/setup#${setupToken}`]
    : [
        `API on ${url} (the console is not built: npm ci builds it)`,
        `first start: make the first user with POST ${url}/api/setup and the token ${setupToken}`,
      ]
  return (setupToken === undefined ? lines.slice(0, 1) : lines).join('\n')
}
