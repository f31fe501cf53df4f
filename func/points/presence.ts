/** Which minutes of which series have a point in chunks, and how many they are. */
import type { DatabaseSync } from 'node:sqlite'
import { countBits } from './cells-codec.ts'
import { minuteOf, rowOf, SERIES_PER_GROUP } from './chunk-layout.ts'
import type { Place } from './chunk-table.ts'

const WORDS = 2 * SERIES_PER_GROUP

interface PlacedPoint {
  readonly series: number
  readonly time: number
}

export interface Presence {
  has(place: Place, row: number, minute: number): boolean
  /** @param revision of the hour, which has just changed in these points */
  add(place: Place, points: readonly PlacedPoint[], revision: number): void
  /** @param revision of the hour, which has just changed in this point */
  remove(place: Place, row: number, minute: number, revision: number): void
}

export function createPresence(connection: DatabaseSync): Presence {
  const select = connection.prepare('select minutes from presence where group_id = ? and block = ?')
  const upsert =
    connection.prepare(`insert into presence (group_id, block, points, minutes, revision) values (?, ?, ?, ?, ?)
    on conflict do update set points = excluded.points, minutes = excluded.minutes,
      revision = excluded.revision`)
  const drop = connection.prepare('delete from presence where group_id = ? and block = ?')

  function read({ group, block }: Place): Uint32Array {
    const found = select.get(group, block)?.minutes
    return found instanceof Uint8Array ? toWords(found) : new Uint32Array(WORDS)
  }

  function save({ group, block }: Place, words: Uint32Array, revision: number): void {
    const points = words.reduce((sum, word) => sum + countBits(word), 0)
    if (points === 0) drop.run(group, block)
    else upsert.run(group, block, points, new Uint8Array(words.buffer), revision)
  }

  return {
    has: (place, row, minute) => hasBit(read(place), row, minute),
    add(place, points, revision) {
      const words = read(place)
      for (const { series, time } of points) setBit(words, rowOf(series), minuteOf(time), true)
      save(place, words, revision)
    },
    remove(place, row, minute, revision) {
      const words = read(place)
      setBit(words, row, minute, false)
      save(place, words, revision)
    },
  }
}

export function toWords(minutes: Uint8Array): Uint32Array {
  return new Uint32Array(minutes.slice().buffer)
}

/** Whether a series has any point. */
export function hasPoints(words: Uint32Array, row: number): boolean {
  return words[2 * row] !== 0 || words[2 * row + 1] !== 0
}

export function hasBit(words: Uint32Array, row: number, minute: number): boolean {
  return ((words[wordOf(row, minute)] ?? 0) & (1 << (minute % 32))) !== 0
}

function setBit(words: Uint32Array, row: number, minute: number, value: boolean): void {
  const at = wordOf(row, minute)
  const word = words[at] ?? 0
  words[at] = value ? word | (1 << (minute % 32)) : word & ~(1 << (minute % 32))
}

function wordOf(row: number, minute: number): number {
  return 2 * row + (minute < 32 ? 0 : 1)
}
