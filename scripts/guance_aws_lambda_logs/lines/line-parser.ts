/**
 * Finds in the message of one event what bears on a metric. Nothing throws, whatever the message; most messages
 * are distinguished by their first character and a few searches for fixed text. Pure.
 */
import { HOUR_MS, MINUTE_MS } from '../../guance_integration_core/index.ts'
import { DocumentParser } from './document-parser.ts'
import { parseEnd, parseIncident, parseRequestError } from './incidents.ts'
import { MARKER, parseMonitoring } from './monitoring.ts'
import { Naming } from './naming.ts'
import { refused } from './refused.ts'
import { INIT_REPORT, parsePhaseReport, parseReport, REPORT, RESTORE_REPORT } from './report.ts'
import { isRuntimePrefix } from './runtime-prefix.ts'
import type { Line } from './types.ts'

const NOTHING: readonly Line[] = []
/** What a refused line shows of what stood before it. */
const LONGEST_PREFIX = 256
/** How long after the event a line may be stamped; clocks are not that far apart. */
const EARLY_MS = 10 * MINUTE_MS

export interface LineParserOptions {
  /** How long before its event a line may be stamped. @default {3_600_000} */
  readonly lateMs?: number
}

export class LineParser {
  readonly #naming = new Naming()
  readonly #documents = new DocumentParser(this.#naming, (text) => this.#monitoringLines(text))
  readonly #lateMs: number

  constructor({ lateMs = HOUR_MS }: LineParserOptions = {}) {
    this.#lateMs = lateMs
  }

  /** @param timestamp Of the event; a line stamped too far from it is refused. */
  parse(message: string, timestamp: number): readonly Line[] {
    const lines = this.#find(message)
    return lines.length === 0 ? lines : this.#timely(lines, message, timestamp)
  }

  #find(message: string): readonly Line[] {
    switch (message.charCodeAt(0)) {
      case 82: // R
        if (message.startsWith(REPORT)) return one(parseReport(message))
        if (message.startsWith(RESTORE_REPORT)) return one(parsePhaseReport(message))
        if (message.startsWith('RequestId: ')) return one(parseRequestError(message))
        return this.#text(message)
      case 83: // S
        return message.startsWith('START RequestId: ') ? NOTHING : this.#text(message)
      case 69: // E
        return message.startsWith('END RequestId: ') ? one(parseEnd(message)) : this.#text(message)
      case 73: // I
        if (message.startsWith(INIT_REPORT)) return one(parsePhaseReport(message))
        return message.startsWith('INIT_START ') ? NOTHING : this.#text(message)
      case 123: // {
        return this.#documents.lines(message)
      default:
        return this.#text(message)
    }
  }

  #text(message: string): readonly Line[] {
    const incident = parseIncident(message)
    const lines = this.#documents.inText(message)
    if (incident === undefined) return lines
    return [...lines, incident]
  }

  /** Each line of the text that has the marker. */
  #monitoringLines(text: string): Line[] {
    const lines: Line[] = []
    let at = text.indexOf(MARKER)
    while (at >= 0) {
      const start = lineStart(text, at)
      const end = lineEnd(text, at)
      lines.push(this.#monitoring(text.slice(start, at), text.slice(at + MARKER.length, end)))
      at = text.indexOf(MARKER, end)
    }
    return lines
  }

  #monitoring(prefix: string, body: string): Line {
    const sample = () => prefix.slice(-LONGEST_PREFIX) + MARKER + body
    if (!isRuntimePrefix(prefix)) return refused('prefix', sample())
    const parsed = parseMonitoring(body, this.#naming)
    return typeof parsed === 'string' ? refused(parsed, sample()) : parsed
  }

  #timely(lines: readonly Line[], message: string, timestamp: number): readonly Line[] {
    const oldest = timestamp - this.#lateMs
    const newest = timestamp + EARLY_MS
    return lines.map((line) => {
      if (line.kind !== 'metric') return line
      if (line.time < oldest) return refused('too_old', message)
      return line.time > newest ? refused('too_new', message) : line
    })
  }
}

function one(line: Line | undefined): readonly Line[] {
  return line === undefined ? NOTHING : [line]
}

function lineStart(text: string, at: number): number {
  let start = at
  while (start > 0 && !isLineBreak(text.charCodeAt(start - 1))) start -= 1
  return start
}

function lineEnd(text: string, at: number): number {
  let end = at
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end += 1
  return end
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13
}
