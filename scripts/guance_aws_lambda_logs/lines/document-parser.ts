/** JSON messages: the platform's lines, embedded metrics, `{m,v,e,t}` lines, and what wraps any of them. Pure. */
import { parseEmbedded } from './embedded-format.ts'
import { documentIncident } from './incidents.ts'
import { MARKER } from './monitoring.ts'
import type { Naming } from './naming.ts'
import { epochMs, isUsable } from './numbers.ts'
import { isObject, type JsonObject, parsePlatform } from './platform.ts'
import { refused } from './refused.ts'
import type { Line, MetricLine, Refusal } from './types.ts'

const NOTHING: readonly Line[] = []
/** A logger's envelope around the telemetry's around a line; nobody wraps more. */
const DEEPEST = 3
const QUOTE = 34
const BACKSLASH = 92

export class DocumentParser {
  readonly #naming: Naming
  readonly #monitoringLines: (text: string) => readonly Line[]

  /** @param monitoringLines What a text with the marker says. */
  constructor(naming: Naming, monitoringLines: (text: string) => readonly Line[]) {
    this.#naming = naming
    this.#monitoringLines = monitoringLines
  }

  /** @param message Begins with `{`. */
  lines(message: string): readonly Line[] {
    const incident = jsonIncident(message)
    if (!this.mayHoldMetrics(message)) return incident === undefined ? NOTHING : [incident]
    const lines = this.#parsed(message)
    return incident === undefined ? lines : [...lines, incident]
  }

  /** Cheap, so that ordinary documents need not be parsed. */
  mayHoldMetrics(message: string): boolean {
    return (
      isMetricLetter(message, 1) ||
      message.indexOf('"platform.') >= 0 ||
      message.indexOf('_aws') >= 0 ||
      message.indexOf(MARKER) >= 0 ||
      hasWrappedMetric(message)
    )
  }

  #parsed(message: string): readonly Line[] {
    const document = parseJson(message)
    if (document !== undefined) return this.#document(document, message, 0)
    const texts = message.split(/[\r\n]+/).filter((text) => text.trim() !== '')
    if (texts.length < 2) return this.#broken(message)
    return texts.flatMap((text) => {
      const part = parseJson(text)
      return part === undefined ? this.#broken(text) : this.#document(part, text, 0)
    })
  }

  /** What looked like a metric and is no whole document. */
  #broken(text: string): readonly Line[] {
    if (text.startsWith(MARKER)) return this.#monitoringLines(text)
    return this.mayHoldMetrics(text) ? [refused('json', text)] : NOTHING
  }

  #document(document: unknown, text: string, depth: number): readonly Line[] {
    if (!isObject(document) || depth > DEEPEST) return NOTHING
    if (typeof document.type === 'string' && document.type.startsWith('platform.')) {
      const line = parsePlatform(document)
      return line === undefined ? NOTHING : [line]
    }
    if (Object.hasOwn(document, '_aws')) return this.#embedded(document, text)
    if (isMetricDocument(document)) return [this.#metric(document, text)]
    return this.#wrapped(document.message ?? document.record, depth)
  }

  #wrapped(inner: unknown, depth: number): readonly Line[] {
    if (typeof inner !== 'string') return this.#document(inner, '', depth + 1)
    if (inner.startsWith('{') && depth < DEEPEST) return this.#document(parseJson(inner), inner, depth + 1)
    return inner.indexOf(MARKER) < 0 ? NOTHING : this.#monitoringLines(inner)
  }

  #embedded(document: JsonObject, text: string): readonly Line[] {
    const { lines, refused: problems } = parseEmbedded(document, this.#naming)
    if (problems.length === 0) return lines
    return [...lines, ...problems.map((problem) => refused(problem, sample(document, text)))]
  }

  #metric(document: JsonObject, text: string): Line {
    const line = this.#metricOf(document)
    return typeof line === 'string' ? refused(line, sample(document, text)) : line
  }

  /** `{"m":name,"v":number,"e":epoch,"t":["key:value",…]}`. */
  #metricOf({ m, v, e, t }: JsonObject): MetricLine | Refusal {
    const named = typeof m === 'string' ? this.#naming.name(m) : undefined
    if (named === undefined) return 'name'
    if (!isUsable(v)) return 'value'
    const time = isUsable(e) ? epochMs(e) : undefined
    if (time === undefined) return 'timestamp'
    const tags = Array.isArray(t) ? this.#naming.tags(t) : undefined
    if (tags === undefined) return 'tags'
    const line = { kind: 'metric', type: 'distribution', name: named.name, value: v, time } as const
    const original = named.original !== undefined && { originalName: named.original }
    return { ...line, ...original, resolutionMs: 1000, tags }
  }
}

function sample(document: JsonObject, text: string): string {
  return text === '' ? Object.keys(document).slice(0, 20).join(', ') : text
}

function isMetricDocument(document: JsonObject): boolean {
  return ['m', 'v', 'e', 't'].every((key) => Object.hasOwn(document, key))
}

/** Whether a key of one letter, one of `m`, `v`, `e`, `t`, comes next but blanks. */
function isMetricLetter(message: string, from: number): boolean {
  let at = from
  while (message.charCodeAt(at) === 32) at += 1
  if (message.charCodeAt(at) === BACKSLASH) at += 1
  if (message.charCodeAt(at) !== QUOTE) return false
  const end = message.charCodeAt(at + 2)
  return (end === QUOTE || end === BACKSLASH) && 'mvet'.includes(message.charAt(at + 1))
}

/** Whether `message` or `record` holds a `{m,v,e,t}` document, as an object or a text. */
function hasWrappedMetric(message: string): boolean {
  return hasMetricAfter(message, '"message":') || hasMetricAfter(message, '"record":')
}

function hasMetricAfter(message: string, key: string): boolean {
  const found = message.indexOf(key)
  if (found < 0) return false
  const brace = message.indexOf('{', found)
  return brace >= 0 && brace - found < key.length + 4 && isMetricLetter(message, brace + 1)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What runtimes print of an error that a handler threw: Go's and Ruby's documents have nothing before it. */
const WHOLE_ERROR = /^\{\s*"errorMessage":/

function jsonIncident(message: string): Line | undefined {
  const isWholeError = WHOLE_ERROR.test(message) && message.indexOf('"errorType":') >= 0
  if (!isWholeError && message.indexOf('mory') < 0) return undefined
  const document = parseJson(message)
  return isObject(document) ? documentIncident(document, isWholeError) : undefined
}
