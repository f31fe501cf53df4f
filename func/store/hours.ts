/** Revisions of hours: each change of an hour's chunks gives it another number, in the same transaction. */
import type { DatabaseSync } from 'node:sqlite'

export interface Hours {
  /** To be called in the transaction that changes chunks of these hours. */
  change(blocks: Iterable<number>): void
  /** Of a group of series, the hours before this one; to be called before they are deleted. */
  changeOfGroup(group: number, before: number): void
  /** Forgets hours before this one that have no chunks any more. */
  dropEmpty(before: number): void
}

export function createHours(connection: DatabaseSync): Hours {
  const revise = connection.prepare('insert or replace into hours (block) values (?)')
  const reviseOfGroup = connection.prepare(`insert or replace into hours (block)
    select block from presence where group_id = ? and block < ?`)
  const dropEmpty = connection.prepare(`delete from hours
    where block < ?1 and block not in (select block from presence where block < ?1)`)
  return {
    change(blocks) {
      for (const block of blocks) revise.run(block)
    },
    changeOfGroup: (group, before) => void reviseOfGroup.run(group, before),
    dropEmpty: (before) => void dropEmpty.run(before),
  }
}

/** Revisions of the hours from first to last that have chunks, by hour in ascending order. */
export type ReadHours = (first: number, last: number) => ReadonlyMap<number, number>

export function createHoursReader(connection: DatabaseSync): ReadHours {
  const select = connection.prepare(
    'select block, revision from hours where block between ? and ? order by block',
  )
  return (first, last) =>
    new Map(select.all(first, last).map(({ block, revision }) => [Number(block), Number(revision)]))
}
