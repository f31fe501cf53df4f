import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listFiles, sha256 } from '../market/digest.ts'
import type { ManifestFile } from '../market/manifest.gen.ts'

/** The checkout with what is generated laid over it, so that one generated file can be made from another. */
export class Tree {
  readonly #root: string
  readonly #outputs = new Map<string, string>()

  constructor(root: string) {
    this.#root = root
  }

  set(path: string, content: string): void {
    this.#outputs.set(path, content)
  }

  /** Undefined when there is no such file. */
  async text(path: string): Promise<string | undefined> {
    return this.#outputs.get(path) ?? this.#onDisk(path)
  }

  async list(folder: string): Promise<string[]> {
    const path = join(this.#root, folder)
    const onDisk = existsSync(path) ? await listFiles(path) : []
    const prefix = `${folder}/`
    const made = [...this.#outputs.keys()].filter((name) => name.startsWith(prefix))
    return [...new Set([...onDisk, ...made.map((name) => name.slice(prefix.length))])].sort()
  }

  async digests(folder: string): Promise<ManifestFile[]> {
    const paths = await this.list(folder)
    return Promise.all(paths.map(async (path) => ({ path, sha256: await this.#digest(`${folder}/${path}`) })))
  }

  /** Paths of outputs that differ from the files on disk. */
  async stale(): Promise<string[]> {
    const differs = await Promise.all(
      [...this.#outputs].map(async ([path, content]) =>
        (await this.#onDisk(path)) === content ? [] : [path],
      ),
    )
    return differs.flat().sort()
  }

  async save(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      await mkdir(dirname(join(this.#root, path)), { recursive: true })
      await writeFile(join(this.#root, path), this.#outputs.get(path) ?? '')
    }
  }

  async #digest(path: string): Promise<string> {
    const made = this.#outputs.get(path)
    return sha256(made ?? (await readFile(join(this.#root, path))))
  }

  async #onDisk(path: string): Promise<string | undefined> {
    const full = join(this.#root, path)
    return existsSync(full) ? readFile(full, 'utf8') : undefined
  }
}
