import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { instrument, type Lines, type Mutant } from './instrument.ts'
import type { Reached } from './messages.ts'
import { Session } from './session.ts'
import { runTrials, type Trial, type TrialEnd, trialOf } from './trials.ts'

export interface MutateOptions {
  /** Root of a copy of the tree. */
  readonly root: string
  readonly file: string
  /** Mutates only what lies within them. @default all */
  readonly lines?: Lines | undefined
  readonly tests: readonly string[]
  readonly jobs: number
  readonly onOutcome?: (outcome: Outcome) => void
  readonly signal: AbortSignal
}

export interface Outcome {
  readonly mutant: Mutant
  readonly end: TrialEnd | 'not reached'
}

/** @returns One outcome a mutant, in the order of the file. */
export async function mutateFile(options: MutateOptions): Promise<Outcome[]> {
  const path = join(options.root, options.file)
  const original = await readFile(path, 'utf8')
  const { content, mutants } = await instrument(options.file, original, options.lines)
  await writeFile(path, content)
  try {
    return await runAll(mutants, await runDry(options), options)
  } finally {
    await writeFile(path, original)
  }
}

interface DryRun {
  readonly ms: number
  readonly reached: Reached
}

const DRY_RUN_MS = 15 * 60_000

/** All tests without any mutant: they must be green, and show which mutants they reach. */
async function runDry({ root, tests, signal }: MutateOptions): Promise<DryRun> {
  await using session = new Session({ root, files: tests, signal })
  const begin = performance.now()
  const end = await session.run({}, DRY_RUN_MS)
  signal.throwIfAborted()
  if (end === undefined) throw new Error('Cannot mutate: the tests do not end without a mutant')
  const { failure, reached } = end
  if (failure !== undefined)
    throw new Error(`Cannot mutate: the tests fail without a mutant\n${failure.text}`)
  return { ms: performance.now() - begin, reached }
}

const TRIALS_AT_ONCE = 20

async function runAll(
  mutants: readonly Mutant[],
  dryRun: DryRun,
  options: MutateOptions,
): Promise<Outcome[]> {
  const ends = new Map<Mutant, Outcome['end']>()
  const settle = (mutant: Mutant, end: Outcome['end']) => {
    ends.set(mutant, end)
    options.onOutcome?.({ mutant, end })
  }
  const trials: Trial[] = []
  for (const mutant of mutants) {
    const trial = trialOf(mutant, dryRun.reached, options)
    if (trial === undefined) settle(mutant, 'not reached')
    else trials.push(trial)
  }
  const trialOptions = { ...options, timeoutMs: Math.ceil(10_000 + 5 * dryRun.ms) }
  const batches = chunks(trials, TRIALS_AT_ONCE).values()
  const work = async () => {
    for (const batch of batches)
      await runTrials(batch, trialOptions, ({ mutant }, end) => settle(mutant, end))
  }
  await Promise.all(Array.from({ length: options.jobs }, work))
  return mutants.map((mutant) => ({ mutant, end: ends.get(mutant) ?? 'not reached' }))
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
