import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const LEFT_OUT = new Set(['node_modules', '.git', '.funcbox', 'dist', 'coverage'])

export interface TreeCopy extends AsyncDisposable {
  readonly folder: string
}

/** Mutants go into a copy, so that nothing is left in the working tree, however the process ends. */
export async function copyTree(root: string): Promise<TreeCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'funcbox-mutate-')))
  const dispose = () => rm(folder, { recursive: true, force: true })
  try {
    await cp(root, folder, { recursive: true, filter: (from) => !LEFT_OUT.has(basename(from)) })
    await symlink(await realpath(join(root, 'node_modules')), join(folder, 'node_modules'))
  } catch (error) {
    await dispose()
    throw error
  }
  return { folder, [Symbol.asyncDispose]: dispose }
}
