/**
 * Points as InfluxDB line protocol. What the protocol cannot carry never makes a broken line: control characters
 * in names and tag values become spaces, NaN and infinities are left out.
 */
import { isValue } from '../model/row-point.ts'
import type { FieldValue, RowPoint } from '../script.ts'

export const PRECISIONS = ['ns', 'us', 'ms', 's'] as const
export type Precision = (typeof PRECISIONS)[number]

export interface LineProtocolOptions {
  /** Unit of the timestamps. @default {'ns'} */
  readonly precision?: Precision
  /**
   * `literal`: a backslash in names and tag values stands for itself (InfluxDB, DataKit). Left out is one that
   * would escape what follows: at the end, and in measurements and field keys before a comma, equals sign or
   * space.
   * `doubled`: it is written twice (VictoriaMetrics).
   * @default {'literal'}
   */
  readonly backslash?: 'literal' | 'doubled'
  /**
   * Line breaks inside string fields: `raw` as InfluxDB and DataKit read them back, or `escaped` as `\\n`, for
   * readers that go line by line.
   * @default {'raw'}
   */
  readonly lineBreaks?: 'raw' | 'escaped'
}

/** One point as one line without line end; empty when the protocol cannot carry its measurement or any field. */
export type LineEncoder = (point: RowPoint) => string

/** Names repeat from point to point; the memory for them is bounded. */
const CACHE_SIZE = 20_000

/**
 * Keeps escaped names between calls, so make one encoder and use it for every point of a run. The last tags and names
 * are kept too: points of one series in a row best share them.
 */
export function createLineEncoder(options: LineProtocolOptions = {}): LineEncoder {
  const { precision = 'ns', backslash = 'literal', lineBreaks = 'raw' } = options
  const stringOf = lineBreaks === 'raw' ? escapeString : escapeStringOnOneLine
  const measurementOf = cached((name) => leadingHash(escapeExposed(name, MEASUREMENT, backslash)))
  const tagKeyOf = cached((key) => keyText(escapeName(key, KEY, backslash)))
  const fieldKeyOf = cached((key) => keyText(escapeExposed(key, KEY, backslash)))
  let lastTags: RowPoint['tags'] | undefined
  let lastText = ''
  const tagPartOf = (tags: RowPoint['tags']): string => {
    if (tags !== lastTags) lastText = encodeTags(tags, tagKeyOf, backslash)
    lastTags = tags
    return lastText
  }
  let lastNames: readonly string[] = []
  let lastKeys: readonly string[] = []
  const keysOf = (names: readonly string[]): readonly string[] => {
    if (names !== lastNames) lastKeys = names.map(fieldKeyOf)
    lastNames = names
    return lastKeys
  }
  return (point) => {
    const fields = encodeFields(keysOf(point.names), point.values, stringOf)
    const measurement = measurementOf(point.measurement)
    if (fields === '' || measurement === '') return ''
    const timestamp = encodeTimestamp(point, precision)
    return `${measurement}${tagPartOf(point.tags)} ${fields} ${timestamp}`
  }
}

/** Many points as lines, each with its line end. */
export function encodeLines(points: readonly RowPoint[], options: LineProtocolOptions = {}): string {
  const encode = createLineEncoder(options)
  let text = ''
  for (const point of points) {
    const line = encode(point)
    if (line !== '') text += `${line}\n`
  }
  return text
}

function encodeTags(tags: RowPoint['tags'], keyOf: (key: string) => string, backslash: Backslash): string {
  let text = ''
  for (const key of sortedKeys(tags)) {
    const keyPart = keyOf(key)
    const value = escapeName(tags[key] ?? '', KEY, backslash)
    if (keyPart !== '' && value !== '') text += keyPart + value
  }
  return text
}

/** A key as it is written, a comma before and an equals sign after it; empty when nothing is left of its name. */
function keyText(name: string): string {
  return name === '' ? '' : `,${name}=`
}

/** Receivers store sorted tags faster. Scripts mostly write them sorted already. */
function sortedKeys(tags: RowPoint['tags']): string[] {
  const keys = Object.keys(tags)
  for (let index = 1; index < keys.length; index++) {
    if ((keys[index] ?? '') < (keys[index - 1] ?? '')) return keys.sort()
  }
  return keys
}

