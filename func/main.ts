/** The process: streams, environment, signals and clock in, exit status out. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildProgram, runProgram } from './cli/program.ts'
import { createTerminal, type ProcessStreams } from './cli/terminal.ts'
import { userName } from './cli/user-name.ts'
import { createMasker } from './log.ts'
import type { Environment } from './settings.ts'

const PACKAGE_ROOT = resolve(import.meta.dirname, '..')

export interface HostProcess extends ProcessStreams {
  readonly argv: readonly string[]
  readonly env: Environment
  on(event: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
  exit(status: number): void
}

/** Runs one command. The first signal asks it to end cleanly, the second ends it at once. */
export async function main(host: HostProcess): Promise<number> {
  const abort = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    host.on(signal, () => {
      if (abort.signal.aborted) host.exit(130)
      abort.abort(new Error(`Ended by ${signal}`))
    })
  }
  ignoreClosedPipe(host)
  const terminal = createTerminal(host)
  const program = buildProgram({
    terminal,
    clock: () => new Date(),
    env: host.env,
    signal: abort.signal,
    version: packageVersion(),
    user: userName(),
    packageRoot: PACKAGE_ROOT,
    masker: createMasker(),
  })
  return runProgram(program, host.argv, terminal)
}

/** `funcbox objects | head` closes the pipe early; that is no error. */
function ignoreClosedPipe(host: HostProcess): void {
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') host.exit(0)
    else throw error
  })
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(resolve(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}
