import type { DatabaseSync } from 'node:sqlite'
import { blockOf, groupOf, HOUR_MS, MINUTE_MS, rowOf } from './chunk-layout.ts'
import { toWords } from './presence.ts'

interface Range {
  readonly from: number
  readonly to: number
}

/** Which of the series have a point in the window. */
export function createActiveSeries(connection: DatabaseSync) {
  const presence = connection.prepare(
    'select block, minutes from presence where group_id = ? and block between ? and ?',
  )
  const withRows = connection.prepare(`select id from series where points > 0 and exists (
    select 1 from points where series_id = series.id and time >= ? and time < ?)`)
  return (series: readonly number[], { from, to }: Range): ReadonlySet<number> => {
    const active = new Set(withRows.all(from, to).map(({ id }) => Number(id)))
    for (const [group, members] of Map.groupBy(series, groupOf)) {
      const hours = presence.all(group, blockOf(from), blockOf(to - 1)).map(({ block, minutes }) => ({
        words: toWords(minutes as Uint8Array),
        ...maskOf(Number(block) * HOUR_MS, { from, to }),
      }))
      for (const id of members) {
        const at = 2 * rowOf(id)
        const isActive = hours.some(({ words, low, high }) => {
          return ((words[at] ?? 0) & low) !== 0 || ((words[at + 1] ?? 0) & high) !== 0
        })
        if (isActive) active.add(id)
      }
    }
    return active
  }
}

/** Bits of the minutes of an hour that lie in the window. */
function maskOf(hour: number, { from, to }: Range): { readonly low: number; readonly high: number } {
  let low = 0
  let high = 0
  for (let minute = 0; minute < 60; minute++) {
    const time = hour + minute * MINUTE_MS
    if (time < from || time >= to) continue
    if (minute < 32) low |= 1 << minute
    else high |= 1 << (minute - 32)
  }
  return { low, high }
}
