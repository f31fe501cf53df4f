/** `npm run mutate`: changes a file in one small place after another and says which change no test notices. */
import { relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Lines } from './instrument.ts'
import { mutateFile } from './mutate-file.ts'
import { nearestTests } from './nearest-tests.ts'
import { type Score, scoreOf, scoreTable, survivorLine } from './print.ts'
import { copyTree } from './tree-copy.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const USAGE = `npm run mutate -- FILE[:FROM-TO] … [options]
  FILE[:FROM-TO]  what to mutate: a file, or lines of it
  --tests FILE    run these tests (again for more) instead of those nearest to the file
  --jobs N        mutants at a time (2)
`

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

interface Options {
  readonly targets: readonly string[]
  readonly tests: readonly string[]
  readonly jobs: number
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tests: { type: 'string', multiple: true, default: [] },
      jobs: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || positionals.length === 0) {
    process.stdout.write(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  return { targets: positionals, tests: values.tests.map(fromRoot), jobs: Number(values.jobs) }
}

function fromRoot(path: string): string {
  return relative(ROOT, resolve(path))
}

function parseTarget(target: string): { readonly file: string; readonly lines: Lines | undefined } {
  const [, path = target, from, to] = /^(.*):(\d+)-(\d+)$/.exec(target) ?? []
  return {
    file: fromRoot(path),
    lines: from === undefined ? undefined : { from: Number(from), to: Number(to) },
  }
}

async function mutate(target: string, root: string, options: Options, signal: AbortSignal): Promise<Score> {
  const { file, lines } = parseTarget(target)
  const tests = options.tests.length > 0 ? options.tests : nearestTests(ROOT, file)
  print(`${file} by ${tests.join(', ') || 'no test'}`)
  const outcomes = await mutateFile({
    ...{ root, file, lines, tests, jobs: options.jobs, signal },
    onOutcome(outcome) {
      const line = survivorLine(file, outcome)
      if (line !== undefined) print(`  ${line}`)
    },
  })
  return scoreOf(file, outcomes)
}

async function main(): Promise<void> {
  const options = readOptions()
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  await using tree = await copyTree(ROOT)
  const scores: Score[] = []
  for (const target of options.targets) scores.push(await mutate(target, tree.folder, options, stop.signal))
  print(`\n${scoreTable(scores)}`)
}

await main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
