import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** An install without development dependencies has no console, and a checkout before its first build. */
export function isConsoleBuilt(folder: string): boolean {
  return existsSync(join(folder, 'index.html'))
}
