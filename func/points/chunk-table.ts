import type { DatabaseSync } from 'node:sqlite'
import { decodeCells } from './cells-codec.ts'
import { MINUTES, SERIES_PER_GROUP } from './chunk-layout.ts'

/** Where the chunks of all fields of 32 series in one hour lie. */
export interface Place {
  readonly group: number
  /** Hours since the epoch. */
  readonly block: number
}

export interface Chunk {
  readonly rollup: Uint8Array
  readonly weights: Uint8Array | null
  readonly cells: Uint8Array
}

export interface ChunkTable {
  /** Cells by series and minute, NaN where there is none. */
  read(field: number, place: Place): Float64Array
  has(field: number, place: Place): boolean
  write(field: number, place: Place, chunk: Chunk): void
  /** Names of all fields that have a chunk there. */
  fieldNames(place: Place): string[]
}

const KEY = 'field_id = ? and group_id = ? and block = ?'

export function createChunkTable(connection: DatabaseSync): ChunkTable {
  const select = connection.prepare(`select cells from chunks where ${KEY}`)
  const exists = connection.prepare(`select 1 from chunks where ${KEY}`)
  const names = connection.prepare(`select name from field_names where exists (
    select 1 from chunks where field_id = field_names.id and group_id = ? and block = ?)`)
  const upsert = connection.prepare(`insert into chunks
    (field_id, group_id, block, rollup, rollup_weights, cells) values (?, ?, ?, ?, ?, ?)
    on conflict (block, field_id, group_id) do update set rollup = excluded.rollup, rollup_weights = excluded.rollup_weights,
      cells = excluded.cells`)
  return {
    read(field, { group, block }) {
      const cells = new Float64Array(SERIES_PER_GROUP * MINUTES)
      const found = select.get(field, group, block)?.cells
      if (found instanceof Uint8Array) decodeCells(found, MINUTES, cells)
      else cells.fill(Number.NaN)
      return cells
    },
    has: (field, { group, block }) => exists.get(field, group, block) !== undefined,
    write(field, { group, block }, { rollup, weights, cells }) {
      upsert.run(field, group, block, rollup, weights, cells)
    },
    fieldNames: ({ group, block }) => names.all(group, block).map(({ name }) => String(name)),
  }
}
