/**
 * Answers of GetMetricData, from their bytes straight into a table. An answer has hundreds of results that differ in id
 * and values alone: all else is read once.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
import type { MetricDataRequest, MetricTable } from '../../script.ts'
import { JsonCursor, membersOf } from './json-cursor.ts'
import { columnFinder, OUTSIDE } from './metric-columns.ts'
import { NumberList } from './number-list.ts'
import { rowOf } from './query-ids.ts'
import { type ReadMember, repeated, uniformObjects } from './uniform-objects.ts'

export interface MetricDataPage {
  readonly nextToken: string | undefined
}

/** Undefined, and nothing in the table, when the answer is out of the ordinary. */
export type ReadMetricData = (
  bytes: Uint8Array,
  request: MetricDataRequest,
  table: MetricTable,
) => MetricDataPage | undefined

const ANSWER = membersOf(['MetricDataResults', 'NextToken'])
/** The label is wanted for its place alone: it is mostly the one before. */
const RESULT = membersOf(['Id', 'Label', 'Timestamps', 'Values', 'StatusCode'])

interface Result {
  id: string | undefined
  status: string | undefined
  /** Of its times. */
  columns: readonly number[]
  /** Where its values are among those of the whole answer. */
  from: number
  to: number
}

/** @see StatusCode of a MetricDataResult */
export const PARTIAL = 'PartialData'

const NO_COLUMNS: readonly number[] = []

/** With memory of its own, where the numbers of an answer wait until the whole of it has been read. */
export function metricDataReader(): ReadMetricData {
  const values = new NumberList()
  const times = new NumberList()
  return (bytes, request, table) => {
    values.cut(0)
    const json = new JsonCursor(bytes)
    const readColumns = columnsReader(json, times, columnFinder(request, table))
    const readMember = memberReader(json, values, readColumns)
    const readResult = uniformObjects(json, { members: RESULT, create: createResult, readMember })
    let results: Result[] | undefined
    let nextToken: string | undefined
    const isRead = json.object(ANSWER, (name) => {
      if (name === 'NextToken') nextToken = json.text()
      else results = json.list(readResult)
      return (name === 'NextToken' ? nextToken : results) !== undefined
    })
    if (!isRead || !json.isAtEnd || results === undefined) return undefined
    for (const result of results) put(result, values, table)
    return { nextToken }
  }
}

function createResult(): Result {
  return { id: undefined, status: undefined, columns: NO_COLUMNS, from: 0, to: 0 }
}

function columnsReader(
  json: JsonCursor,
  times: NumberList,
  columnOf: (milliseconds: number) => number,
): () => readonly number[] | undefined {
  return () => {
    times.cut(0)
    if (!json.numbers(times)) return undefined
    return Array.from({ length: times.length }, (_, place) => columnOf(Math.round(times.at(place) * 1000)))
  }
}

function memberReader(
  json: JsonCursor,
  values: NumberList,
  columns: () => readonly number[] | undefined,
): ReadMember<(typeof RESULT)[number]['name'], Result> {
  const readColumns = repeated(json, columns)
  const readStatus = repeated(json, () => json.text())
  const readLabel = repeated(json, () => json.text())
  return (name, result) => {
    if (name === 'Label') return readLabel() !== undefined
    if (name === 'Values') {
      result.from = values.length
      const isRead = json.numbers(values)
      result.to = values.length
      return isRead
    }
    if (name === 'Timestamps') {
      const found = readColumns()
      result.columns = found ?? NO_COLUMNS
      return found !== undefined
    }
    if (name === 'Id') result.id = json.text()
    else result.status = readStatus()
    return (name === 'Id' ? result.id : result.status) !== undefined
  }
}

function put(
  { id, status, columns, from, to }: Result,
  values: NumberList,
  { values: cells, columns: width, statuses }: MetricTable,
): void {
  const row = rowOf(id)
  if (row === undefined || row >= statuses.length) return
  const count = Math.min(columns.length, to - from)
  for (let place = 0; place < count; place++) {
    const column = columns[place] ?? OUTSIDE
    if (column !== OUTSIDE) cells[row * width + column] = values.at(from + place)
  }
  // What names no status, or not a time for each value, is not all of an answer.
  statuses[row] = columns.length === to - from ? status : PARTIAL
}
