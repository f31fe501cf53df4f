/** `--set name=value`, where the value `-` comes from standard input, so that it is in no argument list. */

import type { Terminal } from './terminal.ts'
import { parsePairs } from './values.ts'

/** @throws FUNC_ERR_USAGE */
export async function readAssignments(
  assignments: readonly string[],
  terminal: Terminal,
): Promise<Record<string, string>> {
  const values = parsePairs(assignments, '--set')
  for (const [name, value] of Object.entries(values)) {
    if (value === '-') values[name] = await terminal.readSecretLine(name)
  }
  return values
}
