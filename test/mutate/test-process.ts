/**
 * A process that runs test files as often as it is asked to, each time with another mutant: to load them takes
 * longer than to run them. It loads them with the mutant of the environment. Arguments: milliseconds that a test
 * may take (0 as configured), then the files.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import Mocha from 'mocha'
import {
  type Failure,
  type Pass,
  type PassEnd,
  partsOfTestId,
  type Reached,
  type TestId,
  testId,
} from './messages.ts'

/** The name and the fields are those that the instrumented code uses. */
interface Namespace {
  activeMutant?: string | undefined
  currentTestId?: TestId | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: Reached
}

const ACTIVE_MUTANT = '__STRYKER_ACTIVE_MUTANT__'
const namespace: Namespace = {}
Object.assign(globalThis, { __stryker__: namespace })

interface Settings {
  readonly require?: readonly string[]
  readonly timeout?: number
}

function readSettings(): Settings {
  return existsSync('.mocharc.json') ? JSON.parse(readFileSync('.mocharc.json', 'utf8')) : {}
}

async function load(timeoutMs: number, files: readonly string[]): Promise<Mocha> {
  const { require = [], timeout = 2000 } = readSettings()
  for (const file of require) await import(resolve(file))
  const mocha = new Mocha({ bail: true, timeout: timeoutMs || timeout, reporter: class Silent {} as never })
  mocha.rootHooks({
    beforeEach(this: Mocha.Context) {
      namespace.currentTestId = this.currentTest && idOf(this.currentTest)
    },
    afterEach() {
      namespace.currentTestId = undefined
    },
  })
  for (const file of files) mocha.addFile(resolve(file))
  await mocha.loadFilesAsync()
  return mocha.cleanReferencesAfterRun(false)
}

function run(mocha: Mocha, { mutant, hitLimit, tests }: Pass): Promise<PassEnd> {
  Object.assign(namespace, {
    activeMutant: mutant,
    hitLimit,
    hitCount: hitLimit === undefined ? undefined : 0,
  })
  if (mutant === undefined) delete process.env[ACTIVE_MUTANT]
  else process.env[ACTIVE_MUTANT] = mutant
  mocha.grep(tests === undefined ? /^/ : anyOf(tests.map((id) => partsOfTestId(id).title)))
  return new Promise((done) => {
    let failure: Failure | undefined
    const passed = mocha.run(() => {
      done({ ...(failure && { failure }), reached: namespace.mutantCoverage ?? {} })
    })
    passed.on('fail', (test, error) => {
      failure ??= failureOf(test, error)
    })
  })
}

function failureOf(test: Mocha.Runnable, error: Error & { uncaught?: boolean; code?: string }): Failure {
  const isTest = 'type' in test && test.type === 'test'
  const isOwn = isTest && error.uncaught !== true && error.code !== 'ERR_MOCHA_TIMEOUT'
  const text = `${test.fullTitle()}: ${error.stack ?? error.message}`
  return isOwn ? { text, test: idOf(test) } : { text }
}

function idOf(test: Mocha.Runnable): TestId {
  return testId(test.file ?? '', test.fullTitle())
}

function anyOf(titles: readonly string[]): RegExp {
  const escaped = titles.map((title) => title.replaceAll(/[^\p{L}\p{N}\s]/gu, '\\$&'))
  return new RegExp(`^(?:${escaped.join('|')})$`)
}

const [timeoutMs, ...files] = process.argv.slice(2)
const loaded = load(Number(timeoutMs), files)
loaded.catch(() => {})
process.on('message', async (pass: Pass) => {
  const end = await loaded.then(
    (mocha) => run(mocha, pass),
    (error: Error): PassEnd => ({
      failure: { text: error.stack ?? error.message },
      reached: {},
    }),
  )
  process.send?.(end)
})
