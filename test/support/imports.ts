/** Which file imports which: read from the text, so that no file has to load. */
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

export interface Import {
  readonly from: string
  /** `func/…` or `scripts/…` for our own files, `node:…`, or the name of an npm package. */
  readonly to: string
  readonly typesOnly: boolean
  /** Loaded when it is reached, by `import()`. */
  readonly isLazy: boolean
}

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:([^'"();]*?)\sfrom\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** Paths of the TypeScript files in a folder, relative to the root. */
export function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('/dist'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

export function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const fixed = [...text.matchAll(STATEMENT)].map(([, type, names, to]) => ({
    to: to ?? '',
    ...{ typesOnly: type !== undefined || onlyTypes(names), isLazy: false },
  }))
  const dynamic = [...text.matchAll(DYNAMIC)].map(([, to]) => ({
    to: to ?? '',
    ...{ typesOnly: false, isLazy: true },
  }))
  return [...fixed, ...dynamic].map(({ to, typesOnly, isLazy }) => ({
    ...{ from: file, to: target(root, file, to), typesOnly, isLazy },
  }))
}

function onlyTypes(names: string | undefined): boolean {
  const inner = names?.match(/^\{([\s\S]*)\}$/)?.[1]
  return inner?.split(',').every((name) => /^\s*(type\s|$)/.test(name)) ?? false
}

function target(root: string, file: string, specifier: string): string {
  if (specifier.startsWith('#func/')) return specifier.slice(1)
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier))
  return builtinModules.includes(specifier) ? `node:${specifier}` : specifier
}
