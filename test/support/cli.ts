import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { main } from '#func/main.ts'

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

/** Runs a command in this process, with an environment and streams of its own. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const stdout = collector()
  const stderr = collector()
  const status = await main({
    argv: [process.execPath, BIN, '--home', options.home, ...args],
    env: environment(options),
    stdin: Readable.from([options.input ?? '']),
    stdout: stdout.stream,
    stderr: stderr.stream,
    on: () => {},
    exit: (code) => expect.fail(`funcbox ${args.join(' ')} wanted to end its process with ${code}`),
  })
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}

function collector() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}

function environment({ home, env }: CliOptions): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  return { PATH, NODE_COMPILE_CACHE, HOME: home, FUNCBOX_HTTP_PORT: '0', ...env }
}

/** Starts the command line as a process of its own. */
export function startCli(args: readonly string[], options: CliOptions): ChildProcess {
  const child = spawn(process.execPath, [BIN, '--home', options.home, ...args], {
    env: environment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(options.input ?? '')
  return child
}

/** Runs a command as a process of its own: for what only a process has, such as its exit status. */
export async function spawnCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const child = startCli(args, options)
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout ?? Readable.from([])),
    text(child.stderr ?? Readable.from([])),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { status, stdout, stderr }
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
