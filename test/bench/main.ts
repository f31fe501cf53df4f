/** `npm run bench`: what a run costs, beside the raw floor and beside other collectors, and what queries of the store take. */
import { collectBench } from './collect-bench.ts'
import { compareBench } from './compare-bench.ts'
import { readOptions } from './options.ts'
import { storeBench } from './store-queries.ts'

const options = readOptions(process.argv.slice(2))
const print = (text: string) => process.stdout.write(`${text}\n`)
if (options.isStore) await storeBench(options, print)
else if (options.against === undefined) await collectBench(options, print)
else await compareBench(options.against, options, print)
