import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManifestFile } from './manifest.gen.ts'

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 over the sorted list of files: one value that stands for the whole set. */
export function integrityOf(files: readonly ManifestFile[]): string {
  const lines = files.map(({ path, sha256: digest }) => `${path}\0${digest}\n`).sort()
  return `sha256-${sha256(lines.join(''))}`
}

/** Paths of all files below a folder, sorted, with forward slashes; names with a leading dot and links are left out. */
export async function listFiles(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await listFiles(folder, path)))
    if (entry.isFile()) found.push(path)
  }
  return found.sort()
}

/** Digests of all files below a folder. */
export async function digestFolder(folder: string): Promise<ManifestFile[]> {
  const paths = await listFiles(folder)
  return Promise.all(
    paths.map(async (path) => ({ path, sha256: sha256(await readFile(join(folder, path))) })),
  )
}
