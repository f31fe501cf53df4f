/** Reads chunks, or their roll-ups. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Members } from '../plan/layout.ts'
import type { ChunkRow, Reading } from './chunk-decoder.ts'

/** Groups without members that are read too rather than begun anew behind them. */
const LARGEST_GAP = 3
/** What is read at once, as all of it is in memory. */
const LONGEST_RUN = 64

/** Calls `take` with the chunks of wanted members in one hour, in their order. */
export type FetchChunks = (query: FetchQuery, take: (chunk: ChunkRow, member: number) => void) => void

export interface FetchQuery {
  readonly reading: Reading
  readonly block: number
  readonly members: readonly Members[]
  /** By place of the member. @default all */
  readonly isWanted?: (member: number) => boolean
  /** Throws when the query was given up. */
  readonly checkpoint: () => void
}

export function createFetch(connection: DatabaseSync): FetchChunks {
  const statements = prepare(connection)
  return ({ reading, block, members, isWanted = () => true, checkpoint }, take) => {
    const { kind, field, weight } = reading
    const more = weight === undefined ? [] : [weight]
    for (const run of toRuns(members, isWanted)) {
      checkpoint()
      const groups = run.map((member) => members[member]?.group ?? 0)
      const rows = statements[kind].all(block, field, groups[0] ?? 0, groups.at(-1) ?? 0, ...more)
      let at = 0
      for (const row of rows as unknown as ChunkRow[]) {
        while ((groups[at] ?? Number.POSITIVE_INFINITY) < row[0]) at++
        if (groups[at] === row[0]) take(row, run[at] as number)
      }
    }
  }
}

/** Members whose groups lie close together. */
function toRuns(members: readonly Members[], isWanted: (member: number) => boolean): number[][] {
  const runs: number[][] = []
  let last: { readonly run: number[]; group: number } | undefined
  for (const [member, { group }] of members.entries()) {
    if (!isWanted(member)) continue
    if (last !== undefined && group - last.group <= 1 + LARGEST_GAP && last.run.length < LONGEST_RUN) {
      last.run.push(member)
      last.group = group
    } else {
      last = { run: [member], group }
      runs.push(last.run)
    }
  }
  return runs
}

function prepare(connection: DatabaseSync): Readonly<Record<Reading['kind'], StatementSync>> {
  const arrays = (sql: string) => {
    const statement = connection.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  const range = `chunks.block = ?1 and chunks.field_id = ?2 and chunks.group_id between ?3 and ?4
    order by chunks.group_id`
  return {
    rollups: arrays(`select group_id, rollup, null from chunks where ${range}`),
    weighedRollups: arrays(`select group_id, rollup, rollup_weights from chunks where ${range}`),
    cells: arrays(`select group_id, cells, null from chunks where ${range}`),
    weighedCells: arrays(`select chunks.group_id, chunks.cells, weights.cells from chunks
      left join chunks as weights on weights.block = chunks.block and weights.field_id = ?5
        and weights.group_id = chunks.group_id
      where ${range}`),
  }
}
