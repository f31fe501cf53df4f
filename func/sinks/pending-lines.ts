/**
 * A copy of the lines that are being appended to a file, next to it: after a crash it shows which torn end of the file
 * is funcbox's own. Each writer has its own copy; it is gone when nothing is amid being written.
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '../errors.ts'

const SUFFIX = '.funcbox-pending'
const NEWLINE = 0x0a

export class PendingLines {
  readonly #path: string
  #file: FileHandle | undefined

  constructor(path: string) {
    this.#path = `${path}.${process.pid}-${randomBytes(4).toString('hex')}${SUFFIX}`
  }

  async hold(lines: Buffer): Promise<void> {
    this.#file ??= await open(this.#path, 'w', 0o600)
    for (let at = 0; at < lines.length; )
      at += (await this.#file.write(lines, at, lines.length - at, at)).bytesWritten
  }

  async release(): Promise<void> {
    await this.#file?.truncate(0)
  }

  async close(): Promise<void> {
    if (this.#file === undefined) return
    await this.#file.close()
    this.#file = undefined
    await rm(this.#path, { force: true })
  }
}

/** Whether a writer of this file was amid a line that begins like this. */
export async function isPending(path: string, torn: Buffer): Promise<boolean> {
  for (const copy of await copiesOf(path)) {
    const lines = await readFile(copy).catch(() => Buffer.alloc(0))
    for (let at = lines.indexOf(torn); at >= 0; at = lines.indexOf(torn, at + 1)) {
      if (at === 0 || lines[at - 1] === NEWLINE) return true
    }
  }
  return false
}

/** Removes the copies of processes that are gone. */
export async function removeStale(path: string): Promise<void> {
  for (const copy of await copiesOf(path)) {
    const pid = Number(/\.(\d+)-[0-9a-f]+\.funcbox-pending$/.exec(copy)?.[1])
    if (!isAlive(pid)) await rm(copy, { force: true })
  }
}

async function copiesOf(path: string): Promise<string[]> {
  const folder = dirname(path)
  const names = await readdir(folder).catch(() => [])
  const own = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith(SUFFIX))
  return own.map((name) => join(folder, name))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}
