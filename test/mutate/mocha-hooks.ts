/** Loaded into mocha: notes which test file reaches which mutant, and ends a mutant that runs in circles. */
import { writeFileSync } from 'node:fs'
import { ENV, type Reached } from './mocha-process.ts'

interface Namespace {
  currentTestId?: string | undefined
  hitCount?: number
  hitLimit?: number
  mutantCoverage?: Reached
}

// The name and the fields are those that the instrumented code uses.
const namespace: Namespace = {}
Object.assign(globalThis, { __stryker__: namespace })

const { [ENV.reachedFile]: reachedFile, [ENV.hitLimit]: hitLimit } = process.env
if (hitLimit !== undefined) Object.assign(namespace, { hitCount: 0, hitLimit: Number(hitLimit) })
if (reachedFile !== undefined) {
  process.once('exit', () => writeFileSync(reachedFile, JSON.stringify(namespace.mutantCoverage ?? {})))
}

export const mochaHooks: Mocha.RootHookObject = {
  beforeEach(this: Mocha.Context) {
    namespace.currentTestId = this.currentTest?.file
  },
  afterEach() {
    namespace.currentTestId = undefined
  },
}
