import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from '#func/market/lock.ts'

const LONGEST_INSTALL_MS = 300_000
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/funcbox-test')

/**
 * Skips the running test or suite; the titles of what is skipped say why. Where nothing may be skipped
 * (`FUNCBOX_TEST_REQUIRE=all`), fails.
 */
export function lacking(context: Mocha.Context, reason: string): never {
  if (process.env.FUNCBOX_TEST_REQUIRE === 'all') throw new Error(`Required here: ${reason}`)
  const { test } = context
  const explain = (skipped: Mocha.Runnable) => {
    skipped.title += ` (needs ${reason})`
  }
  if (isHook(test)) test?.parent?.eachTest(explain)
  else if (test !== undefined) explain(test)
  return context.skip()
}

function isHook(test: Mocha.Runnable | undefined): boolean {
  return (test as Mocha.Hook | undefined)?.type === 'hook'
}

/** Path of a program, or undefined where the machine has none. */
export function findProgram(name: string): string | undefined {
  try {
    return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/** A Python virtual environment with these packages, made once and kept beside the npm packages. */
export function pythonWith(packages: readonly string[]): Promise<string> {
  return withLock(CACHE, () => venvWith(packages), { waitMs: LONGEST_INSTALL_MS })
}

async function venvWith(packages: readonly string[]): Promise<string> {
  const name = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12)
  const folder = join(CACHE, `venv-${name}`)
  const python = join(folder, 'bin', 'python')
  const complete = join(folder, 'complete')
  if (existsSync(complete)) return python
  const run = promisify(execFile)
  await run('python3', ['-m', 'venv', '--clear', folder])
  await run(python, ['-m', 'pip', 'install', '--quiet', ...packages], { maxBuffer: 1e8 })
  writeFileSync(complete, '')
  return python
}

/**
 * Folder of an npm package in another version than ours, with all that it needs; got once and kept beside our own packages.
 * @throws What npm says when it cannot get it.
 */
export async function otherVersion(name: string, version: string): Promise<string> {
  const prefix = join(CACHE, `npm-${name.replaceAll('/', '-')}-${version}`)
  const folder = join(prefix, 'node_modules', name)
  const complete = join(prefix, 'complete')
  if (existsSync(complete)) return folder
  mkdirSync(prefix, { recursive: true })
  const options = ['--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  await promisify(execFile)('npm', ['install', ...options, `${name}@${version}`], { maxBuffer: 1e8 })
  writeFileSync(complete, '')
  return folder
}
