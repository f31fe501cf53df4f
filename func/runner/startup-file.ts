/** Where the startup script of a trigger is. */
import { basename, join } from 'node:path'

export function startupFile(home: string, trigger: string): string {
  return join(home, 'startup', `${trigger}.ts`)
}

/** Name of the trigger whose startup script a file is. */
export function startupName(file: string): string {
  return basename(file, '.ts')
}
