/** Reads what a metrics query is about, from chunks or their roll-ups and from rows, into accumulators. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type Accumulator, createAccumulator } from './accumulators.ts'
import { decodeCells } from './cells-codec.ts'
import {
  blockOf,
  groupOf,
  HOUR_MS,
  MINUTE_MS,
  MINUTES,
  ROLLUP_MS,
  ROLLUPS,
  rowOf,
  SERIES_PER_GROUP,
} from './chunk-layout.ts'
import { rollupKind } from './field-aggregation.ts'
import { decodeFields } from './field-codec.ts'
import type { Source, Window } from './metrics-plan.ts'
import { weigh } from './rollup.ts'

/** Which group of the answer each series belongs to. */
export type Assignment = ReadonlyMap<number, number>

export interface ScanOptions {
  readonly sources: readonly Source[]
  readonly window: Window
  readonly assignment: Assignment
  /** Groups of the answer. */
  readonly groups: number
  /** Throws when the query was given up; called often. */
  readonly checkpoint: () => void
}

export type Scan = (options: ScanOptions) => Accumulator[]

export function createScan(connection: DatabaseSync): Scan {
  const statements = prepare(connection)
  return (options) => {
    const layout = layOut(options.assignment)
    const accumulators = options.sources.map(({ aggregation }) =>
      createAccumulator(aggregation, options.groups * options.window.steps),
    )
    for (const [at, source] of options.sources.entries()) {
      const accumulator = accumulators[at]
      if (accumulator !== undefined) scanChunks(statements, source, accumulator, layout, options)
    }
    scanRows(statements, accumulators, options)
    return accumulators
  }
}

interface Statements {
  readonly fieldId: StatementSync
  readonly rollups: StatementSync
  readonly cells: StatementSync
  readonly weighedCells: StatementSync
  readonly seriesWithRows: StatementSync
  readonly rows: StatementSync
}

function prepare(connection: DatabaseSync): Statements {
  const range = 'chunks.field_id = ? and chunks.group_id = ? and chunks.block between ? and ?'
  return {
    fieldId: connection.prepare('select id from field_names where name = ?'),
    rollups: connection.prepare(`select block, rollup, rollup_weights from chunks where ${range}`),
    cells: connection.prepare(`select block, cells, null from chunks where ${range}`),
    weighedCells: connection.prepare(`select chunks.block, chunks.cells, weights.cells from chunks
      left join chunks as weights on weights.field_id = ?5
        and weights.group_id = chunks.group_id and weights.block = chunks.block
      where chunks.field_id = ?1 and chunks.group_id = ?2 and chunks.block between ?3 and ?4`),
    seriesWithRows: connection.prepare('select id from series where points > 0'),
    rows: connection.prepare(
      'select time, fields from points where series_id = ? and time >= ? and time < ?',
    ),
  }
}

/** By group of series: the group of the answer of each of the 32, −1 for those that are not asked for. */
type Layout = readonly (readonly [group: number, answers: Int32Array])[]

function layOut(assignment: Assignment): Layout {
  const layout = new Map<number, Int32Array>()
  for (const [series, answer] of assignment) {
    const group = groupOf(series)
    const answers = layout.get(group) ?? new Int32Array(SERIES_PER_GROUP).fill(-1)
    layout.set(group, answers)
    answers[rowOf(series)] = answer
  }
  return [...layout].sort(([a], [b]) => a - b)
}

type ChunkRow = readonly [
  block: number,
  values: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer> | null,
]

function scanChunks(
  statements: Statements,
  source: Source,
  accumulator: Accumulator,
  layout: Layout,
  { window, checkpoint }: ScanOptions,
): void {
  const read = createChunkReader(statements, source, window)
  if (read === undefined) return
  const add = createAdd(accumulator, read.grain, window)
  for (const [group, answers] of layout) {
    checkpoint()
    for (const chunk of read.chunks(group)) {
      read.decode(chunk)
      add(chunk[0], answers, read.values, read.weights)
    }
  }
}

/** Minutes, or five minutes where the roll-up holds just what is asked for. */
interface Grain {
  readonly ms: number
  readonly cells: number
}

