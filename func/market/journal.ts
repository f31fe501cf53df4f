/**
 * Several folders and files of one folder change together: what is to be moved is written down and made durable
 * before the first move. Once the journal is there the change goes through, if need be after a crash.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, readIfExists, removeSynced, replaceFile, syncFolder } from './files.ts'
import { LOCK_FILE } from './lock.ts'

export interface Move {
  /** Name in the folder that appears, is replaced or goes. */
  readonly name: string
  /** False when the name only goes. */
  readonly staged: boolean
}

/** New content waits here, under the name that it will have. */
export const STAGING = '.staging'
const TRASH = '.trash'
const JOURNAL = '.journal.json'

export interface JournalHooks {
  /** Called after every step that reaches the disk; tests end the process here. */
  readonly step?: (name: string) => void
}

/** Empties the staging folder for a new change. */
export async function openStaging(folder: string): Promise<string> {
  const staging = join(folder, STAGING)
  await rm(staging, { recursive: true, force: true })
  await mkdir(staging, { recursive: true })
  return staging
}

/** Puts what was staged in place. The caller holds the folder's lock. */
export async function commitMoves(
  folder: string,
  moves: readonly Move[],
  { step }: JournalHooks = {},
): Promise<void> {
  await syncFolder(join(folder, STAGING))
  step?.('staged')
  await replaceFile(join(folder, JOURNAL), JSON.stringify({ moves }))
  step?.('journalled')
  await finish(folder, moves, step)
}

/** Whether a crash left something to do. */
export async function needsRecovery(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return names.some((name) => [JOURNAL, STAGING, TRASH, LOCK_FILE].includes(name))
}

/** Completes a change that had been written down, or removes what had only been staged. */
export async function recoverMoves(folder: string): Promise<void> {
  const journal = await readIfExists(join(folder, JOURNAL))
  const { moves } = journal ? (JSON.parse(journal.toString()) as { moves: Move[] }) : { moves: [] }
  await finish(folder, moves)
}

async function finish(folder: string, moves: readonly Move[], step?: (name: string) => void): Promise<void> {
  await mkdir(join(folder, TRASH), { recursive: true })
  for (const move of moves) await makeMove(folder, move, step)
  await syncFolder(folder)
  await removeSynced(join(folder, JOURNAL))
  step?.('done')
  await rm(join(folder, STAGING), { recursive: true, force: true })
  await rm(join(folder, TRASH), { recursive: true, force: true })
}

/** May be called again after a crash: what is no longer staged has been moved already. */
async function makeMove(
  folder: string,
  { name, staged }: Move,
  step?: (name: string) => void,
): Promise<void> {
  const from = join(folder, STAGING, name)
  const to = join(folder, name)
  if (staged && !(await isThere(folder, STAGING, name))) return
  await rm(join(folder, TRASH, name), { recursive: true, force: true })
  await rename(to, join(folder, TRASH, name)).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
  step?.(`cleared ${name}`)
  if (staged) await rename(from, to)
  step?.(`moved ${name}`)
}

/** Looks at the name itself, so that a link whose target is gone counts too. */
async function isThere(folder: string, below: string, name: string): Promise<boolean> {
  return (await readdir(join(folder, below)).catch((): string[] => [])).includes(name)
}
