import type { ManifestFile } from './manifest.ts'

/** One file that differs between two versions of a set. */
export interface FileChange {
  readonly path: string
  readonly change: 'added' | 'changed' | 'removed'
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
