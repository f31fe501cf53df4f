/** `npm run bench`: what a run costs, beside the raw floor and beside other collectors. */
import { collectBench } from './collect-bench.ts'
import { compareBench } from './compare-bench.ts'
import { readOptions } from './options.ts'

const options = readOptions(process.argv.slice(2))
const print = (text: string) => process.stdout.write(`${text}\n`)
if (options.against === undefined) await collectBench(options, print)
else await compareBench(options.against, options, print)
