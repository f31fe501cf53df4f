/** `npm run bench`: what a run costs, beside the raw floor and beside other collectors, and what queries of the store take. */
import { collectBench } from './collect-bench.ts'
import { compareBench } from './compare-bench.ts'
import { floodBench, printFlood } from './log-flood.ts'
import { followBench, printFollow } from './log-follow.ts'
import { measureLogLines, printLogLines } from './log-lines.ts'
import { type BenchOptions, readOptions } from './options.ts'
import { storeBench } from './store-queries.ts'

const options = optionsOf(process.argv.slice(2))
const print = (text: string) => process.stdout.write(`${text}\n`)
if (options.logLines !== undefined) {
  const figures = measureLogLines(options.logLines)
  print(options.json ? JSON.stringify(figures) : printLogLines(figures))
} else if (options.logFlood !== undefined) {
  const figures = await floodBench(options.logFlood)
  print(options.json ? JSON.stringify(figures) : printFlood(figures))
} else if (options.logFollow !== undefined) {
  const figures = await followBench(options.logFollow)
  print(options.json ? JSON.stringify(figures) : printFollow(figures))
} else if (options.isStore) await storeBench(options, print)
else if (options.against === undefined) await collectBench(options, print)
else await compareBench(options.against, options, print)

function optionsOf(args: readonly string[]): BenchOptions {
  try {
    return readOptions(args)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\nSee npm run bench -- --help\n`)
    process.exit(2)
  }
}
