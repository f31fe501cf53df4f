/** One process at a time changes a folder. The lock dies with its process. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FuncError, hasCode } from '../errors.ts'
import { isMissing, writeSynced } from './files.ts'

export const LOCK_FILE = '.lock'
const RETRY_MS = 25

interface Holder {
  readonly pid: number
  /** Distinguishes a process from a later one with the same pid; empty where the system does not say. */
  readonly startMark: string
}

interface LockOptions {
  /** How long to wait for another process. @default {15000} */
  readonly waitMs?: number
}

/** Runs the action while holding the folder's lock. @throws {FuncError} FUNC_ERR_MARKET_BUSY. */
export async function withLock<T>(
  folder: string,
  action: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const path = join(folder, LOCK_FILE)
  await mkdir(folder, { recursive: true })
  await acquire(path, options.waitMs ?? 15_000)
  try {
    return await action()
  } finally {
    await rm(path, { force: true })
  }
}

/** Like `withLock`, but does nothing while another living process holds the lock. */
export async function withFreeLock(folder: string, action: () => Promise<void>): Promise<void> {
  try {
    await withLock(folder, action, { waitMs: 0 })
  } catch (error) {
    if (!hasCode(error, 'FUNC_ERR_MARKET_BUSY')) throw error
  }
}

async function acquire(path: string, waitMs: number): Promise<void> {
  const token = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  const holder: Holder = { pid: process.pid, startMark: await startMark(process.pid) }
  await writeSynced(token, JSON.stringify(holder))
  try {
    for (let waited = 0; !(await tryLink(token, path)); waited += RETRY_MS) {
      if (await breakStale(path, token)) continue
      if (waited >= waitMs) throw await busy(path)
      await sleep(RETRY_MS)
    }
  } finally {
    await rm(token, { force: true })
  }
}

/** A hard link appears with its content or not at all, and only once. */
async function tryLink(token: string, path: string): Promise<boolean> {
  try {
    await link(token, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes the lock of a dead process. Only one waiter at a time may look and remove, or a slow one could remove
 * the lock that a faster one has taken meanwhile.
 */
async function breakStale(path: string, token: string): Promise<boolean> {
  if (!(await isStale(path))) return false
  const breaking = `${path}.breaking`
  if (!(await tryLink(token, breaking))) {
    if (await isStale(breaking)) await rm(breaking, { force: true })
    return false
  }
  try {
    const stale = await isStale(path)
    if (stale) await rm(path, { force: true })
    return stale
  } finally {
    await rm(breaking, { force: true })
  }
}

async function isStale(path: string): Promise<boolean> {
  const holder = await readHolder(path)
  return holder !== undefined && !(await isAlive(holder))
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return (await startMark(holder.pid)) === holder.startMark
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/<pid>/stat, proc(5)). */
async function startMark(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

async function busy(path: string): Promise<FuncError> {
  const holder = await readHolder(path)
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`
  return new FuncError(
    'FUNC_ERR_MARKET_BUSY',
    `Cannot change '${path.slice(0, -LOCK_FILE.length)}' while ${who} does`,
  )
}
