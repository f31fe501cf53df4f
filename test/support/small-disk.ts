/** A disk that can be filled up. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface SmallDisk {
  readonly path: string
  /** Leaves so many bytes. */
  fill(freeBytes: number): void
  /** Takes back what `fill` wrote. */
  free(): void
  remove(): void
}

/** Undefined where this user may not mount. */
export function mountSmallDisk(path: string, bytes: number): SmallDisk | undefined {
  mkdirSync(path, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  const filler = join(path, 'filler')
  return {
    path,
    fill(freeBytes) {
      const { bavail, bsize } = statfsSync(path)
      const file = openSync(filler, 'w')
      for (let left = bavail * bsize - freeBytes; left > 0; left -= bsize)
        writeSync(file, Buffer.alloc(bsize))
      closeSync(file)
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      execFileSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}
