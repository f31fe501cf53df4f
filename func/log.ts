/** The host's log (pino), and the masking of secrets in everything that leaves the process. */

import { type DestinationStream, type Level, pino } from 'pino'
import type { LogLevel } from './model/log-level.ts'
import type { Logger } from './script.ts'

/** Shorter values would mask ordinary words. */
const SHORTEST_SECRET = 4
const SHORTEST_BASE64 = 8
const MASK = '***'

/** Replaces every known secret value, also in the forms in which libraries print it. */
export interface Masker {
  add(secret: string): void
  mask(text: string): string
  /** Masks every string inside a JSON-like value, keys included. */
  maskValue<T>(value: T): T
}

export function createMasker(): Masker {
  let forms: readonly string[] = []
  const mask = (text: string): string => {
    let masked = text
    for (const form of forms) if (masked.includes(form)) masked = masked.replaceAll(form, MASK)
    return masked
  }
  return {
    add(secret) {
      if (secret.length < SHORTEST_SECRET) return
      // longer ones first: a secret that begins with another one is masked whole
      forms = [...new Set([...forms, ...spellings(secret)])].sort((a, b) => b.length - a.length)
    },
    mask,
    maskValue: (value) => maskDeep(value, mask),
  }
}

function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const form = new URLSearchParams({ '': secret }).toString().slice(1)
  const quoted = [json, JSON.stringify(json).slice(1, -1)]
  return [secret, encodeURIComponent(secret), form, ...quoted, ...base64Of(secret)]
}

/** Alone, and as part of a longer text such as `user:password`: then what every position has in common. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const inner = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const known = [bytes.toString('base64'), ...inner.filter(({ length }) => length >= SHORTEST_BASE64)]
  return [...known, ...known.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))]
}

function maskDeep<T>(value: T, mask: (text: string) => string): T
function maskDeep(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((item) => maskDeep(item, mask))
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [mask(key), maskDeep(item, mask)]))
}

export interface HostLoggerOptions {
  readonly level: LogLevel | 'silent'
  /** `json`: one object a line; `text`: for people. */
  readonly format: 'json' | 'text'
  readonly write: (line: string) => void
  readonly masker: Masker
}

export function createHostLogger(options: HostLoggerOptions): Logger {
  const { masker, format, write } = options
  const stream: DestinationStream = {
    write: (line) => write(format === 'json' ? masker.mask(line) : masker.mask(toText(line))),
  }
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: levelName },
    },
    stream,
  )
  const at = (level: Level) => (fields: object, message: string) => logger[level](fields, message)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function levelName(label: string): object {
  return { level: label }
}

function toText(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  return `${formatLogLine({ time: String(time), level: String(level), message: String(msg), fields })}\n`
}

export interface LogLine {
  readonly time: string
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** One log line for people: `12:00:01 info  Found functions  region=us-east-1 functions=12`. */
export function formatLogLine(line: LogLine): string {
  const fields = Object.entries(line.fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${formatField(value)}`)
  return [`${line.time.slice(11, 19)} ${line.level.padEnd(5)} ${line.message}`, ...fields].join(' ').trimEnd()
}

function formatField(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}
