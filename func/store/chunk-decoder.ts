/** Reads the chunks, or the roll-ups, of what a metrics query asks for. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { decodeCells } from './cells-codec.ts'
import { blockOf, MINUTE_MS, MINUTES, ROLLUP_MS, ROLLUPS, SERIES_PER_GROUP } from './chunk-layout.ts'
import { rollupKind } from './field-aggregation.ts'
import type { Source, Window } from './metrics-plan.ts'
import { weigh } from './rollup.ts'

export interface Statements {
  readonly fieldId: StatementSync
  readonly rollups: StatementSync
  readonly cells: StatementSync
  readonly weighedCells: StatementSync
  readonly seriesWithRows: StatementSync
  readonly rows: StatementSync
}

export function prepareScan(connection: DatabaseSync): Statements {
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
export function createFetch(statements: Statements) {
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
export interface Grain {
  readonly ms: number
  readonly cells: number
}

/** One chunk of a source at a time, as cells. */
export interface Decoder {
  readonly grain: Grain
  readonly values: Float64Array
  readonly weights: Float64Array
  chunks(group: number): readonly ChunkRow[]
  /** Fills values and weights. */
  decode(chunk: ChunkRow): void
}

export function createDecoder(
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

export function fieldId({ fieldId: statement }: Statements, name: string): number | undefined {
  const found = statement.get(name)
  return found === undefined ? undefined : Number(found.id)
}
