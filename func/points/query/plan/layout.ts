/** Which series are put together: those of a group of chunks first, in parts, and parts of the same target then. */
import { SERIES_PER_GROUP } from '../../chunk-layout.ts'

/** 32 series whose chunks lie together, and where each belongs: −1 for those that are not asked for. */
export interface Members {
  /** Of chunks, see chunk-layout.ts. */
  readonly group: number
  readonly targets: Int32Array
}

export interface Layout {
  /** Names it: the same for the same series, but for those that were not there before. */
  readonly key: string
  readonly members: readonly Members[]
  /** By member, then by row: the part that the series belongs to, −1 for none. */
  readonly parts: Int32Array
  /** First part of each member, and the number of all. */
  readonly starts: Int32Array
  /** Of each part. */
  readonly targets: Int32Array
}

/** Parts are counted member by member, in the order of their first series. */
export function createLayout(key: string, members: readonly Members[]): Layout {
  const parts = new Int32Array(members.length * SERIES_PER_GROUP).fill(-1)
  const starts = new Int32Array(members.length + 1)
  const targets: number[] = []
  for (const [member, { targets: ofRows }] of members.entries()) {
    const start = targets.length
    for (let row = 0; row < SERIES_PER_GROUP; row++) {
      const target = ofRows[row] as number
      if (target < 0) continue
      const known = targets.indexOf(target, start)
      parts[member * SERIES_PER_GROUP + row] = known === -1 ? targets.push(target) - 1 : known
    }
    starts[member + 1] = targets.length
  }
  return { key, members, parts, starts, targets: Int32Array.from(targets) }
}
