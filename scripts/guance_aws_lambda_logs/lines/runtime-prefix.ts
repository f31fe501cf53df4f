/** What runtimes and loggers put before a line. Pure. */
import { textLevel } from './text-level.ts'

/** Time, request id, level, a logger's name. */
const LONGEST_PREFIX = 256

/** Whether only a runtime or logger may have written it: blank, or with a date or level, short, and set apart. */
export function isRuntimePrefix(prefix: string): boolean {
  if (prefix.length > LONGEST_PREFIX) return false
  if (prefix.trim() === '') return true
  if (/^\s*(?:\d{4}[-/]\d\d|\[|(?:DEBUG|INFO|WARN|ERROR)\s)/.test(prefix) && /\s$/.test(prefix)) return true
  return /[\s:|]$/.test(prefix) && textLevel(`${prefix}x`) !== undefined
}

/** Where the first document begins: a brace before a quote, blanks between them aside; -1 where there is none. */
export function documentStart(text: string): number {
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    let next = at + 1
    while (text.charCodeAt(next) <= 32) next += 1
    if (text.charCodeAt(next) === 34) return at
  }
  return -1
}
