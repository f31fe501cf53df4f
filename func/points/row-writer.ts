/** Points as rows: events, and metrics that are not numbers on whole minutes. */
import { createHash } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Category, RowPoint } from '../script.ts'
import { encodeFields } from './field-codec.ts'
import type { Ids } from './series-ids.ts'

const ROWS_PER_STATEMENT = 50

export interface Row {
  readonly series: number
  readonly time: number
  readonly discriminator: string
  /** A JSON object; keys are ids of field names in base 36. */
  readonly fields: string
}

/** Inserts rows, or merges their fields into those there are; in the caller's transaction. */
export function createRowWriter(connection: DatabaseSync): (rows: Row[]) => void {
  const many = connection.prepare(insertStatement(ROWS_PER_STATEMENT))
  const one = connection.prepare(insertStatement(1))
  return (rows) => insert(rows.filter(hasFields).sort(bySeriesAndTime), many, one)
}

export function toRow(category: Category, point: RowPoint, series: number, ids: Ids): Row {
  const fields = encodeFields(point, (name) => ids.field(name).toString(36))
  const discriminator = category === 'logging' ? hashFields(point) : ''
  return { series, time: Math.floor(point.timestamp), discriminator, fields }
}

/** A repeat that changes nothing dirties no page. */
function insertStatement(rows: number): string {
  const values = Array.from({ length: rows }, () => '(?, ?, ?, ?)').join(', ')
  return `insert into points (series_id, time, discriminator, fields) values ${values}
    on conflict do update set fields = json_patch(points.fields, excluded.fields)
    where points.fields <> excluded.fields`
}

function insert(rows: readonly Row[], many: StatementSync, one: StatementSync): void {
  const end = rows.length - (rows.length % ROWS_PER_STATEMENT)
  const values: (number | string)[] = []
  for (const [at, row] of rows.entries()) {
    values.push(row.series, row.time, row.discriminator, row.fields)
    if (at < end && values.length < ROWS_PER_STATEMENT * 4) continue
    const statement = at < end ? many : one
    statement.run(...values)
    values.length = 0
  }
}

/** Events that happen in the same millisecond stay apart, while a repeat of one overwrites it. */
function hashFields({ names, values }: RowPoint): string {
  const order = [...names.keys()].sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1))
  const sorted = {
    names: order.map((index) => names[index] ?? ''),
    values: order.map((index) => values[index] ?? Number.NaN),
  }
  return createHash('sha256')
    .update(encodeFields(sorted, (name) => name))
    .digest('base64url')
    .slice(0, 16)
}

function hasFields(row: Row): boolean {
  return row.fields !== '{}'
}

/** Rows that lie together in the database are written together; equal ones keep their order. */
function bySeriesAndTime(a: Row, b: Row): number {
  return a.series - b.series || a.time - b.time
}
