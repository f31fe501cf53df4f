import type { Command } from 'commander'
import { buildProgram } from '../cli/program.ts'
import { createMasker } from '../log.ts'

/** Every command: only read, never run. */
export function silentProgram(packageRoot: string): Command {
  const nothing = () => {}
  const unasked = () => Promise.reject(new Error('Cannot ask anybody'))
  const terminal = { interactive: false, columns: 80, write: nothing, note: nothing, status: nothing }
  const { signal } = new AbortController()
  const prompts = { ask: unasked, askSecret: unasked, readSecretLine: unasked }
  const host = { clock: () => new Date(0), env: {}, signal, masker: createMasker() }
  const options = { ...host, version: '', user: '', packageRoot }
  return buildProgram({ ...options, terminal: { ...terminal, ...prompts } }).command
}
