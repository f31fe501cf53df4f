/** Points that lie in rows: texts beside numbers, times between minutes, and what was written before there were chunks. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { MINUTE_MS } from '../../../time.ts'
import { groupOf, rowOf } from '../../chunk-layout.ts'
import { decodeFields } from '../../field-codec.ts'
import { weigh } from '../../rollup.ts'
import type { Accumulator } from '../aggregate/accumulator.ts'
import type { Members } from '../plan/layout.ts'
import type { Source, Window } from '../plan/metrics-plan.ts'

export interface RowStatements {
  readonly seriesWithRows: StatementSync
  readonly rows: StatementSync
}

export function prepareRows(connection: DatabaseSync): RowStatements {
  return {
    seriesWithRows: connection.prepare('select id from series where points > 0'),
    rows: connection.prepare(
      'select time, fields from points where series_id = ? and time >= ? and time < ?',
    ),
  }
}

export interface RowScan {
  readonly window: Window
  readonly members: readonly Members[]
  readonly sources: readonly Source[]
  /** Of each source. */
  readonly accumulators: readonly Accumulator[]
  readonly fieldId: (name: string) => number | undefined
  /** Called for each series that has a value. */
  readonly see: (member: number, row: number) => void
  readonly checkpoint: () => void
}

export function scanRows({ seriesWithRows, rows }: RowStatements, scan: RowScan): void {
  const { window, members, see, checkpoint } = scan
  const places = new Map(members.map(({ group }, place) => [group, place]))
  const addRow = createAddRow(scan)
  for (const { id } of seriesWithRows.all()) {
    const series = Number(id)
    const member = places.get(groupOf(series)) ?? -1
    const target = members[member]?.targets[rowOf(series)] ?? -1
    if (target < 0) continue
    checkpoint()
    for (const { time, fields } of rows.iterate(series, window.from, window.to)) {
      if (addRow(Number(time), String(fields), target)) see(member, rowOf(series))
    }
  }
}

/** True where the row had any value. */
function createAddRow({ window, sources, accumulators, fieldId }: RowScan) {
  const keyOf = (field = '') => fieldId(field)?.toString(36) ?? ''
  const columns = sources.map(({ field, weight, aggregation }, at) => ({
    ...{ field: keyOf(field), weight: keyOf(weight), isWeighed: aggregation === 'avg' },
    accumulator: accumulators[at],
  }))
  return (time: number, fields: string, target: number): boolean => {
    const stored = decodeFields(fields)
    let found = false
    for (const { field, weight, isWeighed, accumulator } of columns) {
      const value = toNumber(stored[field])
      if (value === undefined) continue
      found = true
      const row = toCells(time, value, toNumber(stored[weight]), window, target)
      if (isWeighed) weigh(row.values, row.weights)
      accumulator?.add(row)
    }
    return found
  }
}

function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

function toCells(time: number, value: number, weight = Number.NaN, window: Window, target: number) {
  return {
    values: Float64Array.of(value),
    weights: Float64Array.of(weight),
    bases: Int32Array.of(target * window.steps),
    buckets: Int32Array.of(Math.floor((time - window.from) / window.step)),
    time,
    step: MINUTE_MS,
  }
}
