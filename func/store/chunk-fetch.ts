/** Reads chunks, or their roll-ups, and remembers those that have not changed since. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { createByteCache } from './byte-cache.ts'
import type { Reading } from './chunk-decoder.ts'

/** Bounds the memory of each thread that answers queries, beside that of hour-folds.ts. */
const REMEMBERED_BYTES = 64 * 2 ** 20
/** What a row takes besides its values. */
const ROW_BYTES = 400

export type ChunkRow = readonly [
  block: number,
  values: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer> | null,
]

/** An hour that has chunks, with a number that changes with them. */
export interface RevisedHour {
  readonly block: number
  readonly revision: number
}

/** Chunks of a group of series in these hours, which ascend. */
export type FetchChunks = (
  reading: Reading,
  group: number,
  hours: readonly RevisedHour[],
) => readonly ChunkRow[]

type Statements = Readonly<Record<Reading['kind'], StatementSync>>

interface Known {
  readonly revision: number
  /** Undefined where the group has no chunk. */
  readonly row: ChunkRow | undefined
}

/** The panels of a dashboard ask for the same fields, and rankings twice. */
export function createFetch(connection: DatabaseSync, limit = REMEMBERED_BYTES): FetchChunks {
  const statements = prepare(connection)
  const cache = createByteCache<Known>(limit, sizeOf)
  return (reading, group, hours) => {
    const { kind, field, weight } = reading
    const keyOf = (block: number) => `${kind} ${field} ${weight ?? ''} ${group} ${block}`
    const found = hours.map(({ block, revision }) => {
      const known = cache.get(keyOf(block))
      return known?.revision === revision ? known : undefined
    })
    const missing = hours.filter((_, at) => found[at] === undefined)
    const rows = readRows(statements, reading, group, missing)
    for (const { block, revision } of missing) cache.set(keyOf(block), { revision, row: rows.get(block) })
    return hours
      .map(({ block }, at) => (found[at] === undefined ? rows.get(block) : found[at].row))
      .filter((row) => row !== undefined)
  }
}

function prepare(connection: DatabaseSync): Statements {
  const arrays = (sql: string) => {
    const statement = connection.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  const range = 'chunks.field_id = ?1 and chunks.group_id = ?2 and chunks.block between ?3 and ?4'
  return {
    rollups: arrays(`select block, rollup, null from chunks where ${range}`),
    weighedRollups: arrays(`select block, rollup, rollup_weights from chunks where ${range}`),
    cells: arrays(`select block, cells, null from chunks where ${range}`),
    weighedCells: arrays(`select chunks.block, chunks.cells, weights.cells from chunks
      left join chunks as weights on weights.field_id = ?5
        and weights.group_id = chunks.group_id and weights.block = chunks.block
      where ${range}`),
  }
}

/** By hour: all from the first to the last. */
function readRows(
  statements: Statements,
  { kind, field, weight }: Reading,
  group: number,
  hours: readonly RevisedHour[],
): ReadonlyMap<number, ChunkRow> {
  const [first, last] = [hours[0]?.block, hours.at(-1)?.block]
  if (first === undefined || last === undefined) return new Map()
  const key = [field, group, first, last, ...(weight === undefined ? [] : [weight])]
  const rows = statements[kind].all(...key) as unknown as ChunkRow[]
  return new Map(rows.map((row) => [row[0], row]))
}

function sizeOf({ row }: Known): number {
  return row === undefined ? ROW_BYTES : ROW_BYTES + row[1].byteLength + (row[2]?.byteLength ?? 0)
}
