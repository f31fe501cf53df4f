/** A file of whole lines: what is acknowledged is on the disk, and a line is there entirely or not at all. */
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, FuncError, messageOf } from '../errors.ts'

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
    const write = await attempt(path, () => prepare(file, options))
    return {
      append: (lines) => attempt(path, () => write(file, lines)),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** @returns How to append to it. */
async function prepare(file: FileHandle, options: LineFileOptions): Promise<typeof append> {
  if (!(await file.stat()).isFile()) return appendToStream
  await repair(file, options)
  return append
}

async function openForAppend(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true })
  return await open(path, 'a+', 0o640)
}

/**
 * Cuts a torn last line off: it was never acknowledged, so its point is written again. A line that still grows
 * belongs to another process, and is waited for.
 */
async function repair(file: FileHandle, options: LineFileOptions): Promise<void> {
  const { size, torn } = await tornBytes(file)
  if (torn === 0) return
  await options.pause()
  const later = await tornBytes(file)
  if (later.size !== size) return repair(file, options)
  await file.truncate(size - torn)
  await file.datasync()
  options.onRepair(torn)
}

const BLOCK = 64 * 1024
const NEWLINE = 0x0a

/** Size of the file, and how many bytes there are after its last line end. */
async function tornBytes(file: FileHandle): Promise<{ readonly size: number; readonly torn: number }> {
  const { size } = await file.stat()
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE)
    if (newline >= 0) return { size, torn: size - (start + newline + 1) }
    end = start
  }
  return { size, torn: size }
}

/** Pipes and devices have no size, cannot be cut or synchronised, and need not. */
async function appendToStream(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written)).bytesWritten
  }
}

async function append(file: FileHandle, bytes: Buffer): Promise<void> {
  const before = await file.stat()
  let written = 0
  try {
    while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
  } catch (error) {
    await takeBack(file, before.size, written)
    throw error
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
