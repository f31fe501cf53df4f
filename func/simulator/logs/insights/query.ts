import type { FieldValue, LogRecord } from './log-record.ts'
import { malformedQuery, notSimulatedQuery } from './query-error.ts'
import { parseFilter, type RecordTest } from './query-filter.ts'
import { nameAs, parseStats, type Stats, timeText } from './query-stats.ts'
import { TokenReader, tokensOf } from './query-tokens.ts'

export interface Query {
  readonly filters: readonly RecordTest[]
  readonly fields: readonly { readonly field: string; readonly name: string }[]
  readonly stats: Stats | undefined
  readonly sort: readonly { readonly name: string; readonly descending: boolean }[]
  readonly limit: number | undefined
}

type Row = ReadonlyMap<string, FieldValue>

const UNKNOWN_COMMANDS = [
  ...[
    'parse',
    'dedup',
    'pattern',
    'diff',
    'unmask',
    'unnest',
    'anomaly',
    'filterindex',
    'source',
    'lookup',
    'join',
  ],
  ...['appendcols', 'append', 'subquery', 'fillmissing', 'smooth', 'eventstats', 'streamstats', 'addtotals'],
]
const DEFAULT_FIELDS = ['@timestamp', '@message']
const TIMES = ['@timestamp', '@ingestionTime']

/** The commands fields, display, filter, stats, sort and limit of Logs Insights QL. @throws {AwsError} MalformedQueryException */
export function parseQuery(text: string): Query {
  const reader = new TokenReader(tokensOf(text))
  const query = {
    filters: [] as RecordTest[],
    fields: [],
    stats: undefined,
    sort: [],
    limit: undefined,
  } as Draft
  while (!reader.isDone) {
    parseCommand(reader, query)
    if (reader.isDone) break
    reader.expect('|')
    if (reader.isDone) throw malformedQuery('the end of the query')
  }
  return query
}

type Draft = { -readonly [Member in keyof Query]: Query[Member] } & { filters: RecordTest[] }

function parseCommand(reader: TokenReader, query: Draft): void {
  const { text, offset } = reader.take('word')
  const command = text.toLowerCase()
  if (UNKNOWN_COMMANDS.includes(command)) throw notSimulatedQuery(`the command ${command}`)
  if (query.stats !== undefined && command !== 'sort' && command !== 'limit') {
    throw notSimulatedQuery(`the command ${command} behind stats`)
  }
  if (command === 'filter') query.filters.push(parseFilter(reader))
  else if (command === 'fields' || command === 'display') query.fields = parseFields(reader)
  else if (command === 'stats') query.stats = parseStats(reader)
  else if (command === 'sort') query.sort = parseSort(reader)
  else if (command === 'limit' || command === 'head') query.limit = Number(reader.take('number').text)
  else throw malformedQuery(text, offset)
}

function parseFields(reader: TokenReader): Query['fields'] {
  const fields = [parseField(reader)]
  while (reader.skip(',')) fields.push(parseField(reader))
  return fields
}

function parseField(reader: TokenReader): Query['fields'][number] {
  const { text: field } = reader.take('word')
  if (reader.peek()?.text === '(') throw notSimulatedQuery(`the function ${field} in fields`)
  return { field, name: nameAs(reader) ?? field }
}

function parseSort(reader: TokenReader): Query['sort'] {
  const keys: { name: string; descending: boolean }[] = []
  do {
    const { text: name } = reader.take('word')
    const descending = reader.skip('desc') || !reader.skip('asc')
    keys.push({ name, descending })
  } while (reader.skip(','))
  return keys
}

export type ResultRow = readonly { readonly field: string; readonly value: string }[]

/** The rows of the answer, with the pointer of its event in each that is of one event. */
export function runQuery(query: Query, records: readonly LogRecord[], limit: number): readonly ResultRow[] {
  const matched = records.filter((record) => query.filters.every((filter) => filter(record)))
  const rows = query.stats === undefined ? eventRows(query, matched) : groupRows(query.stats, matched)
  const sorted = sortRows(query, rows)
  return sorted.slice(0, query.limit ?? limit).map(resultRow)
}

/** @returns how many records pass all filters */
export function countMatched({ filters }: Query, records: readonly LogRecord[]): number {
  return records.filter((record) => filters.every((filter) => filter(record))).length
}

function eventRows({ fields, sort }: Query, records: readonly LogRecord[]): readonly Row[] {
  const shown = fields.length === 0 ? DEFAULT_FIELDS.map((name) => ({ field: name, name })) : fields
  return records.map((record) => {
    const hidden = sort.map(({ name }) => [`sort ${name}`, record.field(name)] as const)
    const values = shown.map(({ field, name }) => [name, record.field(field)] as const)
    const time = ['sort @timestamp', record.event.timestamp] as const
    return new Map<string, FieldValue>([time, ...hidden, ...values, ['@ptr', record.field('@ptr')]])
  })
}

function groupRows({ aggregates, keys }: Stats, records: readonly LogRecord[]): readonly Row[] {
  const groups = Map.groupBy(records, (record) => JSON.stringify(keys.map(({ of }) => of(record) ?? null)))
  return [...groups.values()].map((members) => {
    const [first] = members as [LogRecord, ...LogRecord[]]
    const known = keys.map(({ name, of }) => [name, of(first)] as const)
    return new Map<string, FieldValue>([
      ...known,
      ...aggregates.map(({ name, of }) => [name, of(members)] as const),
    ])
  })
}

/** Events come newest first unless the query says otherwise. */
function sortRows({ sort, stats }: Query, rows: readonly Row[]): readonly Row[] {
  const keys = sort.length > 0 ? sort : stats === undefined ? [{ name: '@timestamp', descending: true }] : []
  const sortValue = (row: Row, name: string) => row.get(`sort ${name}`) ?? row.get(name)
  return rows.toSorted((a, b) => {
    for (const { name, descending } of keys) {
      const order = compare(sortValue(a, name), sortValue(b, name))
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

function compare(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a ?? '') < String(b ?? '') ? -1 : Number(String(a ?? '') > String(b ?? ''))
}

/** What a record does not have is left out. */
function resultRow(row: Row): ResultRow {
  return [...row]
    .filter(([name, value]) => value !== undefined && !name.startsWith('sort '))
    .map(([field, value]) => ({
      field,
      value: TIMES.includes(field) ? timeText(Number(value)) : String(value),
    }))
}
