/**
 * Size of the built console, gzipped as it is sent, in one line; `--files` lists every file. Fails, with that list, where
 * the first load is larger than its budget.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

interface ManifestEntry {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

const BUDGET_BYTES = 600_000
const dist = join(import.meta.dirname, 'dist')
const manifest: Record<string, ManifestEntry> = JSON.parse(
  readFileSync(join(dist, '.vite/manifest.json'), 'utf8'),
)

const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry === true) ?? ''
// what the first page needs: the frame, the overview and one language
const first = new Set(
  [entry, 'src/overview/overview-page.tsx', 'src/i18n/en.json'].flatMap((key) => filesOf(key)),
)
const all = new Set(Object.keys(manifest).flatMap((key) => filesOf(key)))
const sizes = [...all].map((file) => ({ file, bytes: gzipBytes(file), isFirst: first.has(file) }))
const total = sizes.filter(({ isFirst }) => isFirst).reduce((sum, { bytes }) => sum + bytes, 0)

const isOver = total > BUDGET_BYTES
if (isOver || process.argv.includes('--files')) {
  for (const { file, bytes, isFirst } of sizes.sort((a, b) => b.bytes - a.bytes)) {
    process.stdout.write(
      `${kilobytes(bytes).padStart(9)}  ${isFirst ? 'first load' : 'later     '}  ${file}\n`,
    )
  }
}
process.stdout.write(`console built: first load ${kilobytes(total)} gzip, of ${kilobytes(BUDGET_BYTES)}\n`)
if (isOver) process.exitCode = 1

function filesOf(key: string, seen = new Set<string>()): string[] {
  const found = manifest[key]
  if (found === undefined || seen.has(key)) return []
  seen.add(key)
  return [found.file, ...(found.css ?? []), ...(found.imports ?? []).flatMap((next) => filesOf(next, seen))]
}

function gzipBytes(file: string): number {
  return gzipSync(readFileSync(join(dist, file))).length
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