function createChunkReader(statements: Statements, source: Source, window: Window) {
  const id = fieldId(statements, source.field)
  if (id === undefined) return undefined
  const isRolledUp = source.aggregation === rollupKind(source.field) && fitsRollups(window)
  const grain: Grain = isRolledUp ? { ms: ROLLUP_MS, cells: ROLLUPS } : { ms: MINUTE_MS, cells: MINUTES }
  const values = new Float64Array(SERIES_PER_GROUP * grain.cells)
  const weights = new Float64Array(SERIES_PER_GROUP * grain.cells)
  const weightId = source.weight === undefined ? undefined : fieldId(statements, source.weight)
  const [first, last] = [blockOf(window.from), blockOf(window.to - 1)]

  function chunks(group: number): ChunkRow[] {
    if (isRolledUp) return readArrays(statements.rollups, [id, group, first, last])
    if (weightId === undefined) return readArrays(statements.cells, [id, group, first, last])
    return readArrays(statements.weighedCells, [id, group, first, last, weightId])
  }

  function decode([, ofValues, ofWeights]: ChunkRow): void {
    decodeCells(ofValues, grain.cells, values)
    if (source.aggregation !== 'avg') return
    if (ofWeights === null) weights.fill(Number.NaN)
    else decodeCells(ofWeights, grain.cells, weights)
    if (!isRolledUp) weigh(values, weights)
  }

  return { grain, values, weights, chunks, decode }
}

function fitsRollups({ from, step }: Window): boolean {
  return from % ROLLUP_MS === 0 && step % ROLLUP_MS === 0
}

function readArrays(statement: StatementSync, key: readonly (number | undefined)[]): ChunkRow[] {
  statement.setReturnArrays(true)
  return statement.all(...key.map((part) => part ?? null)) as unknown as ChunkRow[]
}

function fieldId({ fieldId: statement }: Statements, name: string): number | undefined {
  const found = statement.get(name)
  return found === undefined ? undefined : Number(found.id)
}

function createAdd(accumulator: Accumulator, grain: Grain, window: Window) {
  const slotsOf = createSlots(grain, window)
  return (block: number, answers: Int32Array, values: Float64Array, weights: Float64Array): void => {
    const slots = slotsOf(block)
    const time = block * HOUR_MS
    for (let row = 0; row < SERIES_PER_GROUP; row++) {
      const answer = answers[row] ?? -1
      if (answer < 0) continue
      const start = row * grain.cells
      const base = answer * window.steps
      accumulator.add({ values, weights, start, slots, base, time, step: grain.ms })
    }
  }
}

/** The step that each cell of an hour belongs to, −1 outside the window. */
function createSlots({ ms, cells }: Grain, { from, to, step }: Window) {
  const known = new Map<number, Int32Array>()
  return (block: number): Int32Array => {
    const found = known.get(block)
    if (found !== undefined) return found
    const slots = Int32Array.from({ length: cells }, (_, cell) => {
      const time = block * HOUR_MS + cell * ms
      return time < from || time >= to ? -1 : Math.floor((time - from) / step)
    })
    known.set(block, slots)
    return slots
  }
}

function scanRows(
  statements: Statements,
  accumulators: readonly Accumulator[],
  { sources, window, assignment, checkpoint }: ScanOptions,
): void {
  const keys = sources.map(({ field, weight }) => ({
    field: fieldId(statements, field)?.toString(36) ?? '',
    weight: (weight === undefined ? undefined : fieldId(statements, weight)?.toString(36)) ?? '',
  }))
  for (const { id } of statements.seriesWithRows.all()) {
    const answer = assignment.get(Number(id))
    if (answer === undefined) continue
    checkpoint()
    for (const { time, fields } of statements.rows.iterate(Number(id), window.from, window.to)) {
      const stored = decodeFields(String(fields))
      for (const [at, { field, weight }] of keys.entries()) {
        const value = toNumber(stored[field])
        if (value === undefined) continue
        const row = toCellRow(Number(time), value, toNumber(stored[weight]), window, answer)
        accumulators[at]?.add(sources[at]?.aggregation === 'avg' ? weighed(row) : row)
      }
    }
  }
}

function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
}

function toCellRow(time: number, value: number, weight = Number.NaN, window: Window, answer: number) {
  return {
    values: Float64Array.of(value),
    weights: Float64Array.of(weight),
    start: 0,
    slots: Int32Array.of(Math.floor((time - window.from) / window.step)),
    base: answer * window.steps,
    time,
    step: MINUTE_MS,
  }
}

function weighed(row: ReturnType<typeof toCellRow>): ReturnType<typeof toCellRow> {
  weigh(row.values, row.weights)
  return row
}
