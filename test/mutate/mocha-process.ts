import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** How often each mutant was reached: while test files loaded and in hooks, and by the tests of each file. */
export interface Reached {
  readonly static?: Readonly<Record<string, number>>
  readonly perTest?: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** Names of the settings that a mocha process is given. */
export const ENV = {
  mutant: '__STRYKER_ACTIVE_MUTANT__',
  hitLimit: 'MUTATE_HIT_LIMIT',
  reachedFile: 'MUTATE_REACHED_FILE',
} as const

export interface MochaOptions {
  /** Folder of the tree whose tests run. */
  readonly root: string
  readonly tests: readonly string[]
  readonly settings: Readonly<Partial<Record<(typeof ENV)[keyof typeof ENV], string>>>
  /** @default none */
  readonly timeoutMs?: number
  readonly signal: AbortSignal
}

export interface MochaResult {
  readonly ended: 'green' | 'red' | 'timeout'
  readonly output: string
}

const HOOKS = join(import.meta.dirname, 'mocha-hooks.ts')

/** Runs test files in a process of their own, until the first test fails. */
export function runMocha({
  root,
  tests,
  settings,
  timeoutMs = 0,
  signal,
}: MochaOptions): Promise<MochaResult> {
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js')
  const args = [mocha, '--bail', '--require', HOOKS, ...tests]
  const env = { ...process.env, ...settings }
  return new Promise((resolve, reject) => {
    const options = {
      cwd: root,
      env,
      signal,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 1e8,
    } as const
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason)
      else if (error === null) resolve({ ended: 'green', output: stdout })
      else resolve({ ended: error.killed === true ? 'timeout' : 'red', output: stdout + stderr })
    })
  })
}
