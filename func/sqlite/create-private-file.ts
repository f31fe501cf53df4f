import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

const OTHERS = 0o077

/**
 * Creates a file (0600) with its content, and its folder (0700), unless it exists. Written under another name and
 * then linked: two processes at once agree on one file, nobody sees it half written, and no descriptor of it is
 * ever closed here, which would drop the locks that SQLite holds on it in this process.
 * @param suffix distinguishes files of processes and threads while they are written
 */
export function createPrivateFile(path: string, content: string, suffix: string): void {
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${suffix}`
  try {
    writeDurably(draft, content)
    linkSync(draft, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Whether group or others have any right on the file. */
export function isOpenToOthers(path: string): boolean {
  return (statSync(path).mode & OTHERS) !== 0
}

export function closeToOthers(path: string): void {
  if (isOpenToOthers(path)) chmodSync(path, statSync(path).mode & 0o700)
}

function writeDurably(path: string, content: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
