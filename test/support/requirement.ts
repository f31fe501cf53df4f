import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
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

/** A Python virtual environment with these packages. @returns Its interpreter. */
export async function pythonWith(packages: readonly string[]): Promise<string> {
  const name = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12)
  const folder = await madeOnce(`venv-${name}`, async (made) => {
    await run('python3', ['-m', 'venv', '--clear', made])
    await run(join(made, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', ...packages])
  })
  return join(folder, 'bin', 'python')
}

/**
 * Folder of an npm package in another version than ours, with all that it needs.
 * @throws What npm says when it cannot get it.
 */
export async function otherVersion(name: string, version: string): Promise<string> {
  const folder = await madeOnce(`npm-${name.replaceAll('/', '-')}-${version}`, async (prefix) => {
    const options = ['--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
    await run('npm', ['install', ...options, `${name}@${version}`])
  })
  return join(folder, 'node_modules', name)
}

/** A folder that is kept beside our own packages; one process makes it, and the others wait for it. */
function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name)
  const complete = join(folder, 'complete')
  const makeMissing = async () => {
    if (existsSync(complete)) return folder
    mkdirSync(folder, { recursive: true })
    await make(folder)
    writeFileSync(complete, '')
    return folder
  }
  return withLock(CACHE, makeMissing, { waitMs: LONGEST_INSTALL_MS })
}

async function run(program: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args, { maxBuffer: 1e8 })
}
