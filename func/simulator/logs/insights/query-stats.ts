import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../time.ts'
import type { FieldValue, LogRecord } from './log-record.ts'
import { malformedQuery, notSimulatedQuery } from './query-error.ts'
import type { TokenReader } from './query-tokens.ts'

/** One value of each group of records. */
export interface Aggregate {
  readonly name: string
  readonly of: (records: readonly LogRecord[]) => FieldValue
}

/** What records are grouped by. */
export interface GroupKey {
  readonly name: string
  readonly of: (record: LogRecord) => FieldValue
}

export interface Stats {
  readonly aggregates: readonly Aggregate[]
  readonly keys: readonly GroupKey[]
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }
const UNKNOWN_FUNCTIONS = ['stddev', 'earliest', 'latest', 'sortsFirst', 'sortsLast', 'concat', 'strcontains']

/** `stats count(*) as runs, pct(@duration, 95) by bin(5m), @logStream` @throws {AwsError} MalformedQueryException */
export function parseStats(reader: TokenReader): Stats {
  const aggregates = [parseAggregate(reader)]
  while (reader.skip(',')) aggregates.push(parseAggregate(reader))
  if (!reader.skip('by')) return { aggregates, keys: [] }
  const keys = [parseKey(reader)]
  while (reader.skip(',')) keys.push(parseKey(reader))
  return { aggregates, keys }
}

function parseAggregate(reader: TokenReader): Aggregate {
  const { text: name, offset } = reader.take('word')
  if (UNKNOWN_FUNCTIONS.includes(name)) throw notSimulatedQuery(`the function ${name}`)
  reader.expect('(')
  const field = reader.skip('*') ? '*' : reader.peek()?.text === ')' ? '*' : reader.take('word').text
  const share = reader.skip(',') ? Number(reader.take('number').text) : undefined
  reader.expect(')')
  const of = aggregateOf(name.toLowerCase(), field, share)
  if (of === undefined) throw malformedQuery(name, offset)
  const shown = share === undefined ? `${name}(${field})` : `${name}(${field}, ${share})`
  return { name: nameAs(reader) ?? shown, of }
}

function aggregateOf(name: string, field: string, share: number | undefined): Aggregate['of'] | undefined {
  const numbers = (records: readonly LogRecord[]) => numbersOf(records, field)
  switch (name) {
    case 'count':
      return (records) =>
        field === '*' ? records.length : records.filter((record) => record.field(field) !== undefined).length
    case 'count_distinct':
      return (records) => new Set(records.map((record) => record.field(field))).size
    case 'sum':
      return (records) => sumOf(numbers(records))
    case 'avg':
      return (records) => averageOf(numbers(records))
    case 'min':
      return (records) => numbers(records)[0]
    case 'max':
      return (records) => numbers(records).at(-1)
    case 'pct':
      return (records) => percentileOf(numbers(records), share ?? Number.NaN)
    default:
      return undefined
  }
}

/** In ascending order. */
function numbersOf(records: readonly LogRecord[], field: string): readonly number[] {
  return records
    .map((record) => record.field(field))
    .filter((value) => value !== undefined && !Number.isNaN(Number(value)))
    .map(Number)
    .toSorted((a, b) => a - b)
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0)
}

function averageOf(numbers: readonly number[]): FieldValue {
  return numbers.length === 0 ? undefined : sumOf(numbers) / numbers.length
}

function percentileOf(numbers: readonly number[], share: number): FieldValue {
  return numbers[Math.max(0, Math.ceil((share / 100) * numbers.length) - 1)]
}

function parseKey(reader: TokenReader): GroupKey {
  const { text: name } = reader.take('word')
  if (name !== 'bin' || !reader.skip('('))
    return { name: nameAs(reader) ?? name, of: (record) => record.field(name) }
  const { text: length, offset } = reader.take('word')
  reader.expect(')')
  const [, count, unit = ''] = /^(\d+)([smhd])/.exec(length) ?? []
  const lengthMs = Number(count) * (UNITS[unit] ?? Number.NaN)
  if (!(lengthMs > 0)) throw malformedQuery(length, offset)
  return {
    name: nameAs(reader) ?? `bin(${length})`,
    of: ({ event }) => timeText(Math.floor(event.timestamp / lengthMs) * lengthMs),
  }
}

export function nameAs(reader: TokenReader): string | undefined {
  return reader.skip('as') ? reader.take('word').text : undefined
}

/** `2026-03-04 10:07:30.000` */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}