/** @param keys As `keyText` has them. */
function encodeFields(
  keys: readonly string[],
  values: readonly FieldValue[],
  stringOf: (text: string) => string,
): string {
  let text = ''
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? ''
    const value = values[index]
    if (!isValue(value) || key === '') continue
    text += key + (typeof value === 'number' ? encodeFloat(value) : encodeField(value, stringOf))
  }
  return text.slice(1)
}

function encodeField(value: Exclude<FieldValue, number>, stringOf: (text: string) => string): string {
  if (typeof value === 'string') return `"${stringOf(value)}"`
  return typeof value === 'bigint' ? `${value}i` : String(value)
}

function escapeString(text: string): string {
  return STRING.test(text) ? text.replace(STRINGS, '\\$&') : text
}

function escapeStringOnOneLine(text: string): string {
  return escapeString(text).replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}

/** The shortest text that reads back as the same double, as JavaScript prints it. */
function encodeFloat(value: number): string {
  const whole = Math.trunc(value)
  if (whole === value) return Object.is(value, -0) ? '-0' : String(value)
  // Durations have two decimals. That few digits which read back as the double are the shortest text of it.
  const hundredths = Math.round(value * 100)
  const isShort = hundredths / 100 === value && hundredths > 0 && hundredths < MOST_HUNDREDTHS
  return isShort ? `${whole}${DECIMALS[hundredths - whole * 100]}` : String(value)
}

/** Decimals of up to fifteen digits are different doubles. */
const MOST_HUNDREDTHS = 10 ** 15
const DECIMALS = Array.from({ length: 100 }, (_, hundredths) => String(hundredths / 100).slice(1))

const ZEROS = { ns: '000000', us: '000' } as const
const NANOSECONDS = 1_000_000n

/** Appends zeros rather than multiplying: nanoseconds do not fit a double. */
function encodeTimestamp({ timestamp, nanoseconds = 0 }: RowPoint, precision: Precision): string {
  const whole = Math.floor(timestamp)
  if (precision === 's') return String(Math.floor(whole / 1000))
  if (nanoseconds !== 0 && precision !== 'ms') return encodeNanoseconds(whole, nanoseconds, precision)
  if (precision === 'ms' || whole === 0) return String(whole === 0 ? 0 : whole)
  return `${whole}${ZEROS[precision]}`
}

function encodeNanoseconds(ms: number, nanoseconds: number, precision: 'ns' | 'us'): string {
  const total = BigInt(ms) * NANOSECONDS + BigInt(nanoseconds)
  return String(precision === 'ns' ? total : total / 1000n)
}

type Backslash = NonNullable<LineProtocolOptions['backslash']>

interface Escapes {
  /** Whether anything at all needs care. */
  readonly test: RegExp
  readonly escape: RegExp
}

const KEY: Escapes = { test: /[\0-\x20,=\\\x7f]/, escape: /[ ,=]/g }
const MEASUREMENT: Escapes = { test: /[\0-\x20,\\\x7f]/, escape: /[ ,]/g }
const CONTROLS = /[\0-\x1f\x7f]/g
const STRING = /["\\]/
const STRINGS = /["\\]/g

function escapeName(name: string, escapes: Escapes, backslash: Backslash): string {
  if (!escapes.test.test(name)) return name
  const clean = name.replace(CONTROLS, ' ')
  const slashes = backslash === 'doubled' ? clean.replaceAll('\\', '\\\\') : clean.replace(/\\+$/, '')
  return slashes.replace(escapes.escape, '\\$&')
}

/**
 * InfluxDB reads two backslashes of a field key as a pair, so that the second would escape nothing, and indexes
 * a measurement with an escaped backslash under another name than it stores it.
 */
function escapeExposed(name: string, escapes: Escapes, backslash: Backslash): string {
  const safe = backslash === 'literal' ? name.replace(/\\+(?=[\0-\x20,=\x7f])/g, '') : name
  return escapeName(safe, escapes, backslash)
}

/** A line that begins with `#` would be a comment. */
function leadingHash(measurement: string): string {
  return measurement.startsWith('#') ? `\\${measurement}` : measurement
}

function cached(compute: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>()
  return (key) => {
    const hit = known.get(key)
    if (hit !== undefined) return hit
    if (known.size >= CACHE_SIZE) known.clear()
    const value = compute(key)
    known.set(key, value)
    return value
  }
}
