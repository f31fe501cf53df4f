import { basename } from 'node:path'
import { importsOf, sourceFiles } from '../support/imports.ts'

/**
 * The tests nearest to a file: those that import it, the one of its name first; where there are none, those that
 * import a file that imports it, and so on.
 */
export function nearestTests(root: string, file: string): string[] {
  const importers = importersOf(root)
  const seen = new Set([file])
  const isOwn = (test: string) => basename(test).startsWith(`${basename(file, '.ts')}.`)
  for (let level = [file]; level.length > 0; ) {
    level = [...new Set(level.flatMap((each) => importers.get(each) ?? []))].filter((each) => !seen.has(each))
    const tests = level.filter((each) => each.endsWith('.test.ts'))
    if (tests.length > 0)
      return tests.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || (a < b ? -1 : 1))
    for (const each of level) seen.add(each)
  }
  return []
}

function importersOf(root: string): Map<string, string[]> {
  const importers = new Map<string, string[]>()
  const files = ['func', 'scripts', 'test'].flatMap((folder) => sourceFiles(root, folder))
  for (const { from, to } of files.flatMap((file) => importsOf(root, file))) {
    importers.set(to, [...(importers.get(to) ?? []), from])
  }
  return importers
}
