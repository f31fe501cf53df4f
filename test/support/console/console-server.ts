/** A real `funcbox serve` for tests of the console. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { isConsoleBuilt } from '#func/http/console-built.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const BIN = resolve(ROOT, 'bin/funcbox.js')
const BUILT = resolve(ROOT, 'web/dist')

export interface ConsoleServer {
  readonly url: string
  readonly pid: number
  /** Of the first start; undefined where there is a user already. */
  readonly setupLink: string | undefined
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** Resolves once it listens. */
export async function startConsole(home: string, port = 0): Promise<ConsoleServer> {
  if (!isConsoleBuilt(BUILT)) throw new Error('Cannot test the console as it is not built: npm run build')
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const child = spawn(process.execPath, [BIN, '--home', home, 'serve', '--port', String(port)], {
    env: { PATH, NODE_COMPILE_CACHE, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child)
  const url = await output.find(/console and API on (\S+)/)
  const setupLink = await output.find(/(\S+\/setup#\S+)|Serving/)
  return {
    url,
    pid: child.pid ?? 0,
    setupLink: setupLink === '' ? undefined : setupLink,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

/** What the process prints, and the first match in it: of its group, or empty. */
function collect(child: ChildProcess) {
  let text = ''
  const streams = [child.stdout, child.stderr]
  for (const stream of streams) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk
    })
  }
  return {
    find: (pattern: RegExp) =>
      new Promise<string>((found, failed) => {
        const look = () => {
          const match = pattern.exec(text)
          if (match !== null) found(match[1] ?? '')
        }
        for (const stream of streams) stream?.on('data', look)
        child.once('exit', (code) => failed(new Error(`serve ended with ${code}: ${text}`)))
        look()
      }),
  }
}
