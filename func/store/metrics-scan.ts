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
  readonly window: Window
  readonly assignment: Assignment
  /** Groups of the answer. */
  readonly groups: number
}

export interface Scanned {
  /** Of each source. */
  readonly accumulators: readonly Accumulator[]
  /** Of each group: series that have a value. */
  readonly series: Int32Array
}

export type Scan = (options: ScanOptions) => Scanned

/**
 * A scan for one query. Chunks are kept for the case that it scans twice, first for totals and then by step.
 * @param checkpoint throws when the query was given up; called often
 */
export function createScan(
  connection: DatabaseSync,
  sources: readonly Source[],
  checkpoint: () => void,
): Scan {
  const statements = prepare(connection)
  const fetch = createFetch(statements)
  return ({ window, assignment, groups }) => {
    const layout = layOut(assignment)
    const series = new Int32Array(groups)
    const columns = sources.map((source) => ({
      source,
      accumulator: createAccumulator(source.aggregation, groups * window.steps),
    }))
    for (const { source, accumulator } of columns) {
      const add = createAdd(accumulator, window, series)
      scanChunks(createDecoder(fetch, source, window), add, layout, checkpoint)
    }
    const accumulators = columns.map(({ accumulator }) => accumulator)
    scanRows(statements, sources, accumulators, { window, layout, series, checkpoint })
    return { accumulators, series }
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
  const arrays = (sql: string) => {
    const statement = connection.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  const range = 'chunks.field_id = ? and chunks.group_id = ? and chunks.block between ? and ?'
  return {
    fieldId: connection.prepare('select id from field_names where name = ?'),
    rollups: arrays(`select block, rollup, rollup_weights from chunks where ${range}`),
    cells: arrays(`select block, cells, null from chunks where ${range}`),
    weighedCells: arrays(`select chunks.block, chunks.cells, weights.cells from chunks
      left join chunks as weights on weights.field_id = ?5
        and weights.group_id = chunks.group_id and weights.block = chunks.block
      where chunks.field_id = ?1 and chunks.group_id = ?2 and chunks.block between ?3 and ?4`),
    seriesWithRows: arrays('select id from series where points > 0'),
    rows: connection.prepare(
      'select time, fields from points where series_id = ? and time >= ? and time < ?',
    ),
  }
}

/** The 32 series of a group. */
interface Members {
  readonly group: number
  /** The group of the answer that each belongs to, −1 for those that are not asked for. */
  readonly answers: Int32Array
  /** 1 for those that have a value. */
  readonly seen: Uint8Array
}

type Layout = ReadonlyMap<number, Members>

function layOut(assignment: Assignment): Layout {
  const layout = new Map<number, Members>()
  for (const [id, answer] of assignment) {
    const group = groupOf(id)
    const members = layout.get(group) ?? {
      group,
      answers: new Int32Array(SERIES_PER_GROUP).fill(-1),
      seen: new Uint8Array(SERIES_PER_GROUP),
    }
    layout.set(group, members)
    members.answers[rowOf(id)] = answer
  }
  return layout
}

type ChunkRow = readonly [
  block: number,
  values: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer> | null,
]

interface Wanted {
  readonly kind: 'rollups' | 'cells' | 'weighedCells'
  readonly field: number
  readonly weight?: number
  readonly from: number
  readonly to: number
}

/** Chunks of one field and group of series, read once. */
function createFetch(statements: Statements) {
  const known = new Map<string, readonly ChunkRow[]>()
  return {
    fieldId: (name: string) => fieldId(statements, name),
    chunks({ kind, field, weight, from, to }: Wanted, group: number): readonly ChunkRow[] {
      const name = `${kind} ${field} ${group}`
      const found = known.get(name)
      if (found !== undefined) return found
      const key = [field, group, blockOf(from), blockOf(to - 1), ...(weight === undefined ? [] : [weight])]
      const chunks = statements[kind].all(...key) as unknown as ChunkRow[]
      known.set(name, chunks)
      return chunks
    },
  }
}

/** Minutes, or five minutes where the roll-up holds just what is asked for. */
interface Grain {
  readonly ms: number
  readonly cells: number
}

/** One chunk of a source at a time, as cells. */
interface Decoder {
  readonly grain: Grain
  readonly values: Float64Array
  readonly weights: Float64Array
  chunks(group: number): readonly ChunkRow[]
  /** Fills values and weights. */
  decode(chunk: ChunkRow): void
}

function createDecoder(
  fetch: ReturnType<typeof createFetch>,
  { field, aggregation, weight }: Source,
  window: Window,
): Decoder | undefined {
  const id = fetch.fieldId(field)
  if (id === undefined) return undefined
  const isRolledUp = aggregation === rollupKind(field) && fitsRollups(window)
  const grain: Grain = isRolledUp ? { ms: ROLLUP_MS, cells: ROLLUPS } : { ms: MINUTE_MS, cells: MINUTES }
  const values = new Float64Array(SERIES_PER_GROUP * grain.cells)
  const weights = new Float64Array(SERIES_PER_GROUP * grain.cells)
  const wanted = wantedOf(id, weight === undefined ? undefined : fetch.fieldId(weight), isRolledUp, window)

  function decode([, ofValues, ofWeights]: ChunkRow): void {
    decodeCells(ofValues, grain.cells, values)
    if (aggregation !== 'avg') return
    if (ofWeights === null) weights.fill(Number.NaN)
    else decodeCells(ofWeights, grain.cells, weights)
    if (!isRolledUp) weigh(values, weights)
  }

  return { grain, values, weights, chunks: (group) => fetch.chunks(wanted, group), decode }
}

function wantedOf(
  field: number,
  weight: number | undefined,
  isRolledUp: boolean,
  { from, to }: Window,
): Wanted {
  if (isRolledUp) return { kind: 'rollups', field, from, to }
  return weight === undefined
    ? { kind: 'cells', field, from, to }
    : { kind: 'weighedCells', field, weight, from, to }
}

function fitsRollups({ from, step }: Window): boolean {
  return from % ROLLUP_MS === 0 && step % ROLLUP_MS === 0
}

function fieldId({ fieldId: statement }: Statements, name: string): number | undefined {
  const found = statement.get(name)
  return found === undefined ? undefined : Number(found.id)
}

type Add = (decoder: Decoder, block: number, members: Members) => void

function scanChunks(decoder: Decoder | undefined, add: Add, layout: Layout, checkpoint: () => void): void {
  if (decoder === undefined) return
  for (const members of layout.values()) {
    checkpoint()
    for (const chunk of decoder.chunks(members.group)) {
      decoder.decode(chunk)
      add(decoder, chunk[0], members)
    }
  }
}

function createAdd(accumulator: Accumulator, window: Window, series: Int32Array): Add {
  const slotsOf = createSlots(window)
  return ({ grain, values, weights }, block, members) => {
    const slots = slotsOf(block, grain)
    const time = block * HOUR_MS
    for (let row = 0; row < SERIES_PER_GROUP; row++) {
      const answer = members.answers[row] ?? -1
      if (answer < 0) continue
      const start = row * grain.cells
      if (members.seen[row] === 0 && hasValue(values, start, slots)) see(members, row, series)
      accumulator.add({ values, weights, start, slots, base: answer * window.steps, time, step: grain.ms })
    }
  }
}

function see({ seen, answers }: Members, row: number, series: Int32Array): void {
  const answer = answers[row] ?? -1
  if (seen[row] !== 0 || answer < 0) return
  seen[row] = 1
  series[answer] = (series[answer] ?? 0) + 1
}

function hasValue(values: Float64Array, start: number, slots: Int32Array): boolean {
  for (let at = 0; at < slots.length; at++) {
    if ((slots[at] as number) >= 0 && !Number.isNaN(values[start + at] as number)) return true
  }
  return false
}

/** The step that each cell of an hour belongs to, −1 outside the window. */
function createSlots({ from, to, step }: Window) {
  const known = new Map<number, Int32Array>()
  return (block: number, { ms, cells }: Grain): Int32Array => {
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

interface RowsScan {
  readonly window: Window
  readonly layout: Layout
  readonly series: Int32Array
  readonly checkpoint: () => void
}

function scanRows(
  statements: Statements,
  sources: readonly Source[],
  accumulators: readonly Accumulator[],
  { window, layout, series, checkpoint }: RowsScan,
): void {
  const keyOf = (field = '') => fieldId(statements, field)?.toString(36) ?? ''
  const keys = sources.map(({ field, weight }) => ({ field: keyOf(field), weight: keyOf(weight) }))
  for (const [id] of statements.seriesWithRows.iterate() as Iterable<unknown> as Iterable<[number]>) {
    const members = layout.get(groupOf(id))
    const answer = members?.answers[rowOf(id)] ?? -1
    if (members === undefined || answer < 0) continue
    checkpoint()
    for (const { time, fields } of statements.rows.iterate(id, window.from, window.to)) {
      const stored = decodeFields(String(fields))
      for (const [at, { field, weight }] of keys.entries()) {
        const value = toNumber(stored[field])
        if (value === undefined) continue
        see(members, rowOf(id), series)
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
