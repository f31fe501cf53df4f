/** Loads startup scripts: the one place of the host that imports code of the home. Works inside a worker. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { FuncError, messageOf } from '../../errors.ts'
import type { StartupModule } from '../../script.ts'

/** The host itself: what is loaded from there does not change while it runs. */
const HOST = join(import.meta.dirname, '../..')

/**
 * Notes every file loaded from now on that is not the host's own, with the SHA-256 of what was loaded: a worker
 * is used again only while these files are what they were.
 */
export function watchLoads(): Readonly<Record<string, string>> {
  const loaded: Record<string, string> = {}
  registerHooks({
    load(url, context, nextLoad) {
      const result = nextLoad(url, context)
      const file = fileOf(url)
      if (file !== undefined && result.source != null) loaded[file] = sha256(result.source)
      return result
    },
  })
  return loaded
}

function fileOf(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined
  const file = fileURLToPath(url)
  const isHost = file.startsWith(HOST + sep) || file.includes(`${sep}node_modules${sep}`)
  return isHost ? undefined : file
}

type Source = string | ArrayBuffer | NodeJS.TypedArray

function sha256(source: Source): string {
  const hash = createHash('sha256')
  return hash.update(source instanceof ArrayBuffer ? new Uint8Array(source) : source).digest('hex')
}

/**
 * @throws FUNC_ERR_STARTUP_LOAD naming file and line where there is one, or the export that is missing
 */
export async function loadStartup(file: string): Promise<StartupModule> {
  const module = await importFile(file)
  const problem = problemOf(module)
  if (problem === undefined) return module as unknown as StartupModule
  throw new FuncError('FUNC_ERR_STARTUP_LOAD', `Cannot use '${basename(file)}' as ${problem}`)
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  if (!existsSync(file)) {
    throw new FuncError('FUNC_ERR_STARTUP_LOAD', `Cannot load '${file}' as it does not exist`)
  }
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (cause) {
    const place = placeOf(cause)
    const message = `Cannot load '${basename(file)}'${place}: ${messageOf(cause)}`
    throw new FuncError('FUNC_ERR_STARTUP_LOAD', message, { cause })
  }
}

/** A syntax error's stack begins with `path:line`, that of other errors holds it in the first frame. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const place = stack.match(/(?:^|file:\/\/)(\/[^\s()]+\.[cm]?[jt]s(?::\d+){1,2})/m)?.[1]
  return place === undefined ? '' : ` at ${place}`
}

function problemOf(module: Record<string, unknown>): string | undefined {
  if (typeof module.run !== 'function') return "it exports no function 'run'"
  if (typeof module.config !== 'function') return "it exports no function 'config'"
  if (typeof module.title !== 'string') return "it exports no string 'title'"
  const schedule = module.schedule as { cron?: unknown } | null | undefined
  return typeof schedule?.cron === 'string' ? undefined : "it exports no 'schedule' with a 'cron' string"
}
