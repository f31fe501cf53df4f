/** What differs between two versions of a set. */
import { compare, valid } from 'semver'
import type { FILE_CHANGES } from '../model/outcomes.ts'
import type { ManifestFile } from './manifest.ts'

/** One file that differs between two versions of a set. */
export interface FileChange {
  readonly path: string
  readonly change: (typeof FILE_CHANGES)[number]
}

/** By path; what is equal is left out. */
export function compareFiles(before: readonly ManifestFile[], after: readonly ManifestFile[]): FileChange[] {
  const old = new Map(before.map(({ path, sha256 }) => [path, sha256]))
  const fresh = new Map(after.map(({ path, sha256 }) => [path, sha256]))
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort()
  return paths.flatMap((path): FileChange[] => {
    if (!old.has(path)) return [{ path, change: 'added' }]
    if (!fresh.has(path)) return [{ path, change: 'removed' }]
    return old.get(path) === fresh.get(path) ? [] : [{ path, change: 'changed' }]
  })
}

/** Sections of a changelog for versions above `from` up to `to`; headings look like `## 1.2.0` or `## [1.2.0]`. */
export function changesBetween(changelog: string, from: string | undefined, to: string): string {
  const sections = changelog.split(/^(?=## )/m).filter((section) => {
    const version = /^## \[?v?([0-9][^\]\s]*)/.exec(section)?.[1]
    if (version === undefined || valid(version) === null) return false
    return compare(version, to) <= 0 && (from === undefined || compare(version, from) > 0)
  })
  return sections.join('').trim()
}
