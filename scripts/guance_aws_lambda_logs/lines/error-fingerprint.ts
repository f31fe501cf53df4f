/**
 * What makes two failed invocations the same error: its type, its message without what varies, and the top of its
 * stack. Pure.
 */
import { hash53 } from '../state/hash53.ts'

export interface ErrorFingerprint {
  /** 14 hexadecimal digits; does not depend on numbers, ids, quoted texts and lines of code. */
  readonly fingerprint: string
  /** The message, what varies replaced by `<*>`. */
  readonly pattern: string
}

const LONGEST = 8192
const LONGEST_PATTERN = 200
const TOP_FRAMES = 3
/** Quoted texts, addresses, and every word with a digit in it: ids, numbers, times, paths of temporary files. */
const VARIES =
  /"[^"]{0,200}"|'[^']{0,200}'|`[^`]{0,200}'|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w./:+-]*\d[\w./:+-]*/g

/** Frames of Node and .NET, Java, Python, and those of documents of Ruby and Go. */
const FRAME =
  /(?:^|\n|")\s*(?:at ([^\s(]+)|File "([^"]+)", line \d+, in (\S+)|([\w./-]+\.rb):\d+:in [`']([^'"]+))|"label":"([^"]+)"/g

/** @param message Of the event that shows the failure. */
export function errorFingerprint(message: string, errorType: string): ErrorFingerprint {
  const text = message.slice(0, LONGEST)
  const pattern = maskVarying(ownMessage(text, errorType))
  const key = [errorType, pattern, ...topFrames(text)].join('\n')
  return { fingerprint: hash53(key).toString(16).padStart(14, '0'), pattern }
}

export function maskVarying(text: string): string {
  return text
    .slice(0, LONGEST_PATTERN * 2)
    .replace(VARIES, '<*>')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_PATTERN)
}

/** What the error says, without prefix, type and stack. */
function ownMessage(text: string, errorType: string): string {
  const document = /"errorMessage":\s*"((?:[^"\\]|\\.){0,2000})"/.exec(text)?.[1]
  if (document !== undefined) return document
  const at = text.indexOf(`${errorType}: `)
  const from = at < 0 ? afterPrefix(text) : at + errorType.length + 2
  const end = text.slice(from).search(/\r|\n/)
  return end < 0 ? text.slice(from) : text.slice(from, from + end)
}

/** The platform's own lines name the request first. */
function afterPrefix(text: string): number {
  return /^(?:RequestId: \S+ |\S+ [\w-]{36} |\[ERROR\] )/.exec(text)?.[0].length ?? 0
}

function topFrames(text: string): string[] {
  const frames: string[] = []
  const plain = text.includes('\\n') ? text.replaceAll('\\n', '\n') : text
  for (const [, code, file, name, ruby, method, label] of plain.matchAll(FRAME)) {
    frames.push(code ?? label ?? `${file ?? ruby} ${name ?? method}`)
    if (frames.length === TOP_FRAMES) break
  }
  return frames
}
