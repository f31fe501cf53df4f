/** `npm run bench`: what a run costs, beside the raw floor and beside other collectors. */
import { collectBench } from './collect-bench.ts'
import { readOptions } from './options.ts'

const options = readOptions(process.argv.slice(2))
await collectBench(options, (text) => process.stdout.write(`${text}\n`))
