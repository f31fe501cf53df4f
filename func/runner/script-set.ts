/** The installed script set behind a startup script, as a worker sees it. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { checkFiles, readInstalled } from '../market/installed.ts'

/**
 * Files of a set, and of the sets that it requires, that are not what was installed, e.g.
 * `guance_aws_lambda/main.ts`. Sets installed by link are meant to be edited.
 */
export async function editedFiles(home: string, id: string): Promise<string[]> {
  const seen = new Set<string>()
  const edited: string[] = []
  const open = [id]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    const { found, requires } = await examine(home, next)
    edited.push(...found)
    open.push(...requires)
  }
  return edited
}

async function examine(home: string, id: string): Promise<{ found: string[]; requires: string[] }> {
  const set = await readInstalled(home, id)
  const requires = Object.keys(set.manifest.requires ?? {})
  if (set.linked !== undefined) return { found: [], requires }
  const wrong = (await checkFiles(home, set)).filter(
    ({ status }) => status === 'edited' || status === 'missing',
  )
  return { found: wrong.map(({ path }) => `${id}/${path}`), requires }
}

/** SHA-256 of a file in hex; undefined when it cannot be read. */
export async function digestOf(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
  } catch {
    return undefined
  }
}
