/** Revisions of hours: each change of an hour's chunks gives it another number, in the same transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { createByteCache } from './byte-cache.ts'

export interface Hours {
  /** Gives the hour another revision, above all before; to be called in the transaction that changes its chunks. */
  revise(block: number): number
  /** Of a group of series, the hours before this one; to be called before they are deleted. */
  changeOfGroup(group: number, before: number): void
  /** Forgets hours before this one that have no chunks any more. */
  dropEmpty(before: number): void
}

export function createHours(connection: DatabaseSync): Hours {
  const revise = connection.prepare('insert or replace into hours (block) values (?) returning revision')
  const reviseOfGroup = connection.prepare(`insert or replace into hours (block)
    select block from presence where group_id = ? and block < ?`)
  const dropEmpty = connection.prepare(`delete from hours
    where block < ?1 and block not in (select block from presence where block < ?1)`)
  return {
    revise: (block) => Number(revise.get(block)?.revision),
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

/** Revisions under which groups of series last changed in an hour, by group; those without chunks there are missing. */
export type ReadPlaces = (block: number, revision: number) => ReadonlyMap<number, number>

/** Kept for a few hours while they have the same revision: those that change are asked for again and again. */
const KEPT_HOURS = 8

export function createPlacesReader(connection: DatabaseSync): ReadPlaces {
  const select = connection.prepare('select group_id, revision from presence where block = ?')
  const kept = createByteCache<{ readonly revision: number; readonly places: Map<number, number> }>(
    KEPT_HOURS,
    () => 1,
  )
  return (block, revision) => {
    const known = kept.get(String(block))
    if (known?.revision === revision) return known.places
    const rows = select.all(block)
    const places = new Map(rows.map((row) => [Number(row.group_id), Number(row.revision)]))
    kept.set(String(block), { revision, places })
    return places
  }
}
