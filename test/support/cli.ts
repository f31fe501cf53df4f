import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const BIN = resolve(import.meta.dirname, '../../bin/funcbox.js')

export interface CliResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly home: string
  /** Fed to standard input, which is closed after it. */
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the real command line as a process of its own. */
export function startCli(args: readonly string[], options: CliOptions): ChildProcess {
  const child = spawn(process.execPath, [BIN, '--home', options.home, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: options.home, FUNCBOX_HTTP_PORT: '0', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(options.input ?? '')
  return child
}

export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const child = startCli(args, options)
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const [status] = (await once(child, 'close')) as [number | null]
  return { status, ...output }
}

/** A command that has to succeed. */
export async function mustRun(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const result = await runCli(args, options)
  if (result.status === 0) return result
  throw new Error(`funcbox ${args.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`)
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'funcbox-test-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
