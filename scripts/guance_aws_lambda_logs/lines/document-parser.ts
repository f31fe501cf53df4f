/** JSON messages: the platform's lines, embedded metrics, `{m,v,e,t}` lines, and what wraps any of them. Pure. */
import { parseEmbedded } from './embedded-format.ts'
import { documentIncident } from './incidents.ts'
import { MARKER } from './monitoring.ts'
import type { Naming } from './naming.ts'
import { epochMs, isUsable } from './numbers.ts'
import { isObject, type JsonObject, parsePlatform } from './platform.ts'
import { refused } from './refused.ts'
import { documentStart, isRuntimePrefix } from './runtime-prefix.ts'
import type { Line, MetricLine, Refusal } from './types.ts'

const NOTHING: readonly Line[] = []
/** A logger's envelope around the telemetry's around a line; nobody wraps more. */
const DEEPEST = 3
/** Where loggers and telemetry put what is printed. */
const ENVELOPES = ['message', 'record', 'msg', 'body', 'Message', 'Body', 'fields', 'event']
/** A metric of any kind, wherever it stands in a document. */
const HIDDEN = /MONITORING\|\d|CloudWatchMetrics\\*":\s*\[\s*\{/

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
    return message.indexOf('"platform.') >= 0 || holdsOwnMetric(message)
  }

  /** Of a text: lines with the marker, else documents behind the prefix of a runtime, the whole text or one a line. */
  inText(text: string, depth = 0): readonly Line[] {
    const brace = text.indexOf('{')
    const marker = text.indexOf(MARKER)
    if (brace < 0) return marker < 0 ? NOTHING : this.#monitoringLines(text)
    if (!holdsOwnMetric(text)) return NOTHING
    if (marker < 0) return this.#prefixed(text, depth)
    // The marker may stand within a document.
    const lines = brace < marker ? this.#prefixed(text, depth) : NOTHING
    const isTaken = lines.length > 0 && lines.every(({ kind }) => kind === 'metric')
    return isTaken ? lines : this.#monitoringLines(text)
  }

  #prefixed(text: string, depth: number): readonly Line[] {
    const at = documentStart(text)
    if (at < 0) return NOTHING
    const whole = isRuntimePrefix(lastLine(text.slice(0, at))) ? parseJson(text.slice(at)) : undefined
    if (whole !== undefined) return this.#document(whole, text, depth)
    return text.split(/[\r\n]+/).flatMap((line) => this.#prefixedLine(line, depth))
  }

  #prefixedLine(line: string, depth: number): readonly Line[] {
    const at = holdsOwnMetric(line) ? documentStart(line) : -1
    if (at < 0) return NOTHING
    const document = parseJson(line.slice(at))
    if (document === undefined) return this.#broken(line)
    const lines = this.#document(document, line.slice(at), depth)
    return lines.length === 0 || isRuntimePrefix(line.slice(0, at)) ? lines : [refused('prefix', line)]
  }

  #parsed(message: string): readonly Line[] {
    const document = parseJson(message)
    if (document !== undefined) return this.#whole(document, message)
    const texts = message.split(/[\r\n]+/).filter((text) => text.trim() !== '')
    if (texts.length < 2) return this.#broken(message)
    const parts = texts.map((text) => ({ text, part: parseJson(text) }))
    if (parts.every(({ part }) => part === undefined)) return this.#broken(message)
    return parts.flatMap(({ text, part }) =>
      part === undefined ? this.#broken(text) : this.#whole(part, text),
    )
  }

  /** Metrics where no logger is known to put them are refused rather than passed over. */
  #whole(document: unknown, text: string): readonly Line[] {
    const lines = this.#document(document, text, 0)
    return lines.length === 0 && HIDDEN.test(text) ? [refused('envelope', text)] : lines
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
    return ENVELOPES.flatMap((key) => this.#wrapped(document[key], depth))
  }

  #wrapped(inner: unknown, depth: number): readonly Line[] {
    if (typeof inner !== 'string') return this.#document(inner, '', depth + 1)
    return depth < DEEPEST ? this.inText(inner, depth + 1) : NOTHING
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

/** What own metrics hold, also within a text of a document. */
function holdsOwnMetric(text: string): boolean {
  if (text.indexOf('_aws') >= 0 || text.indexOf(MARKER) >= 0) return true
  return text.indexOf('"m"') >= 0 || text.indexOf('\\"m\\') >= 0
}

function lastLine(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1)
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
