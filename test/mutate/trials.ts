import { join } from 'node:path'
import type { Mutant } from './instrument.ts'
import { type Pass, partsOfTestId, type Reached, type TestId } from './messages.ts'
import { Session } from './session.ts'

/** A mutant with the tests that may notice it. */
export interface Trial {
  readonly mutant: Mutant
  readonly pass: Pass
  /** Files of these tests. */
  readonly files: readonly string[]
  /** Reached while files load or in hooks: then it has to be on from the beginning, and every test may notice. */
  readonly isStatic: boolean
}

/** A test failed; the process did not answer in time, or ended; or all tests were green. */
export type TrialEnd = 'killed' | 'timeout' | 'survived'

export interface TrialOptions {
  /** Root of the tree whose tests run. */
  readonly root: string
  readonly tests: readonly string[]
  /** For one test, and for all of them. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** After the time of a test is over, for mocha to say so: a loop that never ends keeps it from that. */
const GRACE_MS = 5000

/** @returns Undefined when no test reaches the mutant. */
export function trialOf(
  mutant: Mutant,
  { static: outside = {}, perTest = {} }: Reached,
  { root, tests }: Pick<TrialOptions, 'root' | 'tests'>,
): Trial | undefined {
  const reaching = Object.entries(perTest).filter(([, hits]) => hits[mutant.id] !== undefined)
  const isStatic = outside[mutant.id] !== undefined
  if (!isStatic && reaching.length === 0) return undefined
  const hits = reaching.reduce((sum, [, each]) => sum + (each[mutant.id] ?? 0), outside[mutant.id] ?? 0)
  const pass = { mutant: mutant.id, hitLimit: 1000 + 10 * hits }
  if (isStatic) return { mutant, pass, files: tests, isStatic }
  const ids = reaching.map(([id]) => id)
  const reachingFiles = new Set(ids.map((id) => partsOfTestId(id).file))
  const files = tests.filter((test) => reachingFiles.has(join(root, test)))
  return { mutant, pass: { ...pass, tests: ids }, files, isStatic }
}

/** Several in one process, which is quick; what that does not prove is tried again in a process of its own. */
export async function runTrials(
  trials: readonly Trial[],
  options: TrialOptions,
  settle: (trial: Trial, end: TrialEnd) => void,
): Promise<void> {
  const together = trials.filter(({ isStatic }) => !isStatic)
  const killed = new Set<Trial>()
  for (let at = 0; at < together.length; ) {
    const { tried, proven } = await tryTogether(together.slice(at), options)
    for (const trial of proven) killed.add(trial)
    at += tried
  }
  for (const trial of trials) settle(trial, killed.has(trial) ? 'killed' : await tryAlone(trial, options))
}

/**
 * Goes on until a failure may have come from an earlier mutant. The tests that killed some prove it by a last pass
 * without any mutant: they are red when one of them left the process in disorder.
 */
async function tryTogether(
  trials: readonly Trial[],
  options: TrialOptions,
): Promise<{ readonly tried: number; readonly proven: readonly Trial[] }> {
  const { root, tests: files, timeoutMs, signal } = options
  await using session = new Session({ root, files, signal, testTimeoutMs: timeoutMs })
  const killed: Trial[] = []
  const red = new Set<TestId>()
  let tried = 0
  for (const trial of trials) {
    tried += 1
    const end = await session.run(trial.pass, timeoutMs + GRACE_MS)
    signal.throwIfAborted()
    if (end !== undefined && end.failure === undefined) continue
    if (end?.failure?.test === undefined) break
    killed.push(trial)
    red.add(end.failure.test)
  }
  const clean = red.size === 0 ? undefined : await session.run({ tests: [...red] }, timeoutMs + GRACE_MS)
  signal.throwIfAborted()
  return { tried, proven: clean !== undefined && clean.failure === undefined ? killed : [] }
}

async function tryAlone({ mutant, pass, files }: Trial, options: TrialOptions): Promise<TrialEnd> {
  const { root, timeoutMs, signal } = options
  await using session = new Session({ root, files, signal, mutant: mutant.id, testTimeoutMs: timeoutMs })
  const end = await session.run(pass, timeoutMs + GRACE_MS)
  signal.throwIfAborted()
  if (end === undefined) return 'timeout'
  return end.failure === undefined ? 'survived' : 'killed'
}
