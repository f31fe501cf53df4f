/** A file of whole lines: what is acknowledged is on the disk, and a line is there entirely or not at all. */
import { constants } from 'node:fs'
import { access, type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, FuncError, messageOf } from '../errors.ts'
import { isPending, PendingLines, removeStale } from './pending-lines.ts'

export interface LineFile {
  /** Appends whole lines; resolves when they are on the disk. */
  append(lines: Buffer): Promise<void>
  close(): Promise<void>
}

export interface LineFileOptions {
  readonly path: string
  /** Waits a moment while another process may be amid a line. */
  readonly pause: () => Promise<void>
  /** Called with how many bytes of a torn line were cut off. */
  readonly onRepair: (bytes: number) => void
}

export async function openLineFile(options: LineFileOptions): Promise<LineFile> {
  const { path } = options
  const file = await attempt(path, () => openForAppend(path))
  try {
    const isRegular = await attempt(path, async () => (await file.stat()).isFile())
    return isRegular ? regularFile(file, options) : streamFile(file, path)
  } catch (error) {
    await file.close()
    throw error
  }
}

function regularFile(file: FileHandle, options: LineFileOptions): LineFile {
  const { path } = options
  const pending = new PendingLines(path)
  return {
    append: (lines) => attempt(path, () => append({ file, pending, options }, lines)),
    async close() {
      await pending.close()
      await file.close()
    },
  }
}

function streamFile(file: FileHandle, path: string): LineFile {
  return {
    append: (lines) => attempt(path, () => appendToStream(file, lines)),
    close: () => file.close(),
  }
}

async function openForAppend(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true })
  return await open(path, 'a+', 0o640)
}

/** Whether lines can be appended. Changes nothing. @throws FUNC_ERR_SINK_FILE */
export async function checkLineFile(path: string): Promise<void> {
  await attempt(path, async () => {
    const found = await stat(path).catch((error: unknown) => missing(error))
    if (found === undefined)
      return await access(await nearestFolder(dirname(path)), constants.W_OK | constants.X_OK)
    if (found.isDirectory()) throw new Error('it is a folder')
    await access(path, constants.W_OK)
    if (found.isFile()) await checkEnd(path)
  })
}

async function checkEnd(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    const { size, torn } = await tornBytes(file)
    if (torn > 0 && !(await isOwn(file, path, size, torn))) throw foreignEnd(path, torn)
  } finally {
    await file.close()
  }
}

function missing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: unknown) => missing(error))
  return found === undefined ? await nearestFolder(dirname(folder)) : folder
}

/**
 * Cuts a torn last line off that funcbox is known to have begun: it was never acknowledged, so its point is written
 * again. A line that still grows belongs to another process, and is waited for; another's torn line is left.
 */
async function repair(file: FileHandle, options: LineFileOptions): Promise<void> {
  const { size, torn } = await tornBytes(file)
  if (torn === 0) return
  await options.pause()
  const later = await tornBytes(file)
  if (later.size !== size) return repair(file, options)
  if (!(await isOwn(file, options.path, size, torn))) throw foreignEnd(options.path, torn)
  await file.truncate(size - torn)
  await file.datasync()
  await removeStale(options.path)
  options.onRepair(torn)
}

const LONGEST_LINE = 64 * 1024 * 1024

async function isOwn(file: FileHandle, path: string, size: number, torn: number): Promise<boolean> {
  if (torn > LONGEST_LINE) return false
  const { buffer } = await file.read(Buffer.alloc(torn), 0, torn, size - torn)
  return await isPending(path, buffer)
}

function foreignEnd(path: string, torn: number): FuncError {
  const message = `Cannot write '${path}': its last ${torn} bytes are no whole line, and not known to be of funcbox`
  const todo =
    'End that line or cut it off, if nobody is writing it any more, or give the sink a file of its own'
  return new FuncError('FUNC_ERR_SINK_FILE', message, { todo })
}

const BLOCK = 64 * 1024
const NEWLINE = 0x0a

/** Size of the file, and how many bytes there are after its last line end. */
async function tornBytes(file: FileHandle): Promise<{ readonly size: number; readonly torn: number }> {
  const { size } = await file.stat()
  if (size === 0 || (await byteAt(file, size - 1)) === NEWLINE) return { size, torn: 0 }
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE)
    if (newline >= 0) return { size, torn: size - (start + newline + 1) }
    end = start
  }
  return { size, torn: size }
}

async function byteAt(file: FileHandle, position: number): Promise<number | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, position)
  return bytesRead === 1 ? buffer[0] : undefined
}

/** Pipes and devices have no size, cannot be cut or synchronised, and need not. */
async function appendToStream(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written)).bytesWritten
  }
}

interface Appending {
  readonly file: FileHandle
  readonly pending: PendingLines
  readonly options: LineFileOptions
}

async function append({ file, pending, options }: Appending, bytes: Buffer): Promise<void> {
  await repair(file, options)
  await pending.hold(bytes)
  const before = await file.stat()
  let written = 0
  try {
    while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
  } catch (error) {
    await takeBack(file, before.size, written)
    throw error
  } finally {
    await pending.release()
  }
  await file.datasync()
}

/** Removes the first part of a write that did not fit, unless another process has appended meanwhile. */
async function takeBack(file: FileHandle, before: number, written: number): Promise<void> {
  const { size } = await file.stat()
  if (written > 0 && size === before + written) await file.truncate(before)
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof FuncError) throw error
    const code = codeOf(error)
    const full = code === 'ENOSPC' || code === 'EDQUOT'
    const what = full ? 'the disk is full' : messageOf(error)
    throw new FuncError(
      full ? 'FUNC_ERR_SINK_DISK_FULL' : 'FUNC_ERR_SINK_FILE',
      `Cannot write '${path}': ${what}`,
      { cause: error },
    )
  }
}
