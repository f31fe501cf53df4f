import type { FieldValue, LogRecord } from './log-record.ts'
import { malformedQuery } from './query-error.ts'
import type { TokenReader } from './query-tokens.ts'

export type RecordTest = (record: LogRecord) => boolean

/** `@type = "REPORT" and (@duration > 1000 or @message like /timed out/)` @throws {AwsError} MalformedQueryException */
export function parseFilter(reader: TokenReader): RecordTest {
  const tests = [parseBoth(reader)]
  while (reader.skip('or') || reader.skip('||')) tests.push(parseBoth(reader))
  return tests.length === 1 ? (tests[0] as RecordTest) : (record) => tests.some((test) => test(record))
}

function parseBoth(reader: TokenReader): RecordTest {
  const tests = [parseOne(reader)]
  while (reader.skip('and') || reader.skip('&&')) tests.push(parseOne(reader))
  return tests.length === 1 ? (tests[0] as RecordTest) : (record) => tests.every((test) => test(record))
}

function parseOne(reader: TokenReader): RecordTest {
  if (reader.skip('not')) {
    const test = parseOne(reader)
    return (record) => !test(record)
  }
  if (reader.skip('(')) {
    const test = parseFilter(reader)
    reader.expect(')')
    return test
  }
  return reader.skip('ispresent') ? parsePresence(reader) : parseComparison(reader)
}

function parsePresence(reader: TokenReader): RecordTest {
  reader.expect('(')
  const { text } = reader.take('word')
  reader.expect(')')
  return (record) => record.field(text) !== undefined
}

function parseComparison(reader: TokenReader): RecordTest {
  const { text: name } = reader.take('word')
  const isNegated = reader.skip('not')
  const test = parseCondition(reader)
  return (record) => test(record.field(name)) !== isNegated
}

type ValueTest = (value: FieldValue) => boolean

function parseCondition(reader: TokenReader): ValueTest {
  if (reader.skip('like') || reader.skip('=~')) return parseLike(reader)
  if (reader.skip('in')) return parseIn(reader)
  const { text: operator, offset } = reader.take()
  const compare = COMPARISONS[operator]
  if (compare === undefined) throw malformedQuery(operator, offset)
  const wanted = parseLiteral(reader)
  return (value) => value !== undefined && compare(comparable(value, wanted), wanted)
}

type Comparable = string | number

const COMPARISONS: Readonly<Record<string, (value: Comparable, wanted: Comparable) => boolean>> = {
  '=': (value, wanted) => value === wanted,
  '==': (value, wanted) => value === wanted,
  '!=': (value, wanted) => value !== wanted,
  '<': (value, wanted) => value < wanted,
  '<=': (value, wanted) => value <= wanted,
  '>': (value, wanted) => value > wanted,
  '>=': (value, wanted) => value >= wanted,
}

/** A number in a text compares as a number. */
function comparable(value: FieldValue, wanted: Comparable): Comparable {
  return typeof wanted === 'number' ? Number(value) : String(value)
}

function parseLiteral(reader: TokenReader): Comparable {
  const sign = reader.skip('-') ? -1 : 1
  const { kind, text, offset } = reader.take()
  if (kind === 'number') return sign * Number(text)
  if (kind === 'text') return textOf(text)
  throw malformedQuery(text, offset)
}

function parseIn(reader: TokenReader): ValueTest {
  reader.expect('[')
  const wanted = [parseLiteral(reader)]
  while (reader.skip(',')) wanted.push(parseLiteral(reader))
  reader.expect(']')
  return (value) => wanted.some((each) => value !== undefined && comparable(value, each) === each)
}

function parseLike(reader: TokenReader): ValueTest {
  const { kind, text, offset } = reader.take()
  if (kind === 'text') {
    const part = textOf(text)
    return (value) => String(value ?? '').includes(part)
  }
  if (kind !== 'regex') throw malformedQuery(text, offset)
  const regex = new RegExp(text.slice(1, text.lastIndexOf('/')), text.endsWith('i') ? 'i' : '')
  return (value) => regex.test(String(value ?? ''))
}

export function textOf(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(["'\\])/g, '$1')
}
