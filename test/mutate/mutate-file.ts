import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { instrument, type Lines, type Mutant } from './instrument.ts'
import { ENV, type Reached, runMocha } from './mocha-process.ts'

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
  /** A test failed, or did not end; all were green; or no test reaches it. */
  readonly end: 'killed' | 'timeout' | 'survived' | 'not reached'
}

/** @returns One outcome a mutant, in the order of the file. */
export async function mutateFile(options: MutateOptions): Promise<Outcome[]> {
  const path = join(options.root, options.file)
  const original = await readFile(path, 'utf8')
  const { content, mutants } = await instrument(options.file, original, options.lines)
  await writeFile(path, content)
  try {
    const dryRun = await runDry(options)
    return await runEach(mutants, dryRun, options)
  } finally {
    await writeFile(path, original)
  }
}

interface DryRun {
  readonly ms: number
  readonly reached: Reached
}

/** All tests without any mutant: they must be green, and tell which mutants they reach. */
async function runDry({ root, tests, signal }: MutateOptions): Promise<DryRun> {
  const reachedFile = join(root, 'reached.json')
  const begin = performance.now()
  const { ended, output } = await runMocha({
    root,
    tests,
    settings: { [ENV.reachedFile]: reachedFile },
    signal,
  })
  if (ended !== 'green') throw new Error(`Cannot mutate: the tests fail without a mutant\n${output}`)
  return { ms: performance.now() - begin, reached: JSON.parse(await readFile(reachedFile, 'utf8')) }
}

async function runEach(
  mutants: readonly Mutant[],
  dryRun: DryRun,
  options: MutateOptions,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const waiting = mutants.entries()
  const work = async () => {
    for (const [index, mutant] of waiting) {
      const outcome = { mutant, end: await runOne(mutant, dryRun, options) }
      outcomes[index] = outcome
      options.onOutcome?.(outcome)
    }
  }
  await Promise.all(Array.from({ length: options.jobs }, work))
  return outcomes
}

async function runOne({ id }: Mutant, dryRun: DryRun, options: MutateOptions): Promise<Outcome['end']> {
  const { root, signal } = options
  const { tests, hits } = reachOf(id, dryRun.reached, options)
  if (tests.length === 0) return 'not reached'
  const settings = { [ENV.mutant]: id, [ENV.hitLimit]: `${1000 + 100 * hits}` }
  const timeoutMs = Math.ceil(10_000 + 5 * dryRun.ms)
  const { ended } = await runMocha({ root, tests, settings, timeoutMs, signal })
  return ({ green: 'survived', red: 'killed', timeout: 'timeout' } as const)[ended]
}

/** Which test files reach a mutant: all of them, when it was reached outside of a test. */
function reachOf(id: string, reached: Reached, { root, tests }: MutateOptions) {
  const whileLoading = reached.static?.[id] ?? 0
  const hitsOf = (test: string) => reached.perTest?.[join(root, test)]?.[id] ?? 0
  return {
    tests: whileLoading > 0 ? tests : tests.filter((test) => hitsOf(test) > 0),
    hits: tests.reduce((sum, test) => sum + hitsOf(test), whileLoading),
  }
}
