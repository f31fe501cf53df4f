/** `npm run gen` writes what is generated; with `--check` it only names what is stale, and exits 1. */
import { fileURLToPath } from 'node:url'
import { generate } from './generate.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const check = process.argv.includes('--check')
const tree = await generate(root)
const stale = await tree.stale()
if (!check) await tree.save(stale)
for (const path of stale) process.stdout.write(`${check ? 'stale' : 'wrote'} ${path}\n`)
if (check && stale.length > 0) {
  process.stderr.write('Cannot accept generated files that differ: run npm run gen\n')
  process.exitCode = 1
}
