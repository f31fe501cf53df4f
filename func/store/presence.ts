/** Which minutes of which series have a point in chunks, and how many they are. */
import type { DatabaseSync } from 'node:sqlite'
import { countBits } from './cells-codec.ts'
import { minuteOf, rowOf, SERIES_PER_GROUP } from './chunk-layout.ts'
import type { Place } from './chunk-table.ts'

const WORDS = 2 * SERIES_PER_GROUP

export interface Presence {
  add(place: Place, points: readonly { readonly series: number; readonly time: number }[]): void
  /** False when there is no such point. */
  remove(place: Place, row: number, minute: number): boolean
}

export function createPresence(connection: DatabaseSync): Presence {
  const select = connection.prepare('select minutes from presence where group_id = ? and block = ?')
  const upsert =
    connection.prepare(`insert into presence (group_id, block, points, minutes) values (?, ?, ?, ?)
    on conflict do update set points = excluded.points, minutes = excluded.minutes`)
  const drop = connection.prepare('delete from presence where group_id = ? and block = ?')

  function read({ group, block }: Place): Uint32Array {
    const found = select.get(group, block)?.minutes
    return found instanceof Uint8Array ? toWords(found) : new Uint32Array(WORDS)
  }

  function save({ group, block }: Place, words: Uint32Array): void {
    const points = words.reduce((sum, word) => sum + countBits(word), 0)
    if (points === 0) drop.run(group, block)
    else upsert.run(group, block, points, new Uint8Array(words.buffer))
  }

  return {
    add(place, points) {
      if (points.length === 0) return
      const words = read(place)
      const before = words.slice()
      for (const { series, time } of points) setBit(words, rowOf(series), minuteOf(time), true)
      if (words.some((word, at) => word !== before[at])) save(place, words)
    },
    remove(place, row, minute) {
      const words = read(place)
      if (!hasBit(words, row, minute)) return false
      setBit(words, row, minute, false)
      save(place, words)
      return true
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
