/** The logger that a script gets, and what it prints, as masked entries of the task's log. */
import { types } from 'node:util'
import type { Masker } from '../../log.ts'
import type { LogLevel } from '../../model/log-level.ts'
import type { LogEntry } from '../../model/task.ts'
import type { Logger } from '../../script.ts'

const LONGEST_TEXT = 16_384

export interface ScriptLogOptions {
  readonly masker: Masker
  readonly now: () => number
  readonly add: (entry: LogEntry) => void
}

export function createScriptLog({ masker, now, add }: ScriptLogOptions): Logger {
  const at = (level: LogLevel) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    add({
      time: new Date(now()),
      level,
      message: cut(masker.mask(String(message))),
      fields: cutDeep(masker.maskValue(plainFields(fields))) as Record<string, unknown>,
    })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Fields as plain JSON: what a script passes may hold errors, bigints, functions or cycles. */
export function plainFields(fields: unknown): Record<string, unknown> {
  if (typeof fields !== 'object' || fields === null) return {}
  try {
    const text = JSON.stringify({ ...fields }, plainValue)
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    return { unprintable: String(error) }
  }
}

function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return types.isNativeError(value) ? plainError(value) : value
}

function plainError(error: Error): Record<string, unknown> {
  const code = 'code' in error ? { code: error.code } : {}
  return { name: error.name, message: error.message, ...code, cause: error.cause }
}

/** After masking, as half a secret would not be recognised. */
function cutDeep(value: unknown): unknown {
  if (typeof value === 'string') return cut(value)
  if (Array.isArray(value)) return value.map(cutDeep)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutDeep(item)]))
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}… (cut)`
}

type Write = NodeJS.WriteStream['write']

/**
 * Turns what a script prints into masked lines: `console.log` and the like write to these streams. Nothing
 * reaches the host's own output. Masked before it is cut into lines, as a secret may span several.
 */
export function captureStream(
  stream: NodeJS.WriteStream,
  mask: (text: string) => string,
  onLine: (line: string) => void,
): { flush(): void } {
  let rest = ''
  const flush = (): void => {
    if (rest !== '') onLine(rest)
    rest = ''
  }
  const write = (chunk: string | Uint8Array, ...others: unknown[]): boolean => {
    const lines = mask(rest + textOf(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
    if (rest.length > LONGEST_TEXT) flush()
    callBack(others)
    return true
  }
  stream.write = write as Write
  return { flush }
}

function textOf(chunk: string | Uint8Array): string {
  return typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
}

/** A writable stream's caller may wait for its callback, the last argument. */
function callBack(others: readonly unknown[]): void {
  const done = others.at(-1)
  if (typeof done === 'function') queueMicrotask(done as () => void)
}
