import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, FuncError, messageOf } from '../errors.ts'

/**
 * Makes the folder of a home (0700) and what is above it; true when it was not there. Step by step, as Node's
 * recursive mkdir never ends where the system refuses names, as under /proc.
 *
 * @throws FUNC_ERR_STORE_CANNOT_OPEN
 */
export async function makeFolder(path: string): Promise<boolean> {
  if (await isFolder(path)) return false
  if (dirname(path) !== path) await makeFolder(dirname(path))
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (cause) {
    // another process may have made it in between
    if (codeOf(cause) === 'EEXIST' && (await isFolder(path))) return false
    const message = `Cannot make the folder '${path}' for a home: ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_STORE_CANNOT_OPEN', message, { cause })
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
